import type { NodeProps } from "@xyflow/react";
import { ChevronDown } from "lucide-react";
import { memo } from "react";
import { membersOf } from "@/graph/groups";
import { changeGroup, selectGroup, toggleFold } from "../actions/groups";
import { counted } from "../actions/say";
import { groupOfKey } from "../canvas/flow-ids";
import { useForm } from "../canvas/form";
import { colourOf } from "../state/colours";
import { useDocument } from "../state/editor";
import { InstanceMark } from "./instance-mark";
import { TitleField } from "./title-field";

/** The frame around an open group. By its title it is moved, chosen and folded; inside it is canvas. */
export const GroupFrame = memo(function GroupFrame({ id: key, selected }: NodeProps) {
  const id = groupOfKey(key) ?? "";
  const form = useForm();
  const title = useDocument(({ graph }) => graph.groups[id]?.title ?? "");
  const colour = useDocument(({ graph }) => graph.groups[id]?.colour);
  const count = useDocument(({ graph }) => membersOf(graph.groups, id).length);
  return (
    <div className="frame" data-form={form} data-selected={selected} style={{ "--c": colourOf(colour) }}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the node around it has the focus, and its keys do the same. */}
      <header
        className="frame-title"
        onPointerDown={(event) => {
          if (event.button === 0 && !(event.target instanceof HTMLInputElement)) selectGroup(id);
        }}
        onDoubleClick={(event) => {
          event.stopPropagation();
          if (!(event.target instanceof HTMLInputElement)) toggleFold(id);
        }}
      >
        <button
          type="button"
          className="frame-fold nodrag"
          tabIndex={-1}
          aria-label={`Fold ${title || "the group"}`}
          title="Fold to one card (Enter)"
          onPointerDown={(event) => event.stopPropagation()}
          onClick={() => toggleFold(id)}
        >
          <ChevronDown size={14} aria-hidden />
        </button>
        <TitleField
          look={key}
          title={title}
          label="Title of the group"
          rename={(text) => changeGroup(id, { title: text })}
        />
        <span className="frame-count">{counted(count, "node")}</span>
        <InstanceMark id={id} />
      </header>
    </div>
  );
});
