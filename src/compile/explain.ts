import type { NodeDefinition } from "../graph/node";
import { outputShape } from "../module/module";
import { elements, shapeText } from "../module/shape";
import { bytesText, compact, durationText } from "./amounts";
import type { Checked } from "./checked";
import type { CacheKey } from "./keys";
import { portKey } from "./keys";
import type { DeviceMemory } from "./memory-cost";
import type { FeatureWork, Plan, Step } from "./plan";
import { stepMemory } from "./plan-memory";
import { tooLarge } from "./room";
import { estimateMs, type Speeds } from "./speeds";
import type { TrainingPlan } from "./training-cost";
import { readWiring } from "./wiring";
import { workOf } from "./work";

/** Layers that run once per picture and not once per picture and epoch. */
export interface Hoisted {
  /** The node that brought them. */
  readonly owner: string;
  readonly layers: number;
  /** What they give for a picture, in words: `[4096]`. */
  readonly gives: string;
  /** How many pictures go through them, for all steps together; absent while it is not known. */
  readonly pictures?: number;
  /** Bytes that are kept of them. */
  readonly bytes?: number;
  /** How long they take, at the step that first asks for them. */
  readonly seconds?: number;
  /** The first nodes of other steps that take the same. */
  readonly sharedWith: readonly string[];
}

export interface ExplainedStep {
  readonly nodes: readonly [string, ...string[]];
  readonly type: string;
  readonly key: CacheKey;
  readonly hoisted: readonly Hoisted[];
  /** Why something could not be done once for all epochs. */
  readonly anew?: string;
  /** Output ports with pictures that are made once and kept for the next epoch. */
  readonly kept: readonly string[];
  readonly training?: TrainingPlan;
  /** On the device, at the worst moment of this step. */
  readonly memory?: DeviceMemory;
  /** Why the device cannot do it, with what would fit: a run would be refused before it begins. */
  readonly refused?: string;
  /** How long it takes without what was taken out of its loop, where that can be told. */
  readonly seconds?: number;
  /** All of it in sentences. */
  readonly says: readonly string[];
}

/** How fast the machine is that is to run a plan. */
export interface Machine {
  readonly device: string;
  readonly speeds: Speeds;
}

/** A plan for people: what each step does, what was taken out of the loop over the epochs, and what could not be, and why. */
export function explainPlan(plan: Plan, machine?: Machine): readonly ExplainedStep[] {
  const shared = sharedFeatures(plan);
  const seconds = secondsOf(plan, machine);
  const refused = tooLarge(plan, machine?.device ?? "");
  return plan.steps.map((step) => {
    const hoisted = distinct(step.features).map((work) => {
      const isFirst = shared.get(work.key)?.nodes[0] === step.nodes[0];
      return { ...hoistedOf(work, step, shared), ...(isFirst ? timed(seconds.get(work.key)) : {}) };
    });
    const memory = stepMemory(step);
    const anew = plan.notKept.find(({ node }) => step.nodes.includes(node))?.reason;
    const { nodes, key, kept, training } = step;
    return {
      nodes,
      type: step.definition.type,
      key,
      hoisted,
      ...(anew === undefined ? {} : { anew }),
      kept,
      ...(training ? { training } : {}),
      ...(memory ? { memory } : {}),
      ...(refused.has(key) ? { refused: refused.get(key)?.message ?? "" } : {}),
      ...timed(seconds.get(key)),
      says: [
        ...(nodes.length > 1 ? [`One step for ${someNodes(nodes)}: they do the same.`] : []),
        ...(training ? [trainingInWords(training)] : []),
        ...hoisted.map(hoistedInWords),
        ...(anew === undefined ? [] : [`Its frozen layers run anew each epoch: ${anew}.`]),
        ...drawnInWords(step),
        ...(kept.length > 0 ? ["Its pictures are made once and kept for every epoch."] : []),
      ],
    };
  });
}

/** All of them while they can be read at a glance; `nodes` of the step names the rest. */
function someNodes(nodes: readonly string[]): string {
  const shown = nodes.slice(0, 8);
  return nodes.length <= 9 ? nodes.join(", ") : `${shown.join(", ")} and ${nodes.length - shown.length} more`;
}

/** What is expected of a step's time, where it is worth a word. */
export function timeInWords({ seconds = 0, hoisted }: ExplainedStep): readonly string[] {
  const once = hoisted.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
  const parts = [
    ...(once >= 0.05 ? [`${durationText(1000 * once)} for its frozen layers`] : []),
    ...(seconds >= 0.05 ? [`${durationText(1000 * seconds)}${once >= 0.05 ? " for the rest" : ""}`] : []),
  ];
  return parts.length === 0 ? [] : [`About ${parts.join(" and ")}.`];
}

/** How long a run takes from the beginning, as far as that can be told; `undefined` where nothing is known of the machine. */
export function planSeconds(steps: readonly ExplainedStep[]): number | undefined {
  const all = steps.flatMap(({ seconds, hoisted }) => [seconds, ...hoisted.map(({ seconds }) => seconds)]);
  const known = all.filter((seconds) => seconds !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, seconds) => sum + seconds, 0);
}

