import type { Note } from "@/graph/document";
import type { Edit } from "@/graph/edits";
import { noteKey, noteOfKey } from "../canvas/flow-ids";
import { documentStore } from "../state/editor";
import { write } from "../state/look-store";
import { select } from "../state/session-store";
import { say } from "./say";

/** Puts a note or a frame on the canvas and lets its words be written. */
export function addNote(note: Note): void {
  const { graph, apply } = documentStore.getState();
  apply({ kind: "notes", notes: [...graph.notes, note] });
  const key = noteKey(graph.notes.length);
  if (documentStore.getState().graph.notes.length === graph.notes.length) return;
  select([], [], [key]);
  // The canvas has it after its next look at the document.
  setTimeout(() => write(key), 60);
  say(note.kind === "frame" ? "Added a frame" : "Added a note");
}

/** Changes a note; a field that is `undefined` is taken away. */
export function changeNote(
  key: string,
  change: { readonly [Field in keyof Note]?: Note[Field] | undefined },
): void {
  const { graph, apply } = documentStore.getState();
  const edit = changeNoteEdit(graph.notes, noteOfKey(key) ?? -1, change);
  if (edit) apply(edit);
}

export function changeNoteEdit(
  notes: readonly Note[],
  index: number,
  change: { readonly [Field in keyof Note]?: Note[Field] | undefined },
): Edit | undefined {
  const note = notes[index];
  if (!note) return undefined;
  const merged = Object.entries({ ...note, ...change }).filter(([, value]) => value !== undefined);
  const changed: Note = {
    ...Object.fromEntries(merged),
    text: change.text ?? note.text,
    position: note.position,
  };
  return { kind: "notes", notes: notes.map((each, at) => (at === index ? changed : each)) };
}

export function removeNote(key: string): void {
  const { graph, apply } = documentStore.getState();
  const index = noteOfKey(key);
  apply({ kind: "notes", notes: graph.notes.filter((_, at) => at !== index) });
  select([]);
}
