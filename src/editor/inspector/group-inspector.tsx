import { Blocks, ChevronDown, ChevronRight, RefreshCw, Ungroup, X } from "lucide-react";
import { useMemo, useState } from "react";
import { endpoint } from "@/graph/document";
import { membersOf } from "@/graph/groups";
import { addToGroup, changeGroup, takeOutOfGroup, toggleFold, ungroup } from "../actions/groups";
import { counted } from "../actions/say";
import { bringUpToDate, saveAsBlock, updateBlock } from "../blocks/block-actions";
import { useInstance } from "../blocks/use-instance";
import { CardStateWord } from "../canvas/card-state";
import { groupPorts, possiblePorts, readingRanks } from "../groups/group-ports";
import { COLOURS } from "../state/colours";
import { useDocument } from "../state/editor";
import { goTo } from "../state/session-store";
import { titleOf } from "../state/titles";

/** A selected group: its title and colour, its card's ports, its nodes, and the block that it is an instance of. */
export function GroupInspector({ id }: { readonly id: string }) {
  const graph = useDocument((state) => state.graph);
  const group = graph.groups[id];
  const members = useMemo(() => {
    const ranks = readingRanks(graph);
    return [...membersOf(graph.groups, id)].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  }, [graph, id]);
  if (!group) return null;
  const Fold = group.folded ? ChevronRight : ChevronDown;
  return (
    <div className="grid h-full content-start gap-4 overflow-y-auto px-4 py-3.5">
      <header>
        <Title key={group.title} id={id} title={group.title} />
        <p className="text-[11.5px] text-soft">Group of {counted(members.length, "node")}</p>
        <div className="mt-2 flex flex-wrap gap-2">
          <button type="button" className="button small" onClick={() => toggleFold(id)}>
            <Fold size={13} aria-hidden /> {group.folded ? "Open" : "Fold"}
          </button>
          <button type="button" className="button small" title="Ctrl+Shift+G" onClick={() => ungroup(id)}>
            <Ungroup size={13} aria-hidden /> Ungroup
          </button>
        </div>
      </header>
      <Colours id={id} colour={group.colour} />
      <BlockPart id={id} />
      <PortChoice id={id} side="inputs" />
      <PortChoice id={id} side="outputs" />
      <section>
        <h3 className="mb-1.5 text-[12px] font-medium">Nodes</h3>
        <ul>
          {members.map((node) => (
            <li key={node} className="flex items-center gap-2 rounded-[7px] pl-2 hover:bg-raised">
              <button type="button" className="flex-1 truncate py-[5px] text-left" onClick={() => goTo(node)}>
                {titleOf(graph, node)}
              </button>
              <CardStateWord id={node} />
              <button
                type="button"
                className="button icon small plain"
                aria-label={`Take ${titleOf(graph, node)} out of the group`}
                title="Take it out of the group"
                onClick={() => takeOutOfGroup([node])}
              >
                <X size={13} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
        <AddNode id={id} members={members} />
      </section>
    </div>
  );
}

function Title({ id, title }: { readonly id: string; readonly title: string }) {
  const [draft, setDraft] = useState(title);
  const keep = () => {
    if (draft.trim() !== title) changeGroup(id, { title: draft.trim() });
  };
  return (
    <input
      className="-ml-1.5 w-full rounded-md border border-transparent px-1.5 py-0.5 text-[15px] font-semibold hover:border-line focus:border-line"
      aria-label="Title of the group"
      placeholder="Without a title"
      maxLength={200}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(title);
      }}
    />
  );
}

function Colours({ id, colour }: { readonly id: string; readonly colour: string | undefined }) {
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="mb-1.5 text-[12px] font-medium">Colour</legend>
      {[{ name: undefined, label: "No colour" }, ...COLOURS].map(({ name, label }) => (
        <button
          key={label}
          type="button"
          className="swatch"
          aria-label={label}
          aria-pressed={colour === name}
          title={label}
          style={{ "--c": name ? `var(--calm-${name})` : "var(--panel)" }}
          onClick={() => changeGroup(id, { colour: name })}
        />
      ))}
    </fieldset>
  );
}

function BlockPart({ id }: { readonly id: string }) {
  const { title, isChanged, isKnown, isOld } = useInstance(id);
  const own = isChanged ? `It was changed since ${title}.` : `It is as ${title} was when it was put in.`;
  return (
    <section>
      <h3 className="mb-1.5 text-[12px] font-medium">Block</h3>
      <p className="text-[12px] text-soft">
        {title === undefined
          ? "A block is kept in the library and can be put into every graph."
          : `${own}${isOld ? " The block has been changed since." : ""}${isKnown ? "" : " The block is not in your library."}`}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <button type="button" className="button small" onClick={() => saveAsBlock(id)}>
          <Blocks size={13} aria-hidden /> {title === undefined ? "Save as block" : "Save as a new block"}
        </button>
        {isKnown && isChanged && (
          <button
            type="button"
            className="button small"
            title={`Makes ${title} what this group is. Other groups made from it stay as they are`}
            onClick={() => updateBlock(id)}
          >
            Update block
          </button>
        )}
        {isOld && (
          <button
            type="button"
            className="button small"
            title="Replaces what is inside by the block as it is now. Outer edges and your own settings stay where they fit"
            onClick={() => bringUpToDate(id)}
          >
            <RefreshCw size={13} aria-hidden /> Bring up to date
          </button>
        )}
      </div>
    </section>
  );
}

/** Which ports stand on the folded card. Those that an edge leads through always do. */
function PortChoice({ id, side }: { readonly id: string; readonly side: "inputs" | "outputs" }) {
  const graph = useDocument((state) => state.graph);
  const chosen = graph.groups[id]?.[side] ?? [];
  const shown = groupPorts(graph, id)[side];
  const all = [...new Set([...shown, ...possiblePorts(graph, id)[side]])];
  if (all.length === 0) return null;
  const toggle = (port: string, on: boolean) => {
    const next = on ? [...chosen, port] : chosen.filter((each) => each !== port);
    changeGroup(id, { [side]: next.length > 0 ? next : undefined });
  };
  return (
    <fieldset>
      <legend className="mb-1.5 text-[12px] font-medium">
        {side === "inputs" ? "Inputs" : "Outputs"} of its card
      </legend>
      {all.map((port) => {
        const { node, port: name } = endpoint(port);
        const isCrossed = shown.includes(port) && !chosen.includes(port);
        return (
          <label key={port} className="flex items-center gap-2 py-0.5 text-[12px]">
            <input
              type="checkbox"
              className="accent-(--accent)"
              checked={shown.includes(port)}
              disabled={isCrossed}
              onChange={(event) => toggle(port, event.target.checked)}
            />
            <span className="min-w-0 truncate">
              {titleOf(graph, node)}, {name}
            </span>
            {isCrossed && <span className="flex-none text-[11px] text-soft">wired</span>}
          </label>
        );
      })}
    </fieldset>
  );
}

function AddNode({ id, members }: { readonly id: string; readonly members: readonly string[] }) {
  const graph = useDocument((state) => state.graph);
  const inside = new Set(members);
  const others = Object.keys(graph.nodes).filter((node) => !inside.has(node));
  if (others.length === 0) return null;
  return (
    <select
      className="field mt-1 !h-7 text-[12px]"
      aria-label="Add a node to the group"
      value=""
      onChange={(event) => addToGroup(id, [event.target.value])}
    >
      <option value="">Add a node…</option>
      {others.map((node) => (
        <option key={node} value={node}>
          {titleOf(graph, node)}
        </option>
      ))}
    </select>
  );
}
