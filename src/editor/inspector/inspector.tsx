import { PackageOpen } from "lucide-react";
import { Tabs } from "radix-ui";
import { useState } from "react";
import { isModelNode } from "@/graph/node";
import { registry } from "@/registry";
import { CardStateWord } from "../canvas/card-state";
import { useSelectedGroup } from "../groups/selected-group";
import { categoryLook } from "../state/categories";
import { documentStore, useDocument, useSession } from "../state/editor";
import { type InspectorTab, sessionStore } from "../state/session-store";
import { useTitle } from "../state/use-node";
import { About } from "./about";
import { GroupInspector } from "./group-inspector";
import { Overview } from "./overview";
import { Result } from "./result";
import { SettingsTab } from "./settings-tab";

/** The selected node at large: its result, its settings, what it is about. Without one: the graph. */
export function Inspector() {
  const id = useSession(({ selected }) => (selected.length === 1 ? selected[0] : undefined));
  const count = useSession(({ selected }) => selected.length);
  const exists = useDocument(({ graph }) => id !== undefined && id in graph.nodes);
  const group = useSelectedGroup();
  return (
    <section className="h-full overflow-hidden bg-panel" aria-label="Inspector">
      {group !== undefined ? (
        <GroupInspector key={group} id={group} />
      ) : id !== undefined && exists ? (
        <NodeInspector key={id} id={id} />
      ) : (
        <Overview selected={count} />
      )}
    </section>
  );
}

function NodeInspector({ id }: { readonly id: string }) {
  const type = useDocument(({ graph }) => graph.nodes[id]?.type ?? "");
  const definition = registry.get(type);
  const look = categoryLook(definition?.category);
  const chosen = useSession((state) => state.tab);
  // Results are what one comes for; where there are none yet, the settings.
  const [first] = useState<InspectorTab>(() => {
    const run = sessionStore.getState().runs[id];
    return run?.views || run?.preview ? "result" : "settings";
  });
  return (
    <Tabs.Root
      className="flex h-full flex-col"
      value={chosen ?? first}
      onValueChange={(tab) => sessionStore.setState({ tab: tab as InspectorTab })}
    >
      <header className="flex-none px-4 pt-3.5">
        <div className="flex items-center gap-2">
          <look.icon size={16} color={look.colour} aria-hidden />
          <NodeTitle id={id} />
          <CardStateWord id={id} />
        </div>
        <div className="mt-0.5 flex min-h-[26px] items-center justify-between gap-2 pl-6">
          <p className="text-[11.5px] text-soft">
            {definition?.title ?? type} · {id}
          </p>
          {definition && isModelNode(definition) && (
            <button
              type="button"
              className="button small"
              title="Its layers, with shapes, parameters and cost"
              onClick={() => sessionStore.setState({ box: id })}
            >
              <PackageOpen size={13} aria-hidden /> Open
            </button>
          )}
        </div>
        <Tabs.List className="mt-2 flex gap-4" aria-label="Of this node">
          <Tabs.Trigger value="result" className="tab">
            Result
          </Tabs.Trigger>
          <Tabs.Trigger value="settings" className="tab">
            Settings
          </Tabs.Trigger>
          <Tabs.Trigger value="about" className="tab">
            About
          </Tabs.Trigger>
        </Tabs.List>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-line px-4 py-3">
        <Tabs.Content value="result">
          <Result id={id} />
        </Tabs.Content>
        <Tabs.Content value="settings">
          <SettingsTab id={id} />
        </Tabs.Content>
        <Tabs.Content value="about">
          <About id={id} />
        </Tabs.Content>
      </div>
    </Tabs.Root>
  );
}

/** The title renames the node; left empty, it is that of the type again. */
function NodeTitle({ id }: { readonly id: string }) {
  const title = useTitle(id);
  const type = useDocument(({ graph }) => graph.nodes[id]?.type ?? "");
  const [draft, setDraft] = useState<string>();
  const done = () => {
    if (draft !== undefined && draft.trim() !== title) {
      const text = draft.trim().slice(0, 200);
      const own = text === registry.get(type)?.title ? "" : text;
      documentStore.getState().apply({ kind: "rename", node: id, title: own });
    }
    setDraft(undefined);
  };
  return (
    <input
      className="-ml-1 min-w-0 flex-1 truncate rounded-md border border-transparent px-1 py-0.5 text-[15px] font-semibold hover:border-line focus:border-line"
      aria-label="Title of the node"
      maxLength={200}
      value={draft ?? title}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(undefined);
      }}
    />
  );
}
