import { NodeError } from "../../graph/problem";
import type { Layer } from "../../module/layer";
import { INPUT, type LayerFacts, layerSources, moduleFacts, outputShape } from "../../module/module";
import { type OnnxLayer, onnxLayers } from "./onnx-layers";
import { type Constant, type Operation, onnxModel } from "./onnx-proto";
import { arrayOf, fixedShape, metadataOf, type SavedModel } from "./saved-model";

const OPSET = 17;
/** protobuf holds no message of 2 GiB or more. */
const LARGEST = 2 ** 31 - 1;
const IN = "input";
const OUT = "output";

/**
 * The network as an ONNX model (opset 17), in pieces: its arrays under torch's names, pictures as torch has them,
 * `[N, C, H, W]` float32 with any N. It is in evaluation mode: dropout is left out, and batch norm has its running
 * statistics. Throws NodeError where a size is not known, or the file would be too large.
 */
export function onnxParts(model: SavedModel, largest = LARGEST): readonly Uint8Array<ArrayBuffer>[] {
  const { module } = model;
  const facts = moduleFacts(module);
  const sources = layerSources(module);
  const input = fixedShape(module.in, "What the network takes");
  const operations: Operation[] = [];
  const constants: Constant[] = [];
  /** The value that each layer's output is called, by the layer's index. */
  const values = new Map([[INPUT, IN]]);
  facts.forEach((fact, index) => {
    const inputs = (sources[index] ?? []).map((source) => values.get(source) ?? IN);
    const writer = new LayerWriter(model, fact, inputs, operations, constants);
    values.set(index, writer.write());
  });
  const last = values.get(facts.length - 1) ?? IN;
  // What comes out has a name of its own, whatever layers the network ends in.
  operations.push({ type: "Identity", name: OUT, inputs: [last], output: OUT });
  const output = ["N", ...fixedShape(outputShape(module), "What the network gives")];
  const { title } = model.about;
  const { length, pieces } = onnxModel(
    {
      name: title || "network",
      operations,
      constants,
      input: { name: IN, shape: ["N", ...input] },
      output: { name: OUT, shape: output },
    },
    OPSET,
    metadataOf(model.about),
    `${title}: pictures [N, ${input.join(", ")}], prepared as its metadata say.`,
  );
  if (length > largest) {
    throw new NodeError(
      `As ONNX this network takes ${length.toLocaleString("en-US")} bytes, and such a file holds at most 2 GiB. Save it as safetensors.`,
      { expected: "less than 2 GiB", got: `${length.toLocaleString("en-US")} bytes` },
    );
  }
  return pieces;
}

/** What a layer's writer may do: name values, and add operations and constants under the layer's name. */
export class LayerWriter {
  readonly layer: Layer;
  readonly inputs: readonly string[];
  readonly #model: SavedModel;
  readonly #fact: LayerFacts;
  readonly #operations: Operation[];
  readonly #constants: Constant[];
  #count = 0;

  constructor(
    model: SavedModel,
    fact: LayerFacts,
    inputs: readonly string[],
    operations: Operation[],
    constants: Constant[],
  ) {
    this.layer = fact.layer;
    this.inputs = inputs;
    this.#model = model;
    this.#fact = fact;
    this.#operations = operations;
    this.#constants = constants;
  }

  /** The name of the layer's output. */
  write(): string {
    // The settings fit the layer's type: the module was built so.
    const layers: Readonly<Record<string, OnnxLayer>> = onnxLayers;
    const writer = layers[this.layer.type];
    if (!writer) throw new Error(`There is no way to write a layer of type ${this.layer.type} as ONNX.`);
    return writer(this, this.layer.settings as never);
  }

  /** The sizes of one of its inputs, without the batch. */
  shape(at: number): readonly number[] {
    return fixedShape(this.#fact.inputs[at] ?? [], `What ${this.layer.name} takes`);
  }

  operation(type: string, inputs: readonly string[], attributes: Operation["attributes"] = {}): string {
    const output = this.#name("");
    this.#operations.push({ type, name: output, inputs, output, attributes });
    return output;
  }

  /** One of the layer's learned arrays. */
  parameter(name: string): string {
    const full = `${this.layer.name}.${name}`;
    const { shape, data } = arrayOf(this.#model, full);
    this.#constants.push({ name: full, shape, data });
    return full;
  }

  constant(shape: readonly number[], data: Float32Array | readonly number[]): string {
    const name = this.#name("constant ");
    this.#constants.push({ name, shape, data });
    return name;
  }

  /** No array in a state dict begins so. */
  #name(what: string): string {
    this.#count++;
    const more = this.#count === 1 ? "" : ` ${this.#count}`;
    return `/${what}${this.layer.name}${more}`;
  }
}
