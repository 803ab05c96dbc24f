import type { Node } from "../graph/document";
import type { NodeDefinition } from "../graph/node";
import type { Problem } from "../graph/problem";
import type { Control, Setting } from "../graph/settings";

export interface ReadSettings {
  readonly settings: Readonly<Record<string, unknown>> | undefined;
  readonly problems: readonly Problem[];
}

interface Known extends ReadSettings {
  readonly id: string;
  readonly definition: NodeDefinition;
}

const known = new WeakMap<Node, Known>();

/**
 * All settings of a node with defaults filled in, or what is wrong with them. The same object as long as the node is the
 * same: an edit elsewhere changes nothing here.
 */
export function readSettings(id: string, node: Node, definition: NodeDefinition): ReadSettings {
  const before = known.get(node);
  if (before?.id === id && before.definition === definition) return before;
  const now = { id, definition, ...read(id, node, definition) };
  known.set(node, now);
  return now;
}

function read(id: string, node: Node, definition: NodeDefinition): ReadSettings {
  const problems: Problem[] = [];
  const settings: Record<string, unknown> = {};
  const specs = definition.settings as Readonly<Record<string, Setting<unknown>>>;
  for (const [name, spec] of Object.entries(specs)) {
    const given = node.settings[name];
    if (given === undefined) settings[name] = spec.default;
    else {
      const fault = settingFault(spec, given);
      if (fault === undefined) settings[name] = given;
      else {
        problems.push({
          severity: "error",
          node: id,
          setting: name,
          message: `${definition.title}, ${spec.label}: ${fault}`,
          expected: controlInWords(spec.control),
          got: written(given),
          fix: {
            title: `Set it back to ${JSON.stringify(spec.default)}`,
            edit: { kind: "unset", node: id, setting: name },
          },
        });
      }
    }
  }
  const failed = problems.length > 0;
  for (const name of Object.keys(node.settings)) {
    if (Object.hasOwn(specs, name)) continue;
    problems.push({
      severity: "warning",
      node: id,
      setting: name,
      message: `${definition.title} has no setting ${name}. It is kept in the file and not used.`,
    });
  }
  return { settings: failed ? undefined : settings, problems };
}

/** Why a value is not allowed, as a sentence; `undefined` when it is. */
export function settingFault(spec: Setting<unknown>, value: unknown): string | undefined {
  if (spec.schema.safeParse(value).success) return undefined;
  const got = typeof value === "string" ? `“${value.slice(0, 40)}”` : written(value);
  return `it takes ${controlInWords(spec.control)}, and got ${got}.`;
}

/** As JSON writes it; JSON itself has no word for infinity and calls it null. */
function written(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value)?.slice(0, 60) ?? "nothing");
}

/** What a setting takes, in words: "a whole number from 1 to 4096". */
export function controlInWords(control: Control): string {
  switch (control.kind) {
    case "number": {
      const what = control.integer ? "a whole number" : "a number";
      return control.min === undefined || control.max === undefined
        ? what
        : `${what} from ${control.min} to ${control.max}`;
    }
    case "switch":
      return "true or false";
    case "choice":
      return `one of ${control.options.map((option) => option.value).join(", ")}`;
    case "text":
      return "a text";
    case "integers":
      return `at most ${control.maxLength} whole numbers from ${control.min} to ${control.max}`;
    case "numbers":
      return `at most ${control.maxLength} numbers`;
    case "names":
      return `at most ${control.maxLength} names`;
  }
}
