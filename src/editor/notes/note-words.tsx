import { changeNote } from "../actions/notes";
import { focusLook } from "../canvas/looks-keys";
import { lookStore, write } from "../state/look-store";

/** Where a note's words are written. Leaving it, Escape and Ctrl+Enter keep them: undo takes them back. */
export function NoteWords({ look, text }: { readonly look: string; readonly text: string }) {
  const keep = (words: string) => {
    if (words !== text) changeNote(look, { text: words });
  };
  return (
    <textarea
      className="note-words nodrag nopan nowheel"
      // biome-ignore lint/a11y/noAutofocus: it was asked for by a double-click or Enter, and Escape leaves it.
      autoFocus
      aria-label="Words of the note, in Markdown"
      placeholder="Words, with **bold**, lists and links"
      maxLength={20_000}
      defaultValue={text}
      onFocus={(event) => event.target.setSelectionRange(text.length, text.length)}
      onBlur={(event) => {
        if (lookStore.getState().writing === look) {
          keep(event.target.value);
          write(undefined);
        }
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        const done = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
        if (!done) return;
        event.preventDefault();
        keep(event.currentTarget.value);
        write(undefined);
        focusLook(look);
      }}
    />
  );
}
