import type { Checked } from "../compile/checked";
import { readSafetensors } from "../files/safetensors";
import { ShapeError, type Tensor, type Tf } from "../module/layer";
import { layerDefinition } from "../module/layers";
import { INPUT, layerSources, type Module, moduleFacts } from "../module/module";
import { permute } from "../module/permute";
import type { StateArray, StateDict } from "../module/state";
import { digits, list, spread } from "./checks";
import type { Program } from "./program";

/** Larger networks are not tried here: their weights alone would be gigabytes. */
const MOST_PARAMETERS = 20e6;
const MOST_OPERATIONS = 2e9;

const CHECK_NETWORK = `@torch.no_grad()
def check_network(what, model, x, kept, places, expected):
    """Fills a copy of the network with numbers from a formula, and looks at what it makes of some.

    Parameters whose names begin as one of \`kept\` stay as they are: they came from a file.
    """
    model = copy.deepcopy(model).cpu().eval()
    model(x)  # Lazy layers learn their sizes.
    for at, (name, array) in enumerate(sorted(model.state_dict().items())):
        if name.startswith(kept) or not array.is_floating_point():
            continue
        place = torch.arange(array.numel())
        values = ((7 * place * place + 31 * place + 17 * at) % 1009).double() / 504 - 1
        if array.dim() > 1:
            values = values * (6 / array[0].numel()) ** 0.5
        elif name.endswith(("weight", "running_var")):
            values = 1.5 + values / 2
        elif name.endswith("bias"):
            values = (values + 1) / 2
        array.copy_(values.reshape(array.shape))
    same(what, model(x), places, expected, 1e-4)`;

interface NetworkSpec {
  readonly checked: Checked;
  readonly program: Program;
  readonly tf: Tf;
  readonly shipped: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Logits of every network that is trained, or that nothing else is built on, for an input from a formula. */
export async function networkCheck({ checked, program, tf, shipped }: NetworkSpec) {
  const lines: string[] = [];
  for (const section of program.sections) {
    const type = checked.nodes.get(section.node)?.outputs.module;
    if (type?.kind !== "Module") continue;
    const isBuiltOn = checked.graph.edges.some(
      ({ from, to }) =>
        from === `${section.node}.module` &&
        checked.nodes.get(to.split(".")[0] ?? "")?.outputs.module?.kind === "Module",
    );
    const module = isBuiltOn ? undefined : trialOf(type.module);
    if (!module) continue;
    const { state, kept } = await filled(module, shipped);
    const output = await run(tf, module, state);
    const places = spread(output.length);
    const prefixes = [...kept].map((name) => JSON.stringify(name));
    lines.push(
      `x = wave(1, ${module.in.join(", ")})`,
      `kept = (${prefixes.join(", ")}${prefixes.length === 1 ? "," : ""})`,
      `places = ${list(places)}`,
      `expected = [${places.map((place) => digits(output[place] ?? 0)).join(", ")}]`,
      `check_network(${JSON.stringify(section.title)}, ${section.outputs.module}, x, kept, places, expected)`,
    );
  }
  return { lines, definitions: [CHECK_NETWORK] };
}

/** The module over the smallest picture that it takes; none where it is too large to be tried here. */
function trialOf(module: Module): Module | undefined {
  const [channels, ...sides] = module.in;
  const sizes = sides.length === 2 ? [[32, 32], [64, 64], sides] : [sides];
  for (const size of sizes) {
    const trial: Module = { ...module, in: [channels ?? 1, ...size] };
    if (trial.in.some((dim) => typeof dim !== "number")) continue;
    try {
      const facts = moduleFacts(trial);
      const parameters = facts.flatMap((fact) => fact.parameters).map(({ shape }) => product(shape));
      const isSmall =
        parameters.reduce((sum, count) => sum + count, 0) <= MOST_PARAMETERS &&
        facts.reduce((sum, { flops }) => sum + (flops ?? Number.POSITIVE_INFINITY), 0) <= MOST_OPERATIONS;
      return isSmall ? trial : undefined;
    } catch (error) {
      // A linear layer that counts on larger pictures: the next size may be right.
      if (!(error instanceof ShapeError)) throw error;
    }
  }
  return undefined;
}

/** The same state as `check_network` makes, and how the names begin of what comes from a file of the page. */
async function filled(module: Module, shipped: NetworkSpec["shipped"]) {
  const files = new Map<string, StateDict>();
  const state = new Map<string, StateArray>();
  const kept = new Set<string>();
  const specs = moduleFacts(module).flatMap(({ layer, parameters }) =>
    parameters.map((spec) => ({ layer, spec, name: `${layer.name}.${spec.name}` })),
  );
  specs.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [at, { layer, spec, name }] of specs.entries()) {
    if (layer.weights?.kind === "shipped") {
      const own = `${layer.weights.layer ?? layer.name}.${spec.name}`;
      const { path } = layer.weights;
      const arrays = files.get(path) ?? (await readSafetensors(await shipped(path), path)).arrays;
      files.set(path, arrays);
      const array = arrays.get(own);
      if (!array) throw new Error(`${path} has no ${own}.`);
      state.set(name, array);
      kept.add(`${layer.name}.`);
      continue;
    }
    state.set(name, { shape: spec.shape, data: formula(spec.shape, name, at) });
  }
  return { state, kept: new Set(shortened([...kept])) };
}

