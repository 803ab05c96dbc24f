import { Panel, useReactFlow } from "@xyflow/react";
import { Frame, Group, StickyNote } from "lucide-react";
import { groupSelection } from "../actions/groups";
import { addNote } from "../actions/notes";
import { useSession } from "../state/editor";
import { boxOf, union } from "./bounds";

const AROUND = 32;
const TITLE = 36;

/** What is put on the canvas beside nodes: a note, a frame, a group of the selection. */
export function LooksBar() {
  const { getNodes, screenToFlowPosition } = useReactFlow();
  const some = useSession(({ selected }) => selected.length > 0);
  const middle = () => {
    const box = document.querySelector(".react-flow")?.getBoundingClientRect();
    const at = {
      x: (box?.left ?? 0) + (box?.width ?? 800) / 2,
      y: (box?.top ?? 0) + (box?.height ?? 600) / 2,
    };
    return screenToFlowPosition(at);
  };
  const note = () => {
    const { x, y } = middle();
    addNote({
      text: "",
      position: [Math.round(x - 120), Math.round(y - 60)],
      size: [240, 120],
      colour: "sand",
    });
  };
  const frame = () => {
    const chosen = union(
      getNodes()
        .filter((node) => node.selected)
        .map(boxOf),
    );
    const { x, y } = middle();
    const box = chosen
      ? {
          x: chosen.x - AROUND,
          y: chosen.y - AROUND - TITLE,
          width: chosen.width + 2 * AROUND,
          height: chosen.height + 2 * AROUND + TITLE,
        }
      : { x: x - 240, y: y - 160, width: 480, height: 320 };
    addNote({
      kind: "frame",
      text: "Frame",
      position: [Math.round(box.x), Math.round(box.y)],
      size: [Math.round(box.width), Math.round(box.height)],
      colour: "sky",
    });
  };
  return (
    <Panel
      position="bottom-center"
      className="looks-bar"
      role="toolbar"
      aria-label="Notes, frames and groups"
    >
      <button
        type="button"
        className="button icon small plain"
        aria-label="Add a note"
        title="Add a note"
        onClick={note}
      >
        <StickyNote size={14} aria-hidden />
      </button>
      <button
        type="button"
        className="button icon small plain"
        aria-label="Add a frame"
        title={
          some
            ? "Draw a frame around the selection"
            : "Add a frame: a titled area that takes what lies in it along"
        }
        onClick={frame}
      >
        <Frame size={14} aria-hidden />
      </button>
      <button
        type="button"
        className="button icon small plain"
        aria-label="Group the selection"
        title={some ? "Group the selection (Ctrl+G)" : "Select nodes to group them (Ctrl+G)"}
        disabled={!some}
        onClick={groupSelection}
      >
        <Group size={14} aria-hidden />
      </button>
    </Panel>
  );
}
