import type { Speeds } from "../compile/speeds";
import type { Answer, EngineInfo, Inspected, Request, RunResult } from "../engine/protocol";
import type { Asset, Graph } from "../graph/document";
import type { Problem } from "../graph/problem";
import type { DeviceChoice } from "./args";

/** An answer that crosses from the page: a value, or what went wrong in words. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly problem?: Problem; readonly stack?: string };

/** What is known of how fast this machine is, and the device that it takes by itself. */
export interface KeptSpeeds {
  readonly device: string;
  readonly speeds: Speeds;
}

/** Files that lie beside a program which repeats a run, and the nodes that have something in them. */
export interface Carried {
  readonly files: readonly string[];
  readonly nodes: readonly string[];
}

/** What the page offers to the command line that drives it, as `globalThis.tensorloomHeadless`. */
export interface Headless {
  start(how: Request<"start"> & { device: DeviceChoice }): Promise<Reply<EngineInfo>>;
  /** Hands the files of the page's hidden inputs to a node. */
  give(node: string): Promise<Reply<Asset | undefined>>;
  /** Fetches weights for a node from an address. */
  fetch(graph: Graph, node: string, url: string): Promise<Reply<Asset | undefined>>;
  inspect(graph: Graph, node: string): Promise<Reply<Inspected>>;
  run(graph: Graph): Promise<Reply<RunResult>>;
  cancel(): Promise<Reply<void>>;
  /** Tensors on the device, and bytes. */
  memory(): Promise<Reply<Answer<"memory">>>;
  /** What is known of how fast this machine is. */
  speeds(): Promise<Reply<KeptSpeeds>>;
  giveSpeeds(speeds: unknown): Promise<Reply<void>>;
  /** POSTs figures, tables and weights of the last run to the local server; gives the names of the files. */
  save(key: string): Promise<Reply<readonly string[]>>;
  /** POSTs one trained model of the last run under this name. */
  saveModel(key: string, name: string, model: Request<"saveModel">): Promise<Reply<void>>;
  /** POSTs what the last run drew and found, for a program of this name; gives its files and the nodes in it. */
  carry(key: string, name: string): Promise<Reply<Carried>>;
}

/** Names on the page that both sides know. */
export const HEADLESS = {
  global: "tensorloomHeadless",
  event: "tensorloomEvent",
  files: "headless-files",
  folder: "headless-folder",
} as const;
