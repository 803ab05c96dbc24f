import { type NodeProps, NodeResizer } from "@xyflow/react";
import { Trash2 } from "lucide-react";
import { memo } from "react";
import { changeNote, removeNote } from "../actions/notes";
import { noteOfKey } from "../canvas/flow-ids";
import { useForm } from "../canvas/form";
import { LookToolbar } from "../canvas/look-toolbar";
import { TitleField } from "../groups/title-field";
import { colourOf } from "../state/colours";
import { useDocument, useSession } from "../state/editor";
import { write } from "../state/look-store";
import { select } from "../state/session-store";

/** A titled area behind nodes. By its title it is moved, with all that lies in it; with Alt alone. */
export const NoteFrame = memo(function NoteFrame({ id: key, selected }: NodeProps) {
  const index = noteOfKey(key) ?? -1;
  const text = useDocument(({ graph }) => graph.notes[index]?.text ?? "");
  const colour = useDocument(({ graph }) => graph.notes[index]?.colour);
  const form = useForm();
  const alone = useSession((state) => state.selected.length + state.selectedNotes.length === 1);
  return (
    <>
      <NodeResizer isVisible={selected && alone} minWidth={120} minHeight={80} color="var(--accent)" />
      <LookToolbar
        label="Of this frame"
        isVisible={selected && alone}
        colour={colour}
        setColour={(name) => changeNote(key, { colour: name })}
      >
        <button
          type="button"
          className="button icon small plain"
          aria-label="Remove the frame"
          title="Remove the frame (Delete). What lies in it stays"
          onClick={() => removeNote(key)}
        >
          <Trash2 size={13} aria-hidden />
        </button>
      </LookToolbar>
      <div className="frame" data-form={form} data-selected={selected} style={{ "--c": colourOf(colour) }}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the node around it has the focus, and its keys do the same. */}
        <header
          className="frame-title"
          title="Drag to move it with what lies in it; with Alt the frame alone"
          onPointerDown={(event) => {
            if (event.button === 0 && !(event.target instanceof HTMLInputElement)) select([], [], [key]);
          }}
          onDoubleClick={(event) => {
            event.stopPropagation();
            write(key);
          }}
        >
          <TitleField
            look={key}
            title={text.split("\n")[0] ?? ""}
            label="Title of the frame"
            rename={(title) => changeNote(key, { text: title })}
          />
        </header>
      </div>
    </>
  );
});
