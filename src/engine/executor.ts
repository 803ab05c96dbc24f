import * as tf from "@tensorflow/tfjs-core";
import { problemOf } from "../compile/check";
import type { Checked } from "../compile/checked";
import { moduleKey, portKey } from "../compile/keys";
import type { Plan, Step } from "../compile/plan";
import { tooLarge } from "../compile/room";
import type { Speeds, Timed } from "../compile/speeds";
import { readWiring } from "../compile/wiring";
import { featureAmount, forwardFlops, type Work, workOf } from "../compile/work";
import { imagesOf } from "../figures/figure";
import { filmBytes } from "../figures/film";
import { type DataFacts, isModelNode, type NodeDefinition } from "../graph/node";
import { NodeError, type Problem } from "../graph/problem";
import type { FileSet, Pictures, WeightsReader } from "../graph/run";
import type { Dataset, MetricValue, Value } from "../graph/values";
import type { Module } from "../module/module";
import type { StateDict } from "../module/state";
import type { PicturePool } from "./ahead/picture-pool";
import type { ResultCache } from "./cache";
import { breathe, heldFor, Stopped } from "./cancel";
import type { Checkpoints } from "./checkpoint/checkpoint";
import { deviceError } from "./device-error";
import { expectedOf } from "./expected";
import type { FeatureTable } from "./features";
import type { FirstValues } from "./first-values";
import { fit } from "./fit";
import { forward } from "./forward";
import { activations, gradients } from "./inside";
import type { KeptFeatures } from "./kept/kept-features";
import type { KeptPictures } from "./kept-pictures";
import { keepPictures } from "./kept-ports";
import { countKernels } from "./kernel-use";
import { DeviceLost, needDevice } from "./lost-device";
import type { Expected, KernelUse, RunEvent, RunResult, StepResult, StepStatus, ValueView } from "./protocol";
import { Reporter } from "./reporter";
import { inOrder } from "./rows";
import type { ComputeHost } from "./source";
import { reportOfNode, viewOf } from "./views";
import { DeviceWeights, initialState, type WeightFiles } from "./weights";

export type Outputs = Readonly<Record<string, Value>>;

/** What a run needs from around it. */
export interface ExecutorHost {
  readonly registry: ReadonlyMap<string, NodeDefinition>;
  readonly cache: ResultCache;
  /** Features that outlive the page; absent in tests without a browser. */
  readonly kept?: KeptFeatures;
  readonly device: string;
  /** How fast this machine is, as far as that is known. */
  readonly speeds?: Speeds;
  readonly pictures: Pictures;
  readonly weightFiles: WeightFiles;
  readonly keptPictures: KeptPictures;
  /** Values that networks started from in runs before. */
  readonly firstValues?: FirstValues;
  /** Makes pictures beside the device's work; absent where there is but one thread. */
  readonly pool?: Pick<PicturePool, "ahead">;
  /** Where a training's checkpoints are kept, by its key; absent where nothing outlives the page. */
  checkpoints?(key: string, say: (why: string) => void): Checkpoints;
  files(node: string): FileSet | undefined;
  facts(node: string): DataFacts | undefined;
  /** Of a node whose files are a network's weights; absent in tests without files. */
  weights?(node: string): WeightsReader | undefined;
  emit(event: RunEvent): void;
}

/** Runs a plan step by step, takes what is cached, and keeps going beside a step that fails. */
export class Executor {
  readonly values = new Map<string, Outputs>();
  readonly #steps = new Map<string, StepResult>();
  readonly #plan: Plan;
  readonly #checked: Checked;
  readonly #host: ExecutorHost;
  readonly #run: number;
  readonly #signal: AbortSignal;
  readonly #weights = new DeviceWeights();
  readonly #made = new Map<string, Outputs>();
  readonly #firstValues: FirstValues;
  /** Held as long as the run: who needs them next finds them. */
  readonly #firstStates: StateDict[] = [];
  readonly #work: ReadonlyMap<string, Work>;
  readonly #timed: Timed[] = [];

