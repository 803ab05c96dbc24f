import type { Graph } from "./document";

/** What has to be done to one record of a document, such as its nodes: entries that are new or other, and those gone. */
interface RecordPatch {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly gone?: readonly string[];
}

/** The same of a list, such as its edges: what is gone, by place in the list before, and what then stands at a place. */
type ListPatch =
  | { readonly gone: readonly number[]; readonly at: number; readonly add: readonly unknown[] }
  | { readonly all: readonly unknown[] };

/**
 * The step from one state of a document to another, as plain data: what a journal keeps of a gesture, of an undo, and of
 * whatever else changes a graph. Its size is that of the change, and it means the same however edits will be made one day.
 */
export interface Patch {
  readonly records?: Readonly<Record<string, RecordPatch>>;
  readonly lists?: Readonly<Record<string, ListPatch>>;
  /** Fields that are neither: the title, and what this version does not know. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly gone?: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Parts that two states share are not looked into: after one edit that takes as long as the graph has entries. */
export function difference(before: Graph, after: Graph): Patch {
  const [was, is]: readonly Fields[] = [before, after] as const;
  const records: Record<string, RecordPatch> = {};
  const lists: Record<string, ListPatch> = {};
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(is ?? {})) {
    const old = was?.[name];
    if (old === value) continue;
    if (Array.isArray(value) && Array.isArray(old)) lists[name] = listPatch(old, value);
    else if (isRecord(value) && isRecord(old)) records[name] = recordPatch(old, value);
    else fields[name] = value;
  }
  const gone = Object.keys(was ?? {}).filter((name) => !Object.hasOwn(is ?? {}, name));
  return {
    ...(isEmpty(records) ? {} : { records }),
    ...(isEmpty(lists) ? {} : { lists }),
    ...(isEmpty(fields) ? {} : { fields }),
    ...(gone.length === 0 ? {} : { gone }),
  };
}

/** The state after a step, from the one before. What does not fit, as after a fault of the storage, is passed over. */
export function applyPatch(graph: Graph, patch: Patch): Graph {
  const made: Record<string, unknown> = { ...graph, ...patch.fields };
  for (const [name, step] of Object.entries(patch.records ?? {})) {
    const old = made[name];
    made[name] = withRecord(isRecord(old) ? old : {}, step);
  }
  for (const [name, step] of Object.entries(patch.lists ?? {})) {
    const old = made[name];
    made[name] = withList(Array.isArray(old) ? old : [], step);
  }
  for (const name of patch.gone ?? []) delete made[name];
  return made as Graph;
}

function recordPatch(was: Fields, is: Fields): RecordPatch {
  const set = Object.fromEntries(Object.entries(is).filter(([id, value]) => was[id] !== value));
  const gone = Object.keys(was).filter((id) => !Object.hasOwn(is, id));
  return { ...(isEmpty(set) ? {} : { set }), ...(gone.length === 0 ? {} : { gone }) };
}

function withRecord(old: Fields, { set, gone }: RecordPatch): Fields {
  if (!gone) return { ...old, ...set };
  const away = new Set(gone);
  return { ...Object.fromEntries(Object.entries(old).filter(([id]) => !away.has(id))), ...set };
}

/** Edits take items out and put others in at one place; where more happened, the whole list is kept. */
function listPatch(was: readonly unknown[], is: readonly unknown[]): ListPatch {
  const now = new Set(is);
  const gone = [...was.keys()].filter((index) => !now.has(was[index]));
  const kept = was.filter((item) => now.has(item));
  const count = is.length - kept.length;
  let at = 0;
  while (at < kept.length && kept[at] === is[at]) at++;
  const fits = count >= 0 && kept.slice(at).every((item, index) => item === is[at + count + index]);
  return fits ? { gone, at, add: is.slice(at, at + count) } : { all: is };
}

function withList(old: readonly unknown[], step: ListPatch): readonly unknown[] {
  if ("all" in step) return step.all;
  const away = new Set(step.gone);
  const kept = old.filter((_, index) => !away.has(index));
  return [...kept.slice(0, step.at), ...step.add, ...kept.slice(step.at)];
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(record: Fields): boolean {
  for (const _ in record) return false;
  return true;
}
