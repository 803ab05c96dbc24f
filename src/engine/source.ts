import type { Dataset } from "../graph/values";
import { type Module, splitFrozen, withoutSigmoid } from "../module/module";
import type { StateDict } from "../module/state";
import type { ResultCache } from "./cache";
import { featureRows } from "./features";
import type { KeptFeatures } from "./kept/kept-features";
import { pictureRows, type Rows } from "./rows";
import type { DeviceWeights } from "./weights";

/** What compute knows of the step that asks it. */
export interface ComputeHost {
  readonly weights: DeviceWeights;
  readonly cache: ResultCache;
  /** Features that outlive the page; absent in tests without a browser. */
  readonly kept?: KeptFeatures | undefined;
  /** The same pictures, made beside the device's work where that is possible. */
  readonly ahead?: ((dataset: Dataset) => Dataset) | undefined;
  readonly device: string;
  readonly signal: AbortSignal;
  /** Progress of work on a frozen beginning: shown on the node that brought those layers. */
  featureProgress(prefix: Module, done: number, total: number): void;
}

/** The part of a module that must run each time, and the rows to feed it with. */
export interface Source {
  readonly module: Module;
  readonly rows: Rows;
}

/**
 * Where the dataset gives the same pictures every time, the module's frozen beginning is done once per picture. Where it
 * has masks, a sigmoid at the module's end is left out: losses and scores of masks are made from logits.
 */
export async function sourceOf(
  given: Module,
  state: StateDict,
  dataset: Dataset,
  host: ComputeHost,
): Promise<Source> {
  const rows = () => pictureRows(host.ahead?.(dataset) ?? dataset);
  const module = dataset.hasMasks ? withoutSigmoid(given) : given;
  const { prefix, rest } = splitFrozen(module);
  if (prefix.layers.length === 0 || !dataset.origin) return { module, rows: rows() };
  const features = await featureRows({
    prefix,
    state,
    dataset,
    pictures: rows(),
    weights: host.weights,
    cache: host.cache,
    kept: host.kept,
    device: host.device,
    signal: host.signal,
    progress: (done, total) => host.featureProgress(prefix, done, total),
  });
  return { module: rest, rows: features };
}
