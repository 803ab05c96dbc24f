import { initialState } from "../../src/engine/weights";
import type { LayerSettings } from "../../src/module/layer";
import { layerDefinition, layerTypes } from "../../src/module/layers";
import { callsIn, numbersIn } from "./call";
import type { Answer, Case } from "./load";

interface Bounds {
  readonly n: number;
  readonly max_abs_le: number;
  readonly abs_mean_le: number;
  readonly std_between: readonly [number, number] | null;
  readonly max_abs_ge: number | null;
  readonly ks_uniform_le: number;
}

/** What a case of group `init` came to: faults in words, or numbers to compare. */
export type Drawn =
  | { readonly skip: string }
  | { readonly faults: readonly string[]; readonly answers: Readonly<Record<string, Answer>> };

/** Cases of group `init`: first values as the engine draws them, against bounds on their distribution. */
export async function solve(c: Pick<Case, "call" | "params">): Promise<Drawn> {
  const [call] = callsIn(c.call, "nn.");
  const type = layerTypes().find((name) => layerDefinition(name).torchName === `nn.${call?.name}`);
  if (!call || !type) return { skip: `no layer is torch's ${call?.name ?? c.call}` };
  const sizes = call.positional.map((text) => numbersIn(text)[0] ?? 0);
  const settings = settingsOf(type, sizes);
  if (!settings) return { skip: `no settings are known for ${type}` };
  const layers = [{ name: "layer", type, settings, weights: { kind: "random", seed: 7 } as const }];
  const state = await initialState({ in: inputFor(type, sizes), layers }, { shipped: unused, given: unused });
  const faults: string[] = [];
  const answers: Record<string, Answer> = {};
  for (const [name, { shape, data }] of state) {
    const parameter = name.slice("layer.".length);
    answers[parameter] = { shape: [...shape], data };
    const bounds = c.params[parameter] as Bounds | undefined;
    if (bounds) faults.push(...against(parameter, data, bounds, Number(c.params.bound)));
  }
  return { faults, answers };
}

function settingsOf(type: string, [a = 0, b = 0, kernelSize = 0]: number[]): LayerSettings | undefined {
  if (type === "linear") return { inFeatures: a, outFeatures: b, bias: true };
  if (type === "batchNorm2d") return { channels: a, eps: 1e-5, momentum: 0.1 };
  const common = { inChannels: a, outChannels: b, kernelSize, stride: 1, padding: 0, bias: true };
  if (type === "conv2d") return { ...common, dilation: 1 };
  return type === "convTranspose2d" ? { ...common, outputPadding: 0 } : undefined;
}

function inputFor(type: string, [first = 0, , kernel = 1]: number[]): number[] {
  return type === "linear" ? [first] : [first, kernel, kernel];
}

function against(name: string, data: Float32Array, bounds: Bounds, bound: number): string[] {
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
  const std = Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length);
  const largest = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const [low, high] = bounds.std_between ?? [0, Number.POSITIVE_INFINITY];
  const checks: [string, boolean, string, number][] = [
    ["count", data.length === bounds.n, String(bounds.n), data.length],
    ["largest", largest <= bounds.max_abs_le, `at most ${bounds.max_abs_le}`, largest],
    ["largest", largest >= (bounds.max_abs_ge ?? 0), `at least ${bounds.max_abs_ge}`, largest],
    ["mean", Math.abs(mean) <= bounds.abs_mean_le, `within ${bounds.abs_mean_le} of 0`, mean],
    ["std", std >= low && std <= high, `${low} to ${high}`, std],
  ];
  const distance = distanceToUniform(data, bound);
  checks.push(["KS distance", distance <= bounds.ks_uniform_le, `at most ${bounds.ks_uniform_le}`, distance]);
  return checks
    .filter(([, passed]) => !passed)
    .map(([what, , expected, got]) => `${what} of ${name}: expected ${expected}, got ${got}`);
}

/** Kolmogorov and Smirnov's distance between the sample and U(−bound, bound). */
function distanceToUniform(data: Float32Array, bound: number): number {
  const sorted = Float32Array.from(data).sort();
  let distance = 0;
  sorted.forEach((x, at) => {
    const expected = (x + bound) / (2 * bound);
    distance = Math.max(distance, expected - at / sorted.length, (at + 1) / sorted.length - expected);
  });
  return distance;
}

function unused(): never {
  throw new Error("Nothing is read from files here.");
}