  constructor(plan: Plan, checked: Checked, host: ExecutorHost, run: number, signal: AbortSignal) {
    this.#plan = plan;
    this.#checked = checked;
    this.#host = host;
    this.#run = run;
    this.#signal = signal;
    this.#firstValues = host.firstValues ?? new Map();
    this.#work = new Map(workOf(plan).map((work) => [work.key, work]));
  }

  async execute(): Promise<RunResult> {
    const start = this.#now();
    const before = tf.memory().numTensors;
    const nodes = this.#plan.steps.flatMap((step) => step.nodes);
    const expected = await this.#expected();
    this.#host.emit({ run: this.#run, kind: "planned", nodes, ...(expected ? { expected } : {}) });
    const refused = tooLarge(this.#plan, this.#host.device);
    let stopped = false;
    try {
      for (const step of this.#plan.steps) {
        const fault = refused.get(step.key);
        if (this.#signal.aborted) stopped = true;
        // What cannot fit is said before anything is begun, not after minutes of work for it.
        if (fault) this.#settle(step, "failed", 0, this.#problemOf(step, fault));
        else if (stopped || refused.size > 0) this.#settle(step, "skipped", 0);
        else stopped = !(await this.#step(step));
      }
    } finally {
      this.#weights.dispose();
    }
    for (const id of this.#plan.blocked) this.#settleNode(id, "", "blocked", 0, this.#problemAt(id));
    for (const id of this.#plan.skipped) this.#settleNode(id, "", "skipped", 0);
    const results = [...this.#checked.nodes.keys()].flatMap((id) => this.#steps.get(id) ?? []);
    const failed = results.some((step) => step.status === "failed" || step.status === "blocked");
    return {
      status: stopped ? "stopped" : failed ? "failed" : "done",
      ms: Math.round(this.#now() - start),
      key: this.#plan.key,
      steps: results,
      outputs: this.#reports(),
      problems: [
        ...this.#checked.problems,
        ...results.flatMap((step) => (step.status === "failed" && step.problem ? [step.problem] : [])),
      ],
      tensors: { before, after: tf.memory().numTensors },
      ...(expected ? { expected } : {}),
      timed: this.#timed,
    };
  }

  async #expected(): Promise<Expected | undefined> {
    const { device, speeds, cache, kept } = this.#host;
    if (!speeds) return undefined;
    return expectedOf(this.#plan, [...this.#work.values()], device, speeds, {
      step: async (key) => (await cache.get(`${device}:${key}`)) !== undefined,
      features: async (key) => {
        const table = (await cache.get(`${device}:${key}`)) as FeatureTable | undefined;
        return table?.rows.size ?? (await kept?.count(key, device)) ?? 0;
      },
    });
  }

  /** Takes note of how long a step's own work took. A training that ended early did as much less. */
  #time(step: Step, outputs: Outputs, ms: number): void {
    const work = this.#work.get(step.key);
    if (!work) return;
    const epochs = Object.values(outputs).find((value) => value.kind === "History")?.epochs.length;
    const share = epochs === undefined ? 1 : epochs / Math.max(1, Number(step.settings.epochs));
    if (share <= 0) return;
    const { kind, flops, pictures, batches } = work;
    const amount = { kind, flops: flops * share, pictures: pictures * share, batches: batches * share };
    this.#timed.push({ ...amount, device: this.#host.device, ms });
  }

  /** False when the run was stopped in it. */
  async #step(step: Step): Promise<boolean> {
    const missing = Object.values(step.inputs).find((input) => !this.#made.has(input.step));
    if (missing) {
      const waits =
        this.#plan.steps.find((other) => other.key === missing.step)?.nodes[0] ?? "a node before it";
      this.#settle(step, "blocked", 0, {
        severity: "error",
        message: `It waits for ${waits}, which failed.`,
        cause: waits,
      });
      return true;
    }
    for (const node of step.nodes) this.#host.emit({ run: this.#run, kind: "running", node });
    const start = this.#now();
    const key = `${this.#host.device}:${step.key}`;
    const work: OwnWork = { featureMs: 0, isResumed: false };
    const kernels = countKernels();
    try {
      await breathe(this.#signal);
      const cached = (await this.#host.cache.get(key)) as Outputs | undefined;
      const outputs = cached ?? (await this.#make(step, work));
      if (!cached) {
        // A moment for a lost device to be told of: what it gave last may be zeros.
        await breathe(this.#signal);
        needDevice();
        // What was done before it was cut off is in no time of this run.
        if (!work.isResumed) this.#time(step, outputs, this.#now() - start - work.featureMs);
        await this.#host.cache.set(key, outputs, bytesOf(outputs));
      }
      this.#made.set(step.key, outputs);
      await this.#show(step, outputs);
      const status = cached ? "cached" : "done";
      this.#settle(step, status, this.#now() - start - work.featureMs, undefined, kernels());
      return true;
    } catch (error) {
      if (error instanceof Stopped || this.#signal.aborted) {
        this.#settle(step, "skipped", this.#now() - start - work.featureMs);
        return false;
      }
      // Nothing can be done on this device any more: the engine begins anew.
      if (error instanceof DeviceLost) throw error;
      if (!(error instanceof NodeError)) console.error(error);
      else if (error.partial) await this.#show(step, error.partial);
      this.#settle(step, "failed", this.#now() - start - work.featureMs, this.#problemOf(step, error));
      return true;
    }
  }

  async #make(step: Step, work: OwnWork): Promise<Outputs> {
    const { definition } = step;
    if (isModelNode(definition)) {
      const type = step.outputs.module;
      if (type?.kind !== "Module") throw new Error(`${definition.type} made no module.`);
      // Weights that cannot be had or do not fit are this node's fault, not that of the node which trains them.
      await this.#firstState(type.module);
      return { module: { kind: "Module", module: type.module } };
    }
    const node = step.nodes[0];
    const inputs = Object.fromEntries(
      Object.entries(step.inputs).map(([port, input]) => [port, this.#made.get(input.step)?.[input.port]]),
    );
    const report = new Reporter(this.#host.emit, this.#run, node);
    const compute = this.#computeHost(step, work);
    const outputs = await definition.run({
      settings: step.settings,
      inputs,
      files: this.#host.files(node),
      facts: this.#host.facts(node),
      weights: this.#host.weights?.(node),
      pictures: this.#host.pictures,
      compute: {
        fit: async (spec) =>
          fit(
            {
              ...spec,
              onResume: (resumed) => {
                work.isResumed = true;
                spec.onResume?.(resumed);
              },
            },
            await this.#firstState(spec.module),
            compute,
            (done, total, text) => report.progress(done, total, text),
            this.#host.checkpoints?.(`${this.#host.device}:${step.key}`, (why) =>
              report.message("warning", why),
            ),
          ),
        activations: async (spec) =>
          activations(
            { ...spec, state: spec.state ?? (await this.#firstState(spec.module)) },
            compute,
            (done, total) => report.progress(done, total),
          ),
        gradients: (spec) => gradients(spec, compute, (done, total) => report.progress(done, total)),
        forward: (spec) => forward(spec, compute, (done, total) => report.progress(done, total)),
      },
      report,
      signal: this.#signal,
    });
    return keepPictures(step, named(step, outputs), this.#host.keptPictures, this.#ahead);
  }

  readonly #ahead = (dataset: Dataset): Dataset => this.#host.pool?.ahead(dataset) ?? dataset;

  /** The page's clock without the time in which the run was made to wait. */
  #now(): number {
    return performance.now() - heldFor(this.#signal);
  }

  async #firstState(module: Module): Promise<StateDict> {
    const state = await initialState(module, this.#host.weightFiles, this.#firstValues);
    this.#firstStates.push(state);
    return state;
  }

  #computeHost(step: Step, work: OwnWork): ComputeHost {
    const owners = new Map(step.features.map((feature) => [moduleKey(feature.prefix), feature.owner]));
    const { device } = this.#host;
    let started = 0;
    return {
      weights: this.#weights,
      cache: this.#host.cache,
      kept: this.#host.kept,
      ahead: this.#ahead,
      device,
      signal: this.#signal,
      featureProgress: (prefix: Module, done, total) => {
        const owner = owners.get(moduleKey(prefix)) ?? step.nodes[0];
        if (done === 0) started = this.#now();
        const text = `${done} of ${total} pictures`;
        this.#host.emit({ run: this.#run, kind: "progress", node: owner, done, total, text });
        if (done < total) return;
        const ms = this.#now() - started;
        work.featureMs += ms;
        const flops = total > 0 ? forwardFlops(prefix) : undefined;
        if (flops !== undefined) this.#timed.push({ ...featureAmount(prefix, flops, total), device, ms });
        const before = this.#steps.get(owner);
        if (before) this.#record({ ...before, status: "done", ms: Math.round(before.ms + ms) });
      },
    };
  }

  async #show(step: Step, outputs: Outputs): Promise<void> {
    const known = viewsOf.get(outputs) ?? (await makeViews(outputs));
    viewsOf.set(outputs, known);
    for (const node of step.nodes) {
      this.values.set(node, outputs);
      this.#host.emit({ run: this.#run, kind: "outputs", node, outputs: known });
    }
  }

  #settle(step: Step, status: StepStatus, ms: number, problem?: Problem, kernels?: KernelUse): void {
    for (const node of step.nodes)
      this.#settleNode(node, step.key, status, ms, problem && { ...problem, node }, kernels);
  }

  #settleNode(
    node: string,
    key: string,
    status: StepStatus,
    ms: number,
    problem?: Problem,
    kernels?: KernelUse,
  ): void {
    const type = this.#checked.nodes.get(node)?.node.type ?? "";
    const said = { ...(problem ? { problem } : {}), ...(kernels ? { kernels } : {}) };
    this.#record({ node, type, status, ms: Math.round(ms), key, ...said });
  }

  #record(step: StepResult): void {
    this.#steps.set(step.node, step);
    this.#host.emit({ run: this.#run, kind: "step", step });
  }

  #problemAt(id: string): Problem | undefined {
    return this.#checked.problems.find((problem) => problem.node === id && problem.severity === "error");
  }

  #problemOf(step: Step, error: unknown): Problem {
    const { graph } = this.#checked;
    const { registry } = this.#host;
    const { sources } = readWiring(graph, registry);
    return problemOf(deviceError(error), graph, step.nodes[0], step.definition, sources, registry);
  }

  #reports(): Readonly<Record<string, Readonly<Record<string, MetricValue>>>> {
    return Object.fromEntries([...this.values].map(([node, outputs]) => [node, reportOfNode(outputs)]));
  }
}

/** What of a step's time is not its own work, or not all of it. */
interface OwnWork {
  /** Ms for a frozen beginning's features, which are shown on its own node. */
  featureMs: number;
  /** Part of it was done in a run before. */
  isResumed: boolean;
}

/** What the page saw of values that are cached: their small pictures are not drawn again in every run. */
const viewsOf = new WeakMap<Outputs, Readonly<Record<string, ValueView>>>();

async function makeViews(outputs: Outputs): Promise<Readonly<Record<string, ValueView>>> {
  const views = await Promise.all(
    Object.entries(outputs).map(async ([port, value]) => [port, await viewOf(value)] as const),
  );
  return Object.fromEntries(views);
}

/** Datasets with their keys. Those that give the same pictures every time, and are not rows of another, are their own origin. */
function named(step: Step, outputs: Outputs): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([port, value]) => {
      if (value.kind !== "Dataset") return [port, value];
      const key = portKey(step.key, port);
      const type = step.outputs[port];
      const isOrigin = !value.origin && type?.kind === "Dataset" && type.random === undefined;
      const origin = isOrigin ? { origin: { key, rows: inOrder(value.names.length) } } : {};
      return [port, { ...value, key, ...origin }];
    }),
  );
}

/** Roughly what keeping these values takes. Datasets are recipes and take next to nothing. */
function bytesOf(outputs: Outputs): number {
  let bytes = 1000;
  for (const value of Object.values(outputs)) {
    if (value.kind === "TrainedModel")
      for (const array of value.state.values()) bytes += array.data.byteLength;
    if (value.kind === "Predictions") bytes += value.probabilities.byteLength;
    if (value.kind === "History" && value.film) bytes += filmBytes(value.film);
    if (value.kind !== "Figure") continue;
    for (const array of value.arrays?.values.values() ?? []) bytes += array.data.byteLength;
    for (const image of imagesOf(value.figure)) bytes += image.rgba.byteLength;
  }
  return bytes;
}
