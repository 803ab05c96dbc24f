import * as tf from "@tensorflow/tfjs-core";
import { aheadPorts } from "../compile/ahead-ports";
import { check } from "../compile/check";
import type { Facts } from "../compile/checked";
import { keyOf } from "../compile/keys";
import { type Plan, plan } from "../compile/plan";
import { readSettings } from "../compile/settings";
import type { Speeds } from "../compile/speeds";
import type { MapsFigure, Thumbnail } from "../figures/figure";
import { blobOf } from "../files/blob-of";
import { digestFiles, openFiles } from "../files/file-set";
import { pictures } from "../files/pictures";
import { safetensorsParts } from "../files/safetensors";
import { describeWeights, readWeights } from "../files/weights-file";
import { type Asset, emptyGraph, type Graph } from "../graph/document";
import { type DataFacts, isModelNode, type WeightFacts } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { FileSet } from "../graph/run";
import type { StateDict } from "../module/state";
import { unusedBytes } from "../pixels/memory";
import { registry } from "../registry";
import { PicturePool, poolSize } from "./ahead/picture-pool";
import { BetweenRuns } from "./between-runs";
import { MemoryCache } from "./cache";
import { Hold } from "./cancel";
import { cutFigure } from "./cut";
import { deviceBytes, openDevice } from "./devices";
import { detailOf, evidenceOf, type LastRun, needPicture, picturesOf } from "./evidence";
import { Executor } from "./executor";
import { explain } from "./explain";
import { LivingValues } from "./first-values";
import { KeptFeatures } from "./kept/kept-features";
import { openFolder } from "./kept/private-files";
import { WeightsDesk } from "./kept/weights-desk";
import { KeptPictures } from "./kept-pictures";
import { probeDevice } from "./probe";
import type {
  Calls,
  Cut,
  EngineInfo,
  Fetched,
  GivenFile,
  Inspected,
  KeptList,
  KernelChoice,
  LayerTimes,
  PictureDetail,
  Request,
  RunEvent,
  RunResult,
  TakenKept,
} from "./protocol";
import { Reporter } from "./reporter";
import type { ComputeHost } from "./source";
import { browserShelf, SpeedBook } from "./speed-book";
import { thumbnails } from "./thumbnails";
import { networkOf, timeLayers } from "./time-layers";
import { torchLines } from "./torch-lines";
import { DeviceWeights, initialState, shippedFiles, type WeightFiles } from "./weights";

interface Held {
  readonly given: readonly GivenFile[];
  readonly files: FileSet;
  readonly asset: Asset;
  /** What was found in them, by the node's type, version and settings. */
  readonly facts: Map<string, DataFacts>;
  weights?: WeightFacts;
}

type Async<C> = {
  [N in keyof C]: C[N] extends (request: infer R) => infer A ? (request: R) => Promise<A> : never;
};

