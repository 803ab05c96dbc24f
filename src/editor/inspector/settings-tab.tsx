import { RotateCcw } from "lucide-react";
import type { Setting } from "@/graph/settings";
import { registry } from "@/registry";
import { applyFix } from "../actions/commands";
import { documentStore, useDerived, useDocument } from "../state/editor";
import { FilesField } from "./files-field";
import { InputWiring } from "./input-wiring";
import { SettingField } from "./setting-field";

const NONE: readonly never[] = [];

/** What a user sets on a node: problems first, then its files, its settings and what feeds it. */
export function SettingsTab({ id }: { readonly id: string }) {
  const type = useDocument(({ graph }) => graph.nodes[id]?.type ?? "");
  const definition = registry.get(type);
  const settings = Object.entries(definition?.settings ?? {}) as [string, Setting<unknown>][];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <NodeProblems id={id} />
      {definition?.files && <FilesField id={id} files={definition.files} />}
      {settings.length > 0 && (
        <div className="grid gap-3">
          {settings.map(([name, setting]) => (
            <Row key={name} id={id} name={name} setting={setting} />
          ))}
        </div>
      )}
      {definition && settings.length === 0 && !definition.files && (
        <p className="text-soft">This node has nothing to set.</p>
      )}
      {!definition && <KeptSettings id={id} />}
      <InputWiring id={id} />
    </div>
  );
}

function Row(props: { readonly id: string; readonly name: string; readonly setting: Setting<unknown> }) {
  const { id, name, setting } = props;
  const given = useDocument(({ graph }) => graph.nodes[id]?.settings[name]);
  const field = `${id}-${name}`;
  const changed = given !== undefined && JSON.stringify(given) !== JSON.stringify(setting.default);
  return (
    <div>
      <div className="mb-1 flex min-h-5 items-center justify-between gap-2">
        <label htmlFor={field} className="text-[12px] font-medium">
          {setting.label}
          {setting.unit && <span className="font-normal text-soft"> ({setting.unit})</span>}
        </label>
        {changed && (
          <button
            type="button"
            className="flex items-center gap-1 rounded text-[11px] text-soft hover:text-ink"
            title={`Back to ${JSON.stringify(setting.default)}`}
            onClick={() => documentStore.getState().apply({ kind: "unset", node: id, setting: name })}
          >
            <RotateCcw size={11} aria-hidden /> Reset <span className="sr-only">{setting.label}</span>
          </button>
        )}
      </div>
      <SettingField
        id={field}
        setting={setting}
        value={given === undefined ? setting.default : given}
        write={(value, gesture) =>
          documentStore.getState().apply({ kind: "set", node: id, setting: name, value }, { gesture })
        }
      />
      {setting.doc && <p className="mt-1 text-[11.5px] text-soft">{setting.doc}</p>}
    </div>
  );
}

/** What is wrong with this node, with the buttons that help. */
function NodeProblems({ id }: { readonly id: string }) {
  const problems = useDerived((derived) => derived.problems.get(id) ?? NONE);
  if (problems.length === 0) return null;
  return (
    <ul className="grid gap-2">
      {problems.map((problem) => (
        <li
          key={`${problem.port}.${problem.setting}.${problem.message}`}
          className="rounded-lg border border-[color-mix(in_oklab,var(--k)_45%,var(--line))] bg-[color-mix(in_oklab,var(--k)_8%,var(--panel))] px-3 py-2 text-[12.5px]"
          style={{ "--k": problem.severity === "error" ? "var(--bad)" : "var(--warn)" }}
        >
          <p>{problem.message}</p>
          {problem.fix && (
            <button
              type="button"
              className="button small fix mt-2"
              onClick={() => problem.fix && applyFix(problem.fix.edit, problem.fix.title)}
            >
              {problem.fix.title}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Settings of an unknown type: kept in the file as they came. */
function KeptSettings({ id }: { readonly id: string }) {
  const text = useDocument(({ graph }) => JSON.stringify(graph.nodes[id]?.settings ?? {}, undefined, 2));
  return <pre className="code text-[11.5px]">{text}</pre>;
}
