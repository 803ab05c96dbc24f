import { crafted } from "./crafted";
import { given, type Input, makeInput, type Seeds } from "./make";
import { faultOfWords, type KindName, OPENERS, type Outcome } from "./open";
import { corpus, makeSeeds } from "./seeds";

/** What an input may not do. */
export type Fault = "crash" | "words" | "request" | "script" | "pollution";

export interface Judged {
  readonly kind: KindName;
  readonly isOpened: boolean;
  readonly fault?: Fault;
  /** What was thrown or said, where there is a fault. */
  readonly what?: string;
}

const traps = { requests: 0, scripts: 0 };

/** What in a browser would be there: requests and scripts are counted, and no decoder is but our own. */
export function setTraps(): void {
  const refuse = () => {
    traps.requests++;
    return Promise.reject(new Error("A reader asked the net for something."));
  };
  Object.assign(globalThis, {
    fetch: refuse,
    __ran: () => traps.scripts++,
    createImageBitmap: () =>
      Promise.reject(new DOMException("There is no browser here.", "InvalidStateError")),
  });
}

/** Opens an input as the page does, and says what is wrong with how that went. */
export async function judge(input: Input): Promise<Judged> {
  const { kind } = input;
  const before = { ...traps };
  let outcome: Outcome;
  try {
    outcome = await OPENERS[kind](given(input));
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind, isOpened: false, fault: "crash", what };
  }
  const { isOpened, words } = outcome;
  if (traps.requests > before.requests) return { kind, isOpened, fault: "request" };
  if (traps.scripts > before.scripts) return { kind, isOpened, fault: "script" };
  if (Object.keys(Object.prototype).length > 0 || "polluted" in {})
    return { kind, isOpened, fault: "pollution" };
  if (!isOpened && words.length === 0)
    return { kind, isOpened, fault: "words", what: "It was refused without a word." };
  for (const said of words) {
    const fault = faultOfWords(said);
    if (fault) return { kind, isOpened, fault: "words", what: `${fault}: ${said.slice(0, 400)}` };
  }
  return { kind, isOpened };
}

let seeds: Seeds | undefined;

export async function inputOf(root: string, seed: number, index: number): Promise<Input> {
  seeds ??= await makeSeeds(root);
  return makeInput(seeds, seed, index);
}

/** What was made by hand, and what was found before: the regression corpus. */
export function known(root: string): (Input & { readonly name: string })[] {
  return [
    ...crafted(),
    ...corpus(root).map(({ kind, name, bytes }) => ({ kind, name, files: [{ path: name, bytes }] })),
  ];
}

export { pictureSet } from "./picture-set";
