import { portNames, readWhich, typesIn, whichText } from "@/walkthrough/author/goal-forms";
import type { Which } from "@/walkthrough/document";
import { isById } from "@/walkthrough/names";
import { nodeLabel, type StepChoices } from "./choices";
import { Choose, Labelled } from "./fields";

/** One node of the graph, or any of a type; with its port where one is meant. */
export function WhichField(props: {
  readonly label: string;
  readonly which: Which;
  readonly side?: "inputs" | "outputs";
  readonly choices: StepChoices;
  readonly write: (which: Which) => void;
}) {
  const { label, which, side, choices, write } = props;
  const { here, others } = typesIn(choices);
  const title = (type: string) => choices.registry.get(type)?.title ?? type;
  const ids = Object.keys(choices.graph.nodes);
  const value = whichText(which);
  const isKnown = isById(which) ? ids.includes(which.node) : choices.registry.has(which.type);
  const ports = side ? portNames(which, side, choices) : [];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <Labelled label={label}>
        {(id) => (
          <select
            id={id}
            className="field"
            value={value}
            onChange={(event) => write(readWhich(event.target.value))}
          >
            {!isKnown && <option value={value}>{value.slice(5)} (not in the graph)</option>}
            <optgroup label="This node">
              {ids.map((id) => (
                <option key={id} value={`node:${id}`}>
                  {nodeLabel(choices.graph, id)}
                </option>
              ))}
            </optgroup>
            <optgroup label="Any node of a type in the graph">
              {here.map((type) => (
                <option key={type} value={`type:${type}`}>
                  any {title(type)}
                </option>
              ))}
            </optgroup>
            <optgroup label="Any node of another type">
              {others.map((type) => (
                <option key={type} value={`type:${type}`}>
                  any {title(type)}
                </option>
              ))}
            </optgroup>
          </select>
        )}
      </Labelled>
      {ports.length > 1 && (
        <Choose
          label={`Port of it`}
          value={which.port ?? ""}
          options={[["", "any port"], ...ports.map((port) => [port, port] as const)]}
          write={(port) => write(readWhich(value, port))}
        />
      )}
    </div>
  );
}