/**
 * Without a pattern, in sizes by which each layer's values are about as large as the one's before (as He's are), and few
 * below ReLU's zero: so that a weight anywhere in the network is seen in what it gives.
 */
function formula(shape: readonly number[], name: string, at: number): Float32Array<ArrayBuffer> {
  const isArray = shape.length > 1;
  const bound = Math.sqrt(6 / product(shape.slice(1)));
  return Float32Array.from({ length: product(shape) }, (_, place) => {
    const value = ((7 * place * place + 31 * place + 17 * at) % 1009) / 504 - 1;
    if (isArray) return value * bound;
    if (/(weight|running_var)$/.test(name)) return 1.5 + value / 2;
    return name.endsWith("bias") ? (value + 1) / 2 : value;
  });
}

/** `features.0.`, `features.2.` … as `features.` */
function shortened(names: readonly string[]): readonly string[] {
  return names.map((name) => (name.split(".").length > 2 ? `${name.split(".")[0]}.` : name));
}

/** The module's output for the wave, in torch's order. */
async function run(tf: Tf, module: Module, state: StateDict): Promise<readonly number[]> {
  const made = tf.tidy(() => {
    const shape = module.in as readonly number[];
    const count = product(shape);
    const values = Float32Array.from({ length: count }, (_, at) => 2 * Math.sin(0.7 * at));
    const input =
      shape.length === 3
        ? channelsLast(tf, tf.tensor(values, [1, ...shape]))
        : tf.tensor(values, [1, ...shape]);
    const outputs = new Map<number, Tensor>([[INPUT, input]]);
    for (const [index, from] of layerSources(module).entries()) {
      const layer = module.layers[index];
      if (!layer) continue;
      const definition = layerDefinition(layer.type);
      const parameters: Record<string, Tensor> = {};
      for (const spec of definition.parameters?.(layer.settings) ?? []) {
        const array = state.get(`${layer.name}.${spec.name}`) as StateArray;
        const placed = spec.deviceAxes ? permute(array, spec.deviceAxes) : array;
        parameters[spec.name] = tf.tensor(placed.data, [...placed.shape]);
      }
      const inputs = from.map((source) => outputs.get(source) as Tensor);
      const context = { training: false, random: noDraws, update: () => {} };
      outputs.set(index, definition.program(tf, inputs, parameters, layer.settings, context));
    }
    const last = outputs.get(module.layers.length - 1) ?? input;
    return last.rank === 4 ? tf.transpose(last, [0, 3, 1, 2]) : last.clone();
  });
  const values = await made.data();
  made.dispose();
  return [...values];
}

function noDraws(): never {
  throw new Error("In evaluation mode no layer draws.");
}

function channelsLast(tf: Tf, x: Tensor): Tensor {
  return tf.transpose(x, [0, 2, 3, 1]);
}

function product(shape: readonly (number | string)[]): number {
  return shape.reduce<number>((a, b) => a * Number(b), 1);
}
