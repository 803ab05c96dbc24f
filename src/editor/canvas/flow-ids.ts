/** What the canvas calls groups and notes. No node has such a name: an id holds no colon. */
const GROUP = "group:";
const NOTE = "note:";

export const groupKey = (id: string): string => GROUP + id;
export const noteKey = (index: number): string => NOTE + index;

export function groupOfKey(key: string): string | undefined {
  return key.startsWith(GROUP) ? key.slice(GROUP.length) : undefined;
}

export function noteOfKey(key: string): number | undefined {
  return key.startsWith(NOTE) ? Number(key.slice(NOTE.length)) : undefined;
}

/** The port of the document that a handle of a card stands for: those of a folded group bear its whole name. */
export function portAt(card: string, handle: string | null | undefined): string {
  return groupOfKey(card) === undefined ? `${card}.${handle}` : String(handle);
}
