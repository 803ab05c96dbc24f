import { INPUT, layerSources, moduleFacts } from "../../module/module";
import { isNonnegative, type KerasForm, type KerasGraph, KerasWriter } from "./keras-graph";
import { kerasLayers } from "./keras-layers";
import { fixedShape, metadataOf, type SavedModel } from "./saved-model";

/** A file of several that belong together. */
export interface ModelPart {
  readonly path: string;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
}

const IN = "input";
/** So much is in one shard, as tfjs's own converter cuts them: browsers keep files of this size. */
const SHARD = 4 * 1024 ** 2;

/**
 * The network as a TensorFlow.js layers model, model.json and its shards, for `tf.loadLayersModel`. Pictures come as
 * `[N, H, W, C]` there, and maps go out so. Dropout and frozen layers are marked, for those who train on. Throws
 * NodeError where a size is not known, or Keras' layers cannot do the same.
 */
export function tfjsParts(model: SavedModel, shard = SHARD): readonly ModelPart[] {
  const { graph, output } = kerasGraph(model);
  const pieces = graph.weights.map(
    ({ array: { data } }) => new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  );
  const shards = cut(pieces, shard);
  const paths = shards.map((_, at) => `group1-shard${at + 1}of${shards.length}.bin`);
  const weights = graph.weights.map(({ name, array }) => ({ name, shape: array.shape, dtype: "float32" }));
  const config = {
    name: "network",
    layers: graph.layers.map((layer) => ({
      class_name: layer.class,
      config: layer.config,
      name: layer.name,
      inbound_nodes: layer.inputs.length > 0 ? [layer.inputs.map((input) => [input, 0, 0, {}])] : [],
    })),
    input_layers: [[IN, 0, 0]],
    output_layers: [[output, 0, 0]],
  };
  const json = {
    format: "layers-model",
    generatedBy: "tensorloom",
    convertedBy: null,
    modelTopology: {
      keras_version: "2.4.0",
      backend: "tensorflow",
      model_config: { class_name: "Functional", config },
    },
    weightsManifest: weights.length > 0 ? [{ paths, weights }] : [],
    userDefinedMetadata: metadataOf(model.about),
  };
  return [
    { path: "model.json", pieces: [new TextEncoder().encode(JSON.stringify(json))] },
    ...shards.map((pieces, at) => ({ path: paths[at] ?? "", pieces })),
  ];
}

function kerasGraph(model: SavedModel): { readonly graph: KerasGraph; readonly output: string } {
  const { module } = model;
  const [channels = 1, ...sizes] = fixedShape(module.in, "What the network takes");
  const graph: KerasGraph = { layers: [], weights: [] };
  graph.layers.push({
    class: "InputLayer",
    name: IN,
    config: { name: IN, batch_input_shape: [null, ...sizes, channels], dtype: "float32", sparse: false },
    inputs: [],
  });
  const sources = layerSources(module);
  /** The Keras layer that each layer ends in, by index, and whether its output is never below 0. */
  const ends = new Map([[INPUT, { name: IN, nonnegative: false }]]);
  const forms: Readonly<Record<string, KerasForm>> = kerasLayers;
  moduleFacts(module).forEach((fact, index) => {
    const { type, settings } = fact.layer;
    const before = (sources[index] ?? []).flatMap((source) => ends.get(source) ?? []);
    const signs = before.map(({ nonnegative }) => nonnegative);
    const isAbove = signs.every((one) => one);
    const writer = new KerasWriter(
      model,
      fact,
      before.map(({ name }) => name),
      isAbove,
      graph,
    );
    const form = forms[type];
    if (!form) throw new Error(`There is no way to write a layer of type ${type} in Keras' layers.`);
    // The settings fit the layer's type: the module was built so.
    ends.set(index, { name: form(writer, settings as never), nonnegative: isNonnegative(type, signs) });
  });
  return { graph, output: ends.get(module.layers.length - 1)?.name ?? IN };
}

/** The same bytes in pieces of a size each. */
function cut(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  size: number,
): readonly (readonly Uint8Array<ArrayBuffer>[])[] {
  const shards: Uint8Array<ArrayBuffer>[][] = [];
  let room = 0;
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      if (room === 0) {
        shards.push([]);
        room = size;
      }
      const taken = piece.subarray(from, Math.min(piece.length, from + room));
      shards.at(-1)?.push(taken);
      from += taken.length;
      room -= taken.length;
    }
  }
  return shards;
}
