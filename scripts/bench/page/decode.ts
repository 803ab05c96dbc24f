import { readSettings } from "../../../src/compile/settings";
import { batches, inOrder, loadedBatches, pictureRows } from "../../../src/engine/rows";
import { pictures } from "../../../src/files/pictures";
import { isModelNode } from "../../../src/graph/node";
import type { FileSet } from "../../../src/graph/run";
import type { Dataset, Image } from "../../../src/graph/values";
import { memoryOf } from "../../../src/pixels/by-table";
import { giveBack } from "../../../src/pixels/memory";
import { registry } from "../../../src/registry";
import { chosenFiles } from "./engine";

/** The nodes by which pictures are made ready, with what is set on them: each stage's dataset by its name. */
const NODES = [
  ["decode", "image-archive", {}],
  ["convert", "convert-colour", { mode: "RGB" }],
  ["resize", "resize", { height: 224, width: 224 }],
  ["tensor", "to-tensor", {}],
  ["normalize", "normalize", { preset: "imagenet" }],
] as const;

let stages: readonly { readonly name: string; readonly dataset: Dataset }[] = [];

/** What the executor does, without a graph around it: each node gives a dataset from that of the one before. */
async function stagesOf(files: FileSet): Promise<typeof stages> {
  const made: { name: string; dataset: Dataset }[] = [];
  for (const [name, type, given] of NODES) {
    const definition = registry.get(type);
    if (!definition || isModelNode(definition)) throw new Error(`There is no node ${type}.`);
    const outputs = await definition.run({
      settings: readSettings(name, { type, version: definition.version, settings: given }, definition)
        .settings,
      inputs: { dataset: made.at(-1)?.dataset },
      files,
      pictures,
      facts: undefined,
      report: { progress() {}, message() {}, preview() {}, film() {} },
      signal: new AbortController().signal,
    } as unknown as Parameters<typeof definition.run>[0]);
    made.push({ name, dataset: outputs.dataset as Dataset });
  }
  return made;
}

export const decodeSide = {
  /** Takes the bytes of the page's files into memory: reading them is no part of the figure. */
  async takeJpegs(): Promise<number> {
    const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const file of chosenFiles()) bytes.set(file.name, new Uint8Array(await file.arrayBuffer()));
    const read = async (path: string) => bytes.get(path) ?? new Uint8Array(0);
    stages = await stagesOf({ name: "pictures", paths: [...bytes.keys()].sort(), read });
    return bytes.size;
  },

  /** Ms a picture, `together` at a time: one, or a batch as a trainer asks for it. */
  async decode(together: number): Promise<number> {
    const dataset = stages.at(-1)?.dataset;
    if (!dataset) throw new Error("No pictures were taken.");
    const start = performance.now();
    const order = batches(inOrder(dataset.names.length), together);
    for await (const { data } of loadedBatches(pictureRows(dataset), order, 0)) {
      if (!(Math.abs(data[0] ?? Number.NaN) < 3)) throw new Error(`A normalized value is ${data[0]}.`);
    }
    return (performance.now() - start) / dataset.names.length;
  },

  /** Ms a picture up to each stage's end less that of the one before, and of filling a batch: where the time goes. */
  async decodePieces(): Promise<Readonly<Record<string, number>>> {
    const pieces: Record<string, number> = {};
    let before = 0;
    for (const { name, dataset } of stages) {
      const ms = await msOfEach(dataset, ({ image, fresh }) => {
        if (fresh) giveBack(memoryOf(image));
      });
      pieces[name] = ms - before;
      before = ms;
    }
    pieces.batch = (await decodeSide.decode(1)) - before;
    return pieces;
  },
};

async function msOfEach(
  dataset: Dataset,
  done: (sample: { readonly image: Image; readonly fresh?: true }) => void,
): Promise<number> {
  const rounds = 10;
  const start = performance.now();
  for (let round = 0; round < rounds; round++)
    for (const index of dataset.names.keys()) done(await dataset.sample(index, 0));
  return (performance.now() - start) / (rounds * dataset.names.length);
}
