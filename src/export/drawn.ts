import type { Checked } from "../compile/checked";
import { writePng } from "../files/png-writer";
import { isModelNode } from "../graph/node";
import { type Dataset, isPicture } from "../graph/values";
import { idle } from "./idle";

/** A file that lies beside the program. */
export interface ExportedFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Nodes that draw their pictures: data without files. */
export function drawingNodes({ nodes, graph }: Checked, files: ReadonlySet<string>): readonly string[] {
  return [...nodes.values()]
    .filter(({ id, definition }) => definition?.category === "data" && !files.has(id) && !graph.assets[id])
    .map(({ id }) => id);
}

/** The drawn pictures of one node, in memory a picture at a time. */
export async function drawnDataset({ nodes }: Checked, id: string): Promise<Dataset> {
  const node = nodes.get(id);
  const definition = node?.definition;
  if (!definition || isModelNode(definition)) throw new Error(`${id} draws nothing.`);
  const { dataset } = await definition.run({ settings: node.settings, inputs: {}, ...idle() });
  if (dataset?.kind !== "Dataset") throw new Error(`${id} gives no pictures.`);
  return dataset;
}

/**
 * The drawn pictures as PNG in a folder called as the node: classes in folders, `images/Cr/Cr_1.png`; with masks
 * `images/images/cells_1.png` and `images/masks/cells_1.png`.
 */
export async function* drawnFiles(checked: Checked, id: string): AsyncGenerator<ExportedFile> {
  const dataset = await drawnDataset(checked, id);
  for (let index = 0; index < dataset.names.length; index++) {
    const { name, label, image, mask } = await dataset.sample(index, 0);
    if (!isPicture(image)) throw new Error(`${name} is no picture of bytes.`);
    const folder = mask ? "images" : (dataset.classes[label] ?? "");
    yield { path: `${id}/${folder}/${name}.png`, bytes: await writePng(image) };
    if (!mask) continue;
    const data = mask.data.map((value) => (value > 0 ? 255 : 0));
    yield { path: `${id}/masks/${name}.png`, bytes: await writePng({ ...mask, data }) };
  }
}
