import { ChevronRight } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { CardStateWord } from "../canvas/card-state";
import { useGroupState } from "../groups/group-state";
import { useDerived, useDocument, useSession } from "../state/editor";
import { titleOf } from "../state/titles";
import { renameRow } from "./outline-actions";
import type { OutlineRow } from "./outline-rows";

/** One line of the outline: what it is, and for nodes and groups how it stands and what is wrong, in words. */
export const OutlineLine = memo(function OutlineLine(props: {
  readonly row: OutlineRow;
  readonly isActive: boolean;
  readonly isRenaming: boolean;
  readonly endRenaming: () => void;
  readonly toggle: (row: OutlineRow) => void;
  readonly activate: (row: OutlineRow) => void;
}) {
  const { row, isActive, isRenaming, endRenaming, toggle, activate } = props;
  const isSelected = useSession(({ selected }) => row.kind === "node" && selected.includes(row.id));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys of all its lines.
    <div
      role="treeitem"
      id={`outline-${row.key}`}
      data-row={row.key}
      tabIndex={isActive ? 0 : -1}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-selected={isSelected}
      {...(row.isOpen === undefined ? {} : { "aria-expanded": row.isOpen })}
      className="outline-line"
      style={{ paddingLeft: 8 + (row.level - 1) * 18 }}
      onClick={() => activate(row)}
    >
      <ChevronRight
        size={13}
        aria-hidden
        className="flex-none text-soft transition-transform"
        style={{
          visibility: row.isOpen === undefined ? "hidden" : "visible",
          rotate: row.isOpen ? "90deg" : "0deg",
        }}
        onClick={(event) => {
          event.stopPropagation();
          toggle(row);
        }}
      />
      {isRenaming ? <Rename row={row} end={endRenaming} /> : <span className="truncate">{row.text}</span>}
      {row.kind === "node" && <NodeWords id={row.id} />}
      {row.kind === "group" && <GroupWords id={row.id} />}
    </div>
  );
});

function NodeWords({ id }: { readonly id: string }) {
  const problem = useDerived(({ problems }) => problems.get(id)?.[0]?.message ?? "");
  const failure = useSession(({ runs }) => runs[id]?.problem?.message ?? "");
  const words = problem || failure;
  return (
    <>
      <CardStateWord id={id} />
      {words !== "" && <span className="truncate text-[12px] text-bad">{words}</span>}
    </>
  );
}

function GroupWords({ id }: { readonly id: string }) {
  const state = useGroupState(id);
  return (
    <span className="state flex-none" data-state={state}>
      {state}
    </span>
  );
}

function Rename({ row, end }: { readonly row: OutlineRow; readonly end: () => void }) {
  const title = useDocument(({ graph }) =>
    row.kind === "node" ? titleOf(graph, row.id) : (graph.groups[row.id]?.title ?? ""),
  );
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <input
      ref={field}
      className="field !h-6 max-w-[260px]"
      aria-label={`New title of ${title}`}
      maxLength={200}
      defaultValue={title}
      onClick={(event) => event.stopPropagation()}
      onBlur={end}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter" && event.currentTarget.value.trim() !== title)
          renameRow(row, event.currentTarget.value);
        if (event.key === "Enter" || event.key === "Escape") end();
      }}
    />
  );
}
