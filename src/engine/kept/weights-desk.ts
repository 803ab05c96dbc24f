import { DownloadBroken } from "../../files/remote-file";
import type { Net } from "../../files/remote-request";
import { readAddress } from "../../graph/address";
import type { Asset } from "../../graph/document";
import { NodeError } from "../../graph/problem";
import { registry } from "../../registry";
import type { Fetched, GivenFile, KeptList, Request, RunEvent, TakenKept } from "../protocol";
import { Reporter } from "../reporter";
import { Throttle } from "../throttle";
import { fetchWeights } from "./fetch-weights";
import { KeptFiles } from "./kept-files";
import { neededArrays } from "./needed-arrays";
import { Pace } from "./pace";

/** What the desk needs of the engine: who holds which files. */
export interface Holder {
  /** Where the page lies. */
  base(): string;
  hold(node: string, asset: Asset, files: readonly GivenFile[]): Promise<void>;
  held(node: string): { readonly asset: Asset; readonly given: readonly GivenFile[] } | undefined;
  emit(event: RunEvent): void;
}

/** Bytes that are there, and bytes that are needed as far as that is known. */
interface Amount {
  readonly done: number;
  readonly total: number | undefined;
}

/** Progress is told at most so often, ms. */
const INTERVAL = 100;

/** The browser's own way to the net. */
const NET: Net = {
  fetch: (url, request) => fetch(url, request),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", stopped);
      function done() {
        signal.removeEventListener("abort", stopped);
        resolve();
      }
      function stopped() {
        clearTimeout(timer);
        reject(signal.reason);
      }
    }),
  isOnline: () => navigator.onLine,
};

/** Where weights come in by address, are kept in the browser, and are taken out again. */
export class WeightsDesk {
  readonly #holder: Holder;
  readonly #kept = new KeptFiles();
  /** Downloads under way, by node. */
  readonly #going = new Map<string, AbortController>();

  constructor(holder: Holder) {
    this.#holder = holder;
  }

  /** Fetches weights for a node. What breaks off or is stopped is an answer; what is refused is thrown. */
  async fetch({ graph, node, url, expected }: Request<"fetchWeights">): Promise<Fetched> {
    const address = readAddress(url, this.#holder.base());
    this.#going.get(node)?.abort();
    const stop = new AbortController();
    this.#going.set(node, stop);
    let last: Amount = { done: 0, total: undefined };
    const told = this.#pace(node);
    try {
      const { asset, files, remarks } = await fetchWeights({
        url: address,
        expected,
        kept: this.#kept,
        needed: (facts) => neededArrays(graph, node, facts, registry),
        remote: {
          net: NET,
          signal: stop.signal,
          progress: (done, total) => {
            last = { done, total };
            told.tell(last);
          },
        },
      });
      await this.#holder.hold(node, asset, files);
      return { state: "done", asset, files, remarks };
    } catch (error) {
      const { done, total } = last;
      const said = total === undefined ? { done } : { done, total };
      if (stop.signal.aborted) return { state: "stopped", ...said };
      if (!(error instanceof DownloadBroken)) throw error;
      return { state: "broken", message: error.message, canGoOn: error.canGoOn, ...said };
    } finally {
      told.stop();
      if (this.#going.get(node) === stop) this.#going.delete(node);
    }
  }

  cancel(node: string): void {
    this.#going.get(node)?.abort();
  }

  /** Keeps the weights that a node was given, so that they are there after a reload. Gives why not, in words. */
  async keep(node: string): Promise<string | undefined> {
    const held = this.#holder.held(node);
    return held && this.#kept.keep(held.asset, held.given);
  }

  /** Gives a node the weights that its document names, if they are kept here and are as they were. */
  async take({ node, asset }: Request<"takeKept">): Promise<TakenKept> {
    const report = new Reporter((event) => this.#holder.emit(event), 0, node);
    const taken = await this.#kept.take(asset.sha256, (done, total) =>
      report.progress(
        done,
        total,
        `Checking ${asset.name}: ${Math.floor((100 * done) / Math.max(1, total))} %`,
      ),
    );
    if (taken.state === "absent") return { state: "absent" };
    if (taken.state === "damaged") {
      const message = `${taken.name} was changed where this browser keeps it: its SHA-256 is no longer the one that it had. It was removed and is not used. Give the file or fetch it again.`;
      return { state: "damaged", message };
    }
    await this.#holder.hold(node, asset, taken.files);
    return { state: "taken", files: taken.files };
  }

  async list(): Promise<Omit<KeptList, "features" | "trainings">> {
    const files = await this.#kept.list();
    const isPossible = (await this.#kept.folder) !== undefined;
    const { usage, quota } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
    return {
      files,
      isPossible,
      ...(usage === undefined ? {} : { used: usage }),
      ...(quota === undefined ? {} : { quota }),
    };
  }

  async remove(digest: string): Promise<void> {
    await this.#kept.remove(digest).catch((error: unknown) => {
      if (!(error instanceof DOMException)) throw error;
      throw new NodeError("This file is in use just now, perhaps in another tab. Remove it there, or later.");
    });
  }

  /** Tells the page how much of a node's weights came. */
  #pace(node: string): Throttle<Amount> {
    const pace = new Pace();
    return new Throttle(INTERVAL, ({ done, total }) => {
      const secondsLeft = pace.secondsLeft(done, total, performance.now());
      this.#holder.emit({
        run: 0,
        kind: "fetch",
        node,
        done,
        ...(total === undefined ? {} : { total }),
        ...(secondsLeft === undefined ? {} : { secondsLeft }),
      });
    });
  }
}
