import type { GivenWeights } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { ImageType, Normalization } from "../graph/types";
import type { Module } from "../module/module";
import { faultsText, stateFaults, stateSpecs } from "../module/state";

/** What PyTorch puts before every name when a network was wrapped: in DistributedDataParallel, by torch.compile, in a class. */
const WRAPPED = /^(?:module|_orig_mod|model|net|network)\./;

/**
 * The network's names by those that a file has its arrays under: the same ones, but for a beginning that all of them have
 * in common because the network was wrapped.
 */
export function namesInNetwork(module: Module, names: readonly string[]): ReadonlyMap<string, string> {
  const specs = stateSpecs(module);
  let cut = 0;
  const rest = (name: string) => name.slice(cut);
  while (!names.some((name) => specs.has(rest(name)))) {
    const [prefix] = WRAPPED.exec(rest(names[0] ?? "")) ?? [];
    if (prefix === undefined || !names.every((name) => rest(name).startsWith(prefix))) return same(names);
    cut += prefix.length;
  }
  return new Map(names.map((name) => [name, rest(name)]));
}

function same(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name, name]));
}

/**
 * The file has exactly the network's arrays, as `load_state_dict(strict=True)` wants it. Throws NodeError that names those
 * that are missing, have another shape, or belong to another network.
 */
export function needState(module: Module, { name: file, facts }: Required<GivenWeights>): void {
  const names = namesInNetwork(module, Object.keys(facts.shapes));
  const shapes = new Map([...names].map(([theirs, ours]) => [ours, facts.shapes[theirs] ?? []]));
  const specs = stateSpecs(module);
  const others = [...shapes.keys()].filter((name) => !specs.has(name));
  const faults = [
    ...stateFaults(module, shapes),
    ...others.map((name) => `${name} is in the file and not in the network`),
  ];
  if (faults.length === 0) return;
  throw new NodeError(
    `${file} does not fit this network: ${faultsText(faults)}. Wire the network that these weights were trained in, with the same settings.`,
    {
      port: "module",
      expected: `${specs.size} arrays, as the network has them`,
      got: `${shapes.size} arrays, of which ${faults.length} do not fit`,
    },
  );
}

/** The network with its layers' values out of the file: what was worked out for other values is not taken for these. */
export function fromFile(module: Module, { sha256, name }: GivenWeights): Module {
  const weights = { kind: "file", sha256, name } as const;
  return { ...module, layers: module.layers.map((layer) => ({ ...layer, weights })) };
}

/** What a file that was saved here says of its classes. Files may say anything: what is no list of names is no answer. */
export function classesSaid(metadata: Readonly<Record<string, string>>): readonly string[] | undefined {
  const said = parsed(metadata.classes);
  const isNames = Array.isArray(said) && said.length > 0 && said.every((name) => typeof name === "string");
  return isNames ? said : undefined;
}

/** The pictures that the model was trained on: those at hand, prepared as the file says. */
export function imageSaid(image: ImageType, metadata: Readonly<Record<string, string>>): ImageType {
  const said = parsed(metadata.preprocessing);
  if (typeof said !== "object" || said === null) return image;
  const { normalization, mode } = said as Record<string, unknown>;
  const { normalization: _, ...rest } = image;
  return {
    ...rest,
    ...(typeof mode === "string" ? { mode } : {}),
    ...(isNormalization(normalization) ? { normalization } : {}),
  };
}

function isNormalization(value: unknown): value is Normalization {
  if (typeof value !== "object" || value === null) return false;
  const { mean, std } = value as Record<string, unknown>;
  const isNumbers = (list: unknown) => Array.isArray(list) && list.every((one) => Number.isFinite(one));
  return isNumbers(mean) && isNumbers(std);
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Another program's file may have a word of the same name that is no JSON.
    return undefined;
  }
}

/** A state dict out of a file that `read_weights` reads: without what a wrapper put before its names. */
export const READ_STATE = `def read_state(path):
    """A state dict by the names that its network has, whatever wrapped that network or the dict."""
    state = read_weights(path)
    keys = ("model", "state_dict", "model_state_dict")
    state = next((state[key] for key in keys if isinstance(state.get(key), dict)), state)
    return {
        name[len("module.") :] if name.startswith("module.") else name: value
        for name, value in state.items()
    }`;
