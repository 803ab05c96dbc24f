import { check } from "../../compile/check";
import { type CacheKey, portKey } from "../../compile/keys";
import { plan, type Step } from "../../compile/plan";
import { openFiles } from "../../files/file-set";
import { isModelNode, type NodeDefinition } from "../../graph/node";
import type { Compute, Pictures, Report } from "../../graph/run";
import type { Dataset, Sample, Value } from "../../graph/values";
import { KeptPictures } from "../kept-pictures";
import { keepPictures } from "../kept-ports";
import type { PictureQuestion, PictureRecipe } from "./messages";

/** Nobody listens: what these steps have to say was said where the run is. */
const SILENT: Report = { progress() {}, message() {}, preview() {}, film() {} };

/**
 * Makes a run's pictures once more, beside the run: the same graph gives the same plan, so a dataset is asked for by its
 * key. Only steps of data are made, and each when it is first asked for.
 */
export class PictureMaker {
  readonly #recipe: PictureRecipe;
  readonly #pictures: Pictures;
  readonly #kept: KeptPictures;
  readonly #steps: ReadonlyMap<CacheKey, Step>;
  readonly #made = new Map<CacheKey, Promise<Readonly<Record<string, Value>>>>();

  constructor(
    recipe: PictureRecipe,
    registry: ReadonlyMap<string, NodeDefinition>,
    pictures: Pictures,
    kept: KeptPictures = new KeptPictures(),
  ) {
    this.#recipe = recipe;
    this.#pictures = pictures;
    this.#kept = kept;
    const { steps } = plan(check(recipe.graph, recipe.facts, registry), registry, recipe.targets);
    this.#steps = new Map(steps.map((step) => [step.key, step]));
  }

  async sample({ key, index, epoch }: PictureQuestion): Promise<Sample> {
    const dot = key.indexOf(".");
    const step = this.#steps.get(key.slice(0, dot));
    if (!step) throw new Error(`The plan has no pictures ${key}.`);
    return datasetOf(await this.#make(step), key.slice(dot + 1)).sample(index, epoch);
  }

  #make(step: Step): Promise<Readonly<Record<string, Value>>> {
    const before = this.#made.get(step.key);
    if (before) return before;
    const made = this.#run(step);
    this.#made.set(step.key, made);
    return made;
  }

  async #run(step: Step): Promise<Readonly<Record<string, Value>>> {
    const { definition, settings } = step;
    if (isModelNode(definition)) throw new Error(`${definition.type} makes no pictures.`);
    const inputs: Record<string, Value> = {};
    for (const [port, from] of Object.entries(step.inputs)) {
      const source = this.#steps.get(from.step);
      if (!source) throw new Error(`The plan has no step ${portKey(from.step, from.port)}.`);
      inputs[port] = datasetOf(await this.#make(source), from.port);
    }
    const node = step.nodes[0];
    const given = this.#recipe.files.get(node);
    const outputs = await definition.run({
      settings,
      inputs,
      files: given && (await openFiles(given)),
      facts: this.#recipe.facts.data[node],
      weights: undefined,
      pictures: this.#pictures,
      compute: NO_DEVICE,
      report: SILENT,
      signal: new AbortController().signal,
    });
    return keepPictures(step, outputs, this.#kept);
  }
}

const noDevice = () => Promise.reject(new Error("Pictures are made without a device."));
const NO_DEVICE: Compute = {
  fit: noDevice,
  forward: noDevice,
  activations: noDevice,
  gradients: noDevice,
};

function datasetOf(outputs: Readonly<Record<string, Value>>, port: string): Dataset {
  const value = outputs[port];
  if (value?.kind !== "Dataset") throw new Error(`${port} has no pictures.`);
  return value;
}
