import type { NodeDefinition, RunNode } from "../../src/graph/node";
import { isModelNode } from "../../src/graph/node";
import type { Setting } from "../../src/graph/settings";
import type { Loss, Optimizer } from "../../src/graph/values";
import { registry } from "../../src/registry";
import { callsIn, numbersIn } from "./call";

/** The product's loss that stands for a torch class such as `nn.CrossEntropyLoss(`, by the lines that its node exports. */
export function lossOf(text: string): Promise<Loss> | undefined {
  const node = nodeThatWrites("loss", (line) => line.includes(text));
  return node && made<Loss>(node, {}, "loss");
}

/** The product's optimizer for `torch.optim.Adam(p,lr=1e-3)`. Fails where there is none, or a keyword has no setting. */
export async function optimizerOf(call: string): Promise<Optimizer> {
  const [optimizer] = callsIn(call, "torch.optim.");
  if (!optimizer) throw new Error(`No optimizer is known in "${call}".`);
  const named = new RegExp(`\\boptim\\.${optimizer.name}\\b`);
  const node = nodeThatWrites("optimizer", (line) => named.test(line));
  if (!node) throw new Error(`No node is torch's ${optimizer.name}.`);
  const settings: Record<string, unknown> = {};
  for (const [keyword, text] of Object.entries(optimizer.keywords)) {
    const name =
      keyword === "lr" ? "learningRate" : keyword.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
    if (!Object.hasOwn(node.settings, name)) throw new Error(`${node.type} has no setting ${name}.`);
    settings[name] = literal(text);
  }
  return made<Optimizer>(node, settings, "optimizer");
}

/** What a Python literal says: True, 0.9, (0.9, 0.999). */
function literal(text: string): boolean | number | readonly number[] {
  if (text === "True" || text === "False") return text === "True";
  return /^[([]/.test(text) ? numbersIn(text) : Number(text);
}

function nodeThatWrites(
  category: NodeDefinition["category"],
  writes: (line: string) => boolean,
): RunNode | undefined {
  for (const node of registry.values()) {
    if (node.category !== category || isModelNode(node)) continue;
    const settings = defaults(node);
    const { lines } = node.torch({ settings, inputs: names(node.inputs), outputs: names(node.outputs) });
    // A node that writes more than one statement mixes several; a long one goes over several lines.
    const statements = lines.filter((line) => /^\w/.test(line));
    if (statements.length === 1 && lines.some(writes)) return node;
  }
  return undefined;
}

async function made<T>(node: RunNode, settings: Record<string, unknown>, port: string): Promise<T> {
  // Such nodes make a formula from their settings alone.
  const context = { settings: { ...defaults(node), ...settings }, inputs: {} } as Parameters<
    RunNode["run"]
  >[0];
  return (await node.run(context))[port] as T;
}

function defaults(node: NodeDefinition): Record<string, unknown> {
  const specs = Object.entries(node.settings as Record<string, Setting<unknown>>);
  return Object.fromEntries(specs.map(([name, setting]) => [name, setting.default]));
}

function names(ports: object): Record<string, string> {
  return Object.fromEntries(Object.keys(ports).map((name) => [name, name]));
}
