import * as tf from "@tensorflow/tfjs-core";
import { aheadPorts } from "../compile/ahead-ports";
import { check } from "../compile/check";
import type { Facts } from "../compile/checked";
import { type Plan, plan } from "../compile/plan";
import type { Speeds } from "../compile/speeds";
import type { MapsFigure, Thumbnail } from "../figures/figure";
import { blobOf } from "../files/blob-of";
import { digestFiles } from "../files/file-set";
import { pictures } from "../files/pictures";
import { safetensorsParts } from "../files/safetensors";
import { type Asset, emptyGraph, type Graph } from "../graph/document";
import { NodeError } from "../graph/problem";
import type { Module } from "../module/module";
import { unusedBytes } from "../pixels/memory";
import { registry } from "../registry";
import { PicturePool, poolSize } from "./ahead/picture-pool";
import { BetweenRuns } from "./between-runs";
import { MemoryCache } from "./cache";
import { Hold } from "./cancel";
import { Checkpointing, type CheckpointPace, PACE } from "./checkpoint/checkpointing";
import { KeptCheckpoints } from "./checkpoint/kept-checkpoints";
import { cutFigure } from "./cut";
import { deviceBytes, openDevice } from "./devices";
import { detailOf, evidenceOf, type LastRun, needPicture, picturesOf } from "./evidence";
import { Executor } from "./executor";
import { explain } from "./explain";
import { LivingValues } from "./first-values";
import { GivenFiles } from "./given-files";
import { KeptFeatures } from "./kept/kept-features";
import { openFolder } from "./kept/private-files";
import { WeightsDesk } from "./kept/weights-desk";
import { KeptPictures } from "./kept-pictures";
import { weightsReader } from "./network-weights";
import { probeDevice } from "./probe";
import type {
  Answer,
  Calls,
  CarriedFiles,
  Cut,
  EngineInfo,
  ExportedProgram,
  Fetched,
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
import { modelFile, type RunRecord, savedModel } from "./save-model";
import type { ComputeHost } from "./source";
import { browserShelf, SpeedBook } from "./speed-book";
import { thumbnails } from "./thumbnails";
import { networkOf, timeLayers } from "./time-layers";
import { torchLines } from "./torch-lines";
import { DeviceWeights, initialState, shippedFiles, type WeightFiles } from "./weights";

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
  readonly #checkpoints = new KeptCheckpoints(openFolder("checkpoints"));
  #pace: CheckpointPace = PACE;
  readonly #keptPictures = new KeptPictures();
  readonly #firstValues = new LivingValues();
  #pool: PicturePool | undefined;
  readonly #speeds = new SpeedBook(browserShelf());
  readonly #files = new GivenFiles((event) => this.#emit(event));
  readonly #weightFiles: WeightFiles = {
    shipped: shippedFiles(() => this.base),
    given: (sha256, name, wanted) => this.#files.weights(sha256, name, wanted),
  };
  readonly #desk = new WeightsDesk({
    base: () => this.base,
    hold: (node, asset, files) => this.#files.hold(node, asset, files),
    held: (node) => this.#files.of(node),
    emit: (event) => this.#emit(event),
  });
  #info: EngineInfo | undefined;
  #kernels: KernelChoice = "fast";
  readonly #between = new BetweenRuns();
  #last: LastRun = { graph: emptyGraph(), values: new Map(), registry };
  #record: RunRecord | undefined;
  #current: { readonly run: number; readonly stop: AbortController; readonly hold: Hold } | undefined;

  constructor(emit: (event: RunEvent) => void) {
    this.#emit = emit;
  }

  async start({ device, kernels, checkpoints = PACE }: Request<"start">): Promise<EngineInfo> {
    this.#pace = checkpoints;
    this.#info = await openDevice(device, kernels);
    this.#kernels = kernels;
    return this.#info;
  }

  async give({ node, files }: Request<"give">): Promise<Asset | undefined> {
    this.#files.drop(node);
    if (files.length === 0) return undefined;
    const asset: Asset = { ...(await digestFiles(files)) };
    await this.#files.hold(node, asset, files);
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
    const [features, trainings] = await Promise.all([this.#keptFeatures.list(), this.#checkpoints.list()]);
    return { ...(await this.#desk.list()), features, trainings };
  }

  async removeKept({ sha256 }: Request<"removeKept">): Promise<void> {
    await this.#desk.remove(sha256);
  }

  async removeFeatures({ key }: Request<"removeFeatures">): Promise<void> {
    await this.#keptFeatures.remove(key);
  }

  async removeTraining({ key }: Request<"removeTraining">): Promise<void> {
    await this.#checkpoints.remove(key);
  }

  async inspect({ graph, node }: Request<"inspect">): Promise<Inspected> {
    return this.#files.inspect(graph, node, 0, new AbortController().signal);
  }

  async run({ graph, run, targets }: Request<"run">): Promise<RunResult> {
    if (this.#current) throw new Error("A run is still going on. Stop it first.");
    if (!this.#info) await this.start({ device: "auto", kernels: "fast" });
    const stop = new AbortController();
    const hold = new Hold(stop.signal, () => this.#emit({ run, kind: "paused" }));
    this.#current = { run, stop, hold };
    try {
      await this.#between.end();
      const { facts, failures } = await this.#files.facts(graph, run, stop.signal);
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
          checkpoints: (key, say) => new Checkpointing(this.#checkpoints, key, this.#pace, say),
          device: this.#deviceName(),
          pictures,
          weightFiles: this.#weightFiles,
          keptPictures: this.#keptPictures,
          firstValues: this.#firstValues,
          pool,
          speeds: await this.#speeds.probed(this.#deviceName(), probeDevice),
          files: (id) => this.#files.of(id)?.files,
          facts: (id) => facts.data[id],
          weights: (id) => weightsReader(this.#files.usedBy(graph, id)),
          emit: this.#emit,
        },
        run,
        stop.signal,
      );
      const result = await executor.execute();
      this.#last = { graph, values: executor.values, registry };
      this.#record = { checked, steps: result.steps };
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
    return this.saveModel({ node, port, format: "safetensors" });
  }

  async saveModel({ node, port, format }: Request<"saveModel">): Promise<Blob> {
    return modelFile(savedModel(this.#last, this.#record, node, port), format);
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

  async exportProgram(request: Request<"exportProgram">): Promise<ExportedProgram> {
    const { exportProgram } = await import("./export-program");
    return exportProgram(request, this.base, {
      record: this.#record,
      carried: (name) => this.carried({ name }),
    });
  }

  async carried({ name }: Request<"carried">): Promise<CarriedFiles> {
    const { carriedFiles } = await import("./carry");
    const begin = (module: Module) => initialState(module, this.#weightFiles, this.#firstValues);
    return this.#closely((host) => carriedFiles(this.#last, this.#record, name, begin, host));
  }

  async docs(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries([...registry.values()].map(({ type, doc }) => [type, doc]));
  }

  async memory(): Promise<Answer<"memory">> {
    const { numTensors, numBytes } = tf.memory();
    const cached = this.#cache.bytes + this.#keptPictures.bytes + unusedBytes();
    const held = this.#info && deviceBytes();
    return {
      tensors: numTensors,
      bytes: numBytes,
      cached,
      ...(held === undefined ? {} : { deviceBytes: held }),
    };
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
    const files = this.#files.given();
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

  /** Numbers differ in their last digits, so what one way made is not taken for another's. */
  #deviceName(): string {
    const device = this.#info?.device ?? "cpu";
    if (device === "wasm") return `${device}/${this.#kernels}`;
    return device === "webgl" || device === "webgpu" ? `${device}/${this.#info?.renderer}` : device;
  }
}
