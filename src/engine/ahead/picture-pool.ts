import type { Dataset, Sample } from "../../graph/values";
import { giveBackImage, memoryOf } from "../../pixels/by-table";
import { spareOf } from "../../pixels/memory";
import { errorOf } from "../failure";
import type { FromPictureWorker, PictureQuestion, PictureRecipe, ToPictureWorker } from "./messages";
import { unpackSample } from "./sent-sample";

/** A worker, or in tests whatever answers as one. */
export type PictureWorker = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

/** Bytes of pictures that all workers together keep for the next epoch. */
const KEPT_BYTES = 256 * 1024 ** 2;

interface Waiting {
  readonly at: number;
  resolve(sample: Sample): void;
  reject(error: Error): void;
  /** Makes it here, should the worker be gone. */
  here(): Promise<Sample>;
}

/**
 * Decodes, resamples and draws in a few workers while the device computes: a batch is asked for one ahead, and its pictures
 * come from the workers by turns, picture by picture always from the same one. They are the same to the bit as those made
 * here, which is what happens where a worker cannot be had or is lost.
 */
export class PicturePool {
  readonly #spawn: () => PictureWorker;
  readonly #workers: (PictureWorker | undefined)[];
  readonly #waiting = new Map<number, Waiting>();
  readonly #told = new Set<number>();
  #recipe: PictureRecipe | undefined;
  #served: ReadonlySet<string> = new Set();
  #next = 0;
  #isLost = false;
  /** Bytes of the picture that came last: the next are likely as large. */
  #size = 0;

  constructor(size: number, spawn: () => PictureWorker = spawnPictureWorker) {
    this.#spawn = spawn;
    this.#workers = Array.from({ length: size }, () => undefined);
  }

  /** What is going to be run. `served`: the keys of the ports that may be asked for. */
  open(recipe: PictureRecipe, served: ReadonlySet<string>): void {
    this.#recipe = recipe;
    this.#served = served;
    this.#told.clear();
  }

  /** The same dataset, its pictures made by the workers where they can make them. */
  ahead(dataset: Dataset): Dataset {
    const { key } = dataset;
    if (this.#isLost || this.#workers.length === 0 || key === undefined || !this.#served.has(key))
      return dataset;
    return {
      ...dataset,
      sample: (index, epoch) => this.#ask({ key, index, epoch }, () => dataset.sample(index, epoch)),
    };
  }

  end(): void {
    for (const worker of this.#workers) worker?.terminate();
    this.#workers.fill(undefined);
    this.#told.clear();
  }

  #ask(question: PictureQuestion, here: () => Promise<Sample>): Promise<Sample> {
    const at = question.index % this.#workers.length;
    // Asked for later than its run, by somebody who kept the dataset: the workers know of another one by now.
    const worker = this.#served.has(question.key) ? this.#alive(at) : undefined;
    if (!worker) return here();
    const id = this.#next++;
    const spare = spareOf(this.#size);
    const transfer = spare ? [spare] : [];
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { at, resolve, reject, here });
      worker.postMessage({ id, question, spare: transfer } satisfies ToPictureWorker, transfer);
    });
  }

  #alive(at: number): PictureWorker | undefined {
    if (this.#isLost || !this.#recipe) return undefined;
    const worker = this.#workers[at] ?? this.#start(at);
    if (worker && !this.#told.has(at)) {
      const budget = Math.floor(KEPT_BYTES / this.#workers.length);
      worker.postMessage({ recipe: this.#recipe, budget } satisfies ToPictureWorker);
      this.#told.add(at);
    }
    return worker;
  }

  #start(at: number): PictureWorker | undefined {
    try {
      const worker = this.#spawn();
      worker.onmessage = ({ data }: MessageEvent<FromPictureWorker>) => this.#receive(data);
      worker.onerror = () => this.#lose();
      this.#workers[at] = worker;
      return worker;
    } catch (error) {
      // A browser without workers inside of workers: pictures are made here, as they were before there was a pool.
      console.error(error);
      this.#isLost = true;
      return undefined;
    }
  }

  #receive(message: FromPictureWorker): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("failure" in message) {
      waiting?.reject(errorOf(message.failure));
      return;
    }
    const sample = unpackSample(message.sample);
    this.#size = memoryOf(sample.image).byteLength;
    if (waiting) waiting.resolve(sample);
    else giveBackImage(sample.image);
  }

  /** Nothing that was asked for is lost with the workers. */
  #lose(): void {
    this.#isLost = true;
    this.end();
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { here, resolve, reject } of left) here().then(resolve, reject);
  }
}

/**
 * How many workers make pictures. A GPU leaves the cores to them; on the CPU its kernels are on all cores already, and one
 * worker fills what their waiting leaves.
 */
export function poolSize(device: string, cores: number): number {
  if (device.startsWith("wasm") || device === "cpu") return cores >= 4 ? 2 : 1;
  return Math.max(1, Math.min(3, cores - 1));
}

function spawnPictureWorker(): PictureWorker {
  return new Worker(new URL("./picture-worker.ts", import.meta.url), {
    type: "module",
    name: "tensorloom pictures",
  });
}
