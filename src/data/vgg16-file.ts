import type { WeightFacts } from "../graph/node";
import { NodeError } from "../graph/problem";
import { type VggSizes, vggSizes } from "./vgg16";

/** The sizes that the settings say; with a file, those of its arrays: it need not have one of the usual widths. */
export function sizesOfFile(
  settings: { readonly width: string; readonly output: "features" | "fc6" | "fc7" },
  facts: WeightFacts | undefined,
  name: string,
): VggSizes {
  const sizes = vggSizes(settings.width === "1" ? 1 : 8);
  if (!facts) return sizes;
  const first = (array: string) => facts.shapes[array]?.[0];
  const channels = first("features.0.weight");
  if (channels === undefined) return sizes;
  const needed = { features: [], fc6: ["classifier.0"], fc7: ["classifier.0", "classifier.3"] }[
    settings.output
  ];
  const missing = needed.find((layer) => facts.shapes[`${layer}.weight`] === undefined);
  if (missing !== undefined)
    throw new NodeError(
      `${name} has the convolutions of VGG16 without its fully connected layers (no ${missing}.weight). Take the output after features.`,
      { setting: "output", expected: "layers that the file has", got: settings.output },
      (node) => ({
        title: "Take the features",
        edit: { kind: "set", node, setting: "output", value: "features" },
      }),
    );
  return {
    channels,
    fc6: first("classifier.0.weight") ?? sizes.fc6,
    fc7: first("classifier.3.weight") ?? sizes.fc7,
  };
}