/** The nodes at fault for a node that cannot run: the wrong ones nearest upstream, itself where it is wrong. */
export function blockedBy(
  checked: Checked,
  registry: ReadonlyMap<string, NodeDefinition>,
  blocked: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const { sources } = readWiring(checked.graph, registry);
  const faults = new Map<string, readonly string[]>();
  // In an order in which every node stands behind what it needs.
  for (const [id, { state }] of checked.nodes) {
    const ends = [...(sources.get(id)?.values() ?? [])].flatMap(({ node }) => faults.get(node) ?? []);
    if (state === "wrong") faults.set(id, [id]);
    else if (ends.length > 0) faults.set(id, [...new Set(ends)]);
  }
  return new Map(blocked.map((id) => [id, faults.get(id) ?? []]));
}

function secondsOf(plan: Plan, machine: Machine | undefined): ReadonlyMap<CacheKey, number> {
  const seconds = new Map<CacheKey, number>();
  if (!machine) return seconds;
  for (const work of workOf(plan)) {
    const ms = estimateMs(work, machine.device, machine.speeds);
    if (ms !== undefined) seconds.set(work.key, Number((ms / 1000).toPrecision(3)));
  }
  return seconds;
}

function timed(seconds: number | undefined): { readonly seconds?: number } {
  return seconds === undefined ? {} : { seconds };
}

interface Shared {
  /** First nodes of the steps that ask for these features. */
  readonly nodes: string[];
  /** Pictures by the port that they come from. */
  readonly pictures: Map<string, number | undefined>;
}

function sharedFeatures({ steps }: Plan): ReadonlyMap<CacheKey, Shared> {
  const shared = new Map<CacheKey, Shared>();
  for (const step of steps) {
    for (const work of step.features) {
      const all: Shared = shared.get(work.key) ?? { nodes: [], pictures: new Map() };
      shared.set(work.key, all);
      if (!all.nodes.includes(step.nodes[0])) all.nodes.push(step.nodes[0]);
      const input = step.inputs[work.dataset];
      if (input?.type.kind !== "Dataset") continue;
      const { length } = input.type;
      all.pictures.set(portKey(input.step, input.port), typeof length === "number" ? length : undefined);
    }
  }
  return shared;
}

function hoistedOf(work: FeatureWork, step: Step, shared: ReadonlyMap<CacheKey, Shared>): Hoisted {
  const { owner, prefix, key } = work;
  const shape = outputShape(prefix);
  const all = shared.get(key);
  const counts = [...(all?.pictures.values() ?? [])];
  const known = counts.every((count) => count !== undefined);
  const sum = known ? counts.reduce<number>((all, count) => all + (count ?? 0), 0) : undefined;
  const size = elements(shape);
  return {
    owner,
    layers: prefix.layers.length,
    gives: shapeText(shape),
    ...(sum === undefined ? {} : { pictures: sum }),
    ...(sum === undefined || size === undefined ? {} : { bytes: 4 * size * sum }),
    sharedWith: (all?.nodes ?? []).filter((node) => node !== step.nodes[0]),
  };
}

/** The same network over train and validation of one dataset is one piece of work. */
function distinct(features: readonly FeatureWork[]): readonly FeatureWork[] {
  return [...new Map(features.map((work) => [work.key, work])).values()];
}

function hoistedInWords({ owner, layers, gives, pictures, bytes, sharedWith }: Hoisted): string {
  const what = layers === 1 ? `The frozen layer of ${owner} runs` : `${layers} frozen layers (${owner}) run`;
  const often = pictures === undefined ? "" : `, for ${compact(pictures)} pictures`;
  const room = bytes === undefined ? "" : `, ${bytesText(bytes)}`;
  const others = sharedWith.length > 0 ? ` and shared with ${sharedWith.join(", ")}` : "";
  return `${what} once per picture${often}; what they give (${gives}${room}) is kept for all epochs${others}.`;
}

function drawnInWords({ inputs, outputs }: Step): readonly string[] {
  const reasons = (types: readonly { readonly kind: string; readonly random?: string }[]) =>
    types.flatMap(({ random }) => (random === undefined ? [] : [random]));
  const before = new Set(reasons(Object.values(inputs).map(({ type }) => type)));
  const drawn = new Set(reasons(Object.values(outputs)));
  return [...drawn]
    .filter((reason) => !before.has(reason))
    .map((reason) => `Cannot be done once for all epochs: ${reason}.`);
}

/** What learning costs: the parameters that learn, and operations for a picture, once and in every epoch. */
export function trainingInWords(cost: TrainingPlan): string {
  const { parameters, trained, once, forward, backward, memory } = cost;
  const learns = `Learns ${compact(trained)} of ${compact(parameters)} parameters`;
  if (once === undefined || forward === undefined || backward === undefined) return `${learns}.`;
  const first = once > 0 ? `${compact(once)}FLOP once and ` : "";
  const room = memory === undefined ? "" : `; about ${bytesText(memory.peak)} of the device's memory`;
  return `${learns}; a picture takes ${first}${compact(forward + backward)}FLOP in each epoch${room}.`;
}
