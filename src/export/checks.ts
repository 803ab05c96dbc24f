import type { Checked, CheckedNode } from "../compile/checked";
import { isModelNode } from "../graph/node";
import { type Dataset, type Image, isPicture } from "../graph/values";
import type { Tf } from "../module/layer";
import { idle } from "./idle";
import { networkCheck } from "./network-check";
import type { Program, Section } from "./program";

export interface ChecksSpec {
  readonly checked: Checked;
  readonly program: Program;
  readonly tf: Tf;
  /** Weights that come with the page, by their path. */
  readonly shipped: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Lines that hold a program against numbers computed here, and what they need. */
export interface Checks {
  readonly imports: readonly string[];
  readonly definitions: readonly string[];
  readonly lines: readonly string[];
}

/** What every check ends in. */
const SAME = `def same(what, got, places, expected, tolerance):
    """Stops unless the values at these places are Tensorloom's."""
    values = np.asarray(got, dtype=float).reshape(-1)
    if len(values) <= max(places):
        raise AssertionError(f"{what}: {len(values)} values are fewer than in Tensorloom.")
    off = np.abs(values[places] - expected).max()
    if not off <= tolerance * max(1, np.abs(expected).max()):
        raise AssertionError(f"{what}: off by {off:.3g} from what Tensorloom computes.")
    print(f"{what}: as in Tensorloom")`;

const PROBE = `class Probe:
    """One picture whose values follow from a formula."""

    classes, targets, names = ["probe"], [0], ["probe"]

    def __init__(self, height, width, channels, is_tensor):
        at = np.arange(height * width * channels)
        values = ((7 * at * at + 31 * at) % 256).reshape(height, width, channels)
        pixels = values.astype(np.uint8)
        self.image = Image.fromarray(pixels[..., 0] if channels == 1 else pixels)
        if is_tensor:
            self.image = torch.from_numpy(values / 255).float().permute(2, 0, 1)

    def __getitem__(self, index):
        return self.image, 0


def check_step(what, step, probe, places, expected):
    """Sends the probe through one step of the data."""
    step = copy.copy(step)
    step.dataset = probe
    image, _ = step[0]
    values = image.permute(1, 2, 0) if torch.is_tensor(image) else image
    same(what, values, places, expected, 1e-4)`;

const WAVE = `def wave(*shape):
    """Numbers between -2 and 2 from a formula."""
    count = int(np.prod(shape))
    return (2 * torch.sin(0.7 * torch.arange(count, dtype=torch.float64))).float().reshape(shape)`;

export const IMPORTS = ["import copy", "import numpy as np", "import torch", "from PIL import Image"];

/** Test vectors for every step of the data that draws nothing, every loss, and the network. */
export async function checksOf(spec: ChecksSpec): Promise<Checks> {
  const lines: string[] = [];
  const definitions = new Set<string>();
  for (const section of spec.program.sections) {
    const node = spec.checked.nodes.get(section.node);
    if (!node) continue;
    const made = (await stepCheck(node, section)) ?? (await lossCheck(node, section, spec.tf));
    if (!made) continue;
    lines.push(...made.lines);
    for (const one of made.definitions) definitions.add(one);
  }
  const network = await networkCheck(spec);
  lines.push(...network.lines);
  if (network.lines.length > 0) for (const one of [WAVE, ...network.definitions]) definitions.add(one);
  return {
    imports: IMPORTS,
    definitions: lines.length > 0 ? [SAME, ...definitions] : [],
    lines,
  };
}

interface Made {
  readonly lines: readonly string[];
  readonly definitions: readonly string[];
}

/** Rows and columns of the probe: the first that the step takes. */
const SIZES = [
  [13, 17],
  [70, 90],
  [300, 320],
] as const;

async function stepCheck(node: CheckedNode, section: Section): Promise<Made | undefined> {
  const { definition, inputs, outputs, settings } = node;
  const before = inputs.dataset;
  const after = outputs.dataset;
  if (!definition || isModelNode(definition) || before?.kind !== "Dataset" || after?.kind !== "Dataset")
    return;
  if (definition.category !== "transform" || after.random !== before.random) return;
  const [channels] = before.image.shape;
  const isTensor = before.image.dtype === "float32";
  if (typeof channels !== "number" || (!isTensor && ![1, 3, 4].includes(channels))) return;
  for (const [height, width] of SIZES) {
    const dataset = probe(height, width, channels, isTensor);
    const image = await definition
      .run({ settings, inputs: { dataset }, ...idle() })
      .then((values) => (values.dataset as Dataset).sample(0, 0))
      .then((sample) => sample.image)
      // A window that is larger than the probe, say: a larger probe may do.
      .catch(() => undefined);
    if (!image) continue;
    const places = spread(image.data.length);
    const expected = places.map((place) => image.data[place] ?? 0);
    const made = `Probe(${height}, ${width}, ${channels}, ${isTensor ? "True" : "False"})`;
    return {
      lines: [
        `probe = ${made}`,
        `places = ${list(places)}`,
        `expected = ${list(expected)}`,
        `check_step(${JSON.stringify(section.title)}, ${section.outputs.dataset}, probe, places, expected)`,
      ],
      definitions: [PROBE],
    };
  }
  return;
}

/** One picture whose values follow from a formula, as `Probe` in the program has it. */
function probe(height: number, width: number, channels: number, isTensor: boolean): Dataset {
  const length = height * width * channels;
  const bytes = Uint8Array.from({ length }, (_, at) => (7 * at * at + 31 * at) % 256);
  const mode = channels === 4 ? "RGBA" : channels === 3 ? "RGB" : "L";
  const image: Image = isTensor
    ? { height, width, channels, data: Float32Array.from(bytes, (value) => value / 255) }
    : { mode, height, width, channels, data: bytes };
  return {
    kind: "Dataset",
    classes: ["probe"],
    names: ["probe"],
    labels: new Int32Array(1),
    // Whoever asks may write into what it gets.
    sample: async () => ({
      name: "probe",
      label: 0,
      image: isPicture(image)
        ? { ...image, data: image.data.slice() }
        : { ...image, data: image.data.slice() },
    }),
  };
}

async function lossCheck(node: CheckedNode, section: Section, tf: Tf): Promise<Made | undefined> {
  const { definition, settings } = node;
  if (!definition || isModelNode(definition) || definition.category !== "loss") return;
  const { loss } = await definition.run({ settings, inputs: {}, ...idle() });
  if (loss?.kind !== "Loss") return;
  const isClass = loss.target === "class";
  const shape: readonly number[] = isClass ? [4, 3] : [2, 1, 4, 4];
  const count = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: count }, (_, at) => 2 * Math.sin(0.7 * at));
  const value = tf.tidy(() => {
    const said = tf.tensor(values, isClass ? [4, 3] : [2, 4, 4, 1]);
    const target = isClass
      ? tf.tensor([0, 1, 2, 0], [4], "int32")
      : tf.tensor(
          Array.from({ length: count }, (_, at) => at % 2),
          [2, 4, 4, 1],
          "float32",
        );
    return loss.program(tf, said, target);
  });
  const [expected = Number.NaN] = await value.data();
  value.dispose();
  const target = isClass
    ? "torch.tensor([0, 1, 2, 0])"
    : "(torch.arange(32) % 2).float().reshape(2, 1, 4, 4)";
  return {
    lines: [
      `targets = ${target}`,
      `value = ${section.outputs.loss}(wave(${shape.join(", ")}), targets).item()`,
      `same(${JSON.stringify(section.title)}, value, [0], [${digits(expected)}], 1e-4)`,
    ],
    definitions: [WAVE],
  };
}

/** A few places all over an array, the first and the last among them. */
export function spread(length: number): readonly number[] {
  return placesAt([0, 0.17, 0.39, 0.61, 0.83, 1], length);
}

/** Many such places, evenly. */
export function manyPlaces(length: number, count: number): readonly number[] {
  return placesAt(
    Array.from({ length: count }, (_, at) => at / (count - 1)),
    length,
  );
}

function placesAt(parts: readonly number[], length: number): readonly number[] {
  return [...new Set(parts.map((part) => Math.floor(part * (length - 1))))];
}

export function list(numbers: readonly number[]): string {
  return `[${numbers.map(digits).join(", ")}]`;
}

/** Seven digits: as many as float32 has. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(7)));
}