/** Everything the worker can do. One run at a time. */
export class Engine implements Async<Calls> {
  /** Where the page's own files lie: shipped weights are fetched from there. */
  base = self.location.href;
  readonly #emit: (event: RunEvent) => void;
  readonly #cache = new MemoryCache();
  readonly #keptFeatures = new KeptFeatures(openFolder("features"));
  readonly #keptPictures = new KeptPictures();
  readonly #firstValues = new LivingValues();
  #pool: PicturePool | undefined;
  readonly #speeds = new SpeedBook(browserShelf());
  readonly #held = new Map<string, Held>();
  readonly #weightFiles: WeightFiles = {
    shipped: shippedFiles(() => this.base),
    given: (sha256, name, wanted) => this.#weights(sha256, name, wanted),
  };
  readonly #desk = new WeightsDesk({
    base: () => this.base,
    hold: (node, asset, files) => this.#hold(node, asset, files),
    held: (node) => this.#held.get(node),
    emit: (event) => this.#emit(event),
  });
  #info: EngineInfo | undefined;
  #kernels: KernelChoice = "fast";
  readonly #between = new BetweenRuns();
  #last: LastRun = { graph: emptyGraph(), values: new Map(), registry };
  #current: { readonly run: number; readonly stop: AbortController; readonly hold: Hold } | undefined;

  constructor(emit: (event: RunEvent) => void) {
    this.#emit = emit;
  }

  async start({ device, kernels }: Request<"start">): Promise<EngineInfo> {
    this.#info = await openDevice(device, kernels);
    this.#kernels = kernels;
    return this.#info;
  }

  async give({ node, files }: Request<"give">): Promise<Asset | undefined> {
    this.#held.delete(node);
    if (files.length === 0) return undefined;
    const asset: Asset = { ...(await digestFiles(files)) };
    await this.#hold(node, asset, files);
    return asset;
  }

  async fetchWeights(request: Request<"fetchWeights">): Promise<Fetched> {
    return this.#desk.fetch(request);
  }

  async cancelFetch({ node }: Request<"cancelFetch">): Promise<void> {
    this.#desk.cancel(node);
  }

  async keepGiven({ node }: Request<"keepGiven">): Promise<string | undefined> {
    return this.#desk.keep(node);
  }

  async takeKept(request: Request<"takeKept">): Promise<TakenKept> {
    return this.#desk.take(request);
  }

  async keptFiles(): Promise<KeptList> {
    return { ...(await this.#desk.list()), features: await this.#keptFeatures.list() };
  }

  async removeKept({ sha256 }: Request<"removeKept">): Promise<void> {
    await this.#desk.remove(sha256);
  }

  async removeFeatures({ key }: Request<"removeFeatures">): Promise<void> {
    await this.#keptFeatures.remove(key);
  }

  async inspect({ graph, node }: Request<"inspect">): Promise<Inspected> {
    return this.#inspect(graph, node, 0, new AbortController().signal);
  }

  async run({ graph, run, targets }: Request<"run">): Promise<RunResult> {
    if (this.#current) throw new Error("A run is still going on. Stop it first.");
    if (!this.#info) await this.start({ device: "auto", kernels: "fast" });
    const stop = new AbortController();
    const hold = new Hold(stop.signal, () => this.#emit({ run, kind: "paused" }));
    this.#current = { run, stop, hold };
    try {
      await this.#between.end();
      const { facts, failures } = await this.#facts(graph, run, stop.signal);
      const checked = check(graph, facts, registry);
      const problems = [...failures, ...checked.problems];
      const steps = plan(checked, registry, targets);
      const pool = this.#openPool(graph, targets, facts, steps);
      const executor = new Executor(
        steps,
        { ...checked, problems },
        {
          registry,
          cache: this.#cache,
          kept: this.#keptFeatures,
          device: this.#deviceName(),
          pictures,
          weightFiles: this.#weightFiles,
          keptPictures: this.#keptPictures,
          firstValues: this.#firstValues,
          pool,
          speeds: await this.#speeds.probed(this.#deviceName(), probeDevice),
          files: (id) => this.#held.get(id)?.files,
          facts: (id) => facts.data[id],
          emit: this.#emit,
        },
        run,
        stop.signal,
      );
      const result = await executor.execute();
      this.#last = { graph, values: executor.values, registry };
      await this.#speeds.add(result.timed ?? []);
      const bytes = deviceBytes();
      return { ...result, ...(bytes === undefined ? {} : { deviceBytes: bytes }) };
    } finally {
      this.#current = undefined;
    }
  }

  async cancel({ run }: Request<"cancel">): Promise<void> {
    if (this.#current?.run === run) this.#current.stop.abort();
  }

  async pause({ run }: Request<"pause">): Promise<void> {
    if (this.#current?.run === run) this.#current.hold.hold();
  }

  async resume({ run }: Request<"resume">): Promise<void> {
    if (this.#current?.run === run) this.#current.hold.release();
  }

  async thumbnails({ node, port, indices, size }: Request<"thumbnails">): Promise<readonly Thumbnail[]> {
    const value = this.#last.values.get(node)?.[port];
    return value?.kind === "Dataset"
      ? thumbnails(value, indices, size)
      : picturesOf(evidenceOf(this.#last, node, port), indices, size);
  }

  async picture(request: Request<"picture">): Promise<PictureDetail> {
    return detailOf(evidenceOf(this.#last, request.node, request.port), request);
  }

  async explain(request: Request<"explain">): Promise<MapsFigure> {
    const evidence = evidenceOf(this.#last, request.node, request.port);
    needPicture(evidence, request);
    return this.#closely((host) => explain(evidence, request.index, request.show, host));
  }

  async cut({ node, port, row, threshold }: Request<"cut">): Promise<Cut> {
    return cutFigure(this.#last.values.get(node)?.[port], row, threshold);
  }

  async arrays({ node, port }: Request<"arrays">): Promise<Blob> {
    const value = this.#last.values.get(node)?.[port];
    if (value?.kind === "Figure" && value.arrays)
      return blobOf(safetensorsParts(value.arrays.values, value.arrays.about));
    if (value?.kind !== "TrainedModel")
      throw new NodeError("There are no trained weights here yet. Run the trainer first.");
    return blobOf(safetensorsParts(value.state, { format: "pt", classes: JSON.stringify(value.classes) }));
  }

  async speeds(): Promise<{ device: string; speeds: Speeds }> {
    if (this.#current) return { device: this.#deviceName(), speeds: await this.#speeds.read() };
    const device = this.#deviceName();
    return { device, speeds: await this.#speeds.probed(device, probeDevice) };
  }

  async giveSpeeds({ speeds }: Request<"giveSpeeds">): Promise<void> {
    await this.#speeds.give(speeds);
  }

  async torchLines({ type, settings }: Request<"torchLines">): Promise<string> {
    return torchLines(registry.get(type), settings);
  }

  async docs(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries([...registry.values()].map(({ type, doc }) => [type, doc]));
  }

  async memory(): Promise<{ tensors: number; bytes: number; cached: number }> {
    const { numTensors, numBytes } = tf.memory();
    const cached = this.#cache.bytes + this.#keptPictures.bytes + unusedBytes();
    return { tensors: numTensors, bytes: numBytes, cached };
  }

  async timeLayers({ node }: Request<"timeLayers">): Promise<LayerTimes> {
    const { module, dataset, trained } = networkOf(this.#last, node);
    return this.#closely(async (host) => {
      const state = trained ?? (await initialState(module, this.#weightFiles));
      return timeLayers(module, state, dataset, host);
    });
  }

  /** Workers that make this run's pictures: they start with the first picture that is asked for. */
  #openPool(graph: Graph, targets: readonly string[] | undefined, facts: Facts, steps: Plan): PicturePool {
    const pool = this.#pool ?? new PicturePool(poolSize(this.#deviceName(), navigator.hardwareConcurrency));
    this.#pool = pool;
    const files = new Map([...this.#held].map(([node, { given }]) => [node, given]));
    pool.open({ graph, facts, files, ...(targets ? { targets } : {}) }, aheadPorts(steps));
    return pool;
  }

  /** Work on the device outside a run: it leaves no tensor there. */
  async #closely<T>(work: (host: ComputeHost) => Promise<T>): Promise<T> {
    if (this.#current) throw new NodeError("A run is going on. Ask again when it is done.");
    return this.#between.do(async (signal) => {
      const weights = new DeviceWeights();
      const device = this.#deviceName();
      try {
        return await work({ weights, cache: this.#cache, device, signal, featureProgress: () => {} });
      } finally {
        weights.dispose();
      }
    });
  }

  async #hold(node: string, asset: Asset, given: readonly GivenFile[]): Promise<void> {
    this.#held.set(node, { given, files: await openFiles(given), asset, facts: new Map() });
  }

  /** Numbers differ in their last digits, so what one way made is not taken for another's. */
  #deviceName(): string {
    const device = this.#info?.device ?? "cpu";
    if (device === "wasm") return `${device}/${this.#kernels}`;
    return device === "webgl" || device === "webgpu" ? `${device}/${this.#info?.renderer}` : device;
  }

  /** What a node was given. Nodes of one network's layers name one file, which one of them was given. */
  #heldBy(graph: Graph, id: string): Held | undefined {
    const own = this.#held.get(id);
    const asset = graph.assets[id];
    const type = graph.nodes[id]?.type ?? "";
    if (own || !asset || registry.get(type)?.files?.sets === undefined) return own;
    return this.#heldAs(asset.sha256);
  }

  #heldAs(sha256: string): Held | undefined {
    return [...this.#held.values()].find(({ asset }) => asset.sha256 === sha256);
  }

  /** Weights that the user gave to some node, by the digest that the plan names them with. */
  async #weights(sha256: string, name: string, wanted: (array: string) => boolean): Promise<StateDict> {
    const held = this.#heldAs(sha256);
    if (!held) throw new NodeError(`${name} is not at hand. Give the node the file again.`);
    return (await readWeights(held.given, wanted)).arrays;
  }

  /** Facts of every node with files. A node whose files cannot be used is reported and left without. */
  async #facts(graph: Graph, run: number, signal: AbortSignal) {
    const data: Record<string, DataFacts> = {};
    const weights: Record<string, WeightFacts> = {};
    const failures: RunResult["problems"][number][] = [];
    const usable = new Set(this.#held.keys());
    for (const id of Object.keys(graph.nodes)) {
      if (!this.#heldBy(graph, id)) continue;
      usable.add(id);
      try {
        const found = await this.#inspect(graph, id, run, signal);
        if (found.data) data[id] = found.data;
        if (found.weights) weights[id] = found.weights;
      } catch (error) {
        if (!(error instanceof NodeError)) throw error;
        const { insert: _, ...details } = error.details;
        failures.push({ severity: "error", node: id, message: error.message, ...details });
      }
    }
    for (const { node } of failures) if (node !== undefined) usable.delete(node);
    const facts: Facts = { data, weights, files: usable };
    return { facts, failures };
  }

  async #inspect(graph: Graph, id: string, run: number, signal: AbortSignal): Promise<Inspected> {
    const held = this.#heldBy(graph, id);
    const node = graph.nodes[id];
    const definition = node && registry.get(node.type);
    if (!held || !node || !definition) return {};
    if (isModelNode(definition)) {
      held.weights ??= await weightFacts(held.given);
      return { weights: held.weights };
    }
    if (!definition.inspect) return {};
    const { settings } = readSettings(id, node, definition);
    if (!settings) return {};
    const key = keyOf({ type: node.type, version: definition.version, settings });
    const before = held.facts.get(key);
    if (before) return { data: before };
    const report = new Reporter(this.#emit, run, id);
    const facts = await definition.inspect({ settings, files: held.files, pictures, report, signal });
    held.facts.set(key, facts);
    return { data: facts };
  }
}

/** What the headers of weight files say. */
async function weightFacts(files: readonly GivenFile[]): Promise<WeightFacts> {
  const { source, preprocessing, shapes } = await describeWeights(files);
  return { source, preprocessing, shapes: Object.fromEntries(shapes) };
}
