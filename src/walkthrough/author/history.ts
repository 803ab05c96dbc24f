/** What was, what is, and what was taken back: immutable, so that a step costs what it changed. */
export interface History<T> {
  readonly now: T;
  readonly past: readonly T[];
  readonly future: readonly T[];
  /** What made the last step, and when, ms: more of the same within a moment joins it. */
  readonly gesture?: { readonly name: string; readonly at: number } | undefined;
}

const MOST_STEPS = 300;
/** A pause while typing ends a step, ms. */
const PAUSE = 1500;

export function begun<T>(now: T): History<T> {
  return { now, past: [], future: [] };
}

/** One step on. Steps of one gesture, such as the letters of a word, are taken back together. */
export function stepped<T>(history: History<T>, now: T, gesture?: string, at = 0): History<T> {
  if (now === history.now) return history;
  const { gesture: before, past } = history;
  const joins =
    gesture !== undefined && before?.name === gesture && at - before.at < PAUSE && past.length > 0;
  return {
    now,
    past: joins ? past : [...past, history.now].slice(-MOST_STEPS),
    future: [],
    gesture: gesture === undefined ? undefined : { name: gesture, at },
  };
}

export function undone<T>({ now, past, future }: History<T>): History<T> | undefined {
  const before = past.at(-1);
  return before === undefined
    ? undefined
    : { now: before, past: past.slice(0, -1), future: [now, ...future] };
}

export function redone<T>({ now, past, future }: History<T>): History<T> | undefined {
  const [next, ...rest] = future;
  return next === undefined ? undefined : { now: next, past: [...past, now], future: rest };
}
