import { type NodeProps, NodeResizer } from "@xyflow/react";
import { Trash2 } from "lucide-react";
import { memo } from "react";
import { useStore } from "zustand";
import { changeNote, removeNote } from "../actions/notes";
import { noteOfKey } from "../canvas/flow-ids";
import { useForm } from "../canvas/form";
import { LookToolbar } from "../canvas/look-toolbar";
import { Prose } from "../inspector/prose";
import { colourOf } from "../state/colours";
import { useDocument, useSession } from "../state/editor";
import { lookStore, write } from "../state/look-store";
import { NoteWords } from "./note-words";

/** A note: words in Markdown on a calm colour. Double-click or Enter writes in it. */
export const NoteCard = memo(function NoteCard({ id: key, selected }: NodeProps) {
  const index = noteOfKey(key) ?? -1;
  const text = useDocument(({ graph }) => graph.notes[index]?.text ?? "");
  const colour = useDocument(({ graph }) => graph.notes[index]?.colour);
  const far = useForm() === "block";
  const isWriting = useStore(lookStore, ({ writing }) => writing === key);
  const alone = useSession((state) => state.selected.length + state.selectedNotes.length === 1);
  return (
    <>
      <NodeResizer isVisible={selected && alone} minWidth={96} minHeight={40} color="var(--accent)" />
      <LookToolbar
        label="Of this note"
        isVisible={selected && alone && !isWriting}
        colour={colour}
        setColour={(name) => changeNote(key, { colour: name })}
      >
        <button
          type="button"
          className="button icon small plain"
          aria-label="Remove the note"
          title="Remove the note (Delete)"
          onClick={() => removeNote(key)}
        >
          <Trash2 size={13} aria-hidden />
        </button>
      </LookToolbar>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the node around it has the focus, and Enter does the same. */}
      <div
        className="note"
        data-selected={selected}
        style={{ "--c": colourOf(colour) }}
        onDoubleClick={(event) => {
          event.stopPropagation();
          write(key);
        }}
      >
        {isWriting ? (
          <NoteWords look={key} text={text} />
        ) : far ? (
          <p className="note-far">{text.replace(/^[#>\s*-]+/, "").split("\n")[0]}</p>
        ) : text.trim() === "" ? (
          <p className="text-soft">Double-click to write</p>
        ) : (
          <div className="note-text nowheel">
            <Prose text={text} />
          </div>
        )}
      </div>
    </>
  );
});
