import { defineLayer, ShapeError, type Tensor } from "../layer";
import { type Dim, dimsAgree, elements, type Shape, shapeText, sumDim } from "../shape";

/** Its inputs' channels one behind the other, in order, as torch.cat(inputs, dim=1). Vectors are joined likewise. */
export default defineLayer<Record<never, never>>({
  type: "concat",
  torchName: "torch.cat",
  shape(_s, inputs) {
    const [first = [], ...others] = inputs;
    for (const other of others) {
      if (
        other.length === first.length &&
        other.slice(1).every((dim, at) => dimsAgree(dim, first[at + 1] ?? 0))
      )
        continue;
      throw new ShapeError(
        "Only maps of the same height and width can be joined by channels.",
        shapeText(["C", ...first.slice(1)]),
        shapeText(other),
      );
    }
    return [sumDim(inputs.map((input) => input[0] ?? 0)), ...known(inputs)];
  },
  flops: (_s, _inputs, output) => elements(output) ?? 0,
  torch: () => "lambda *inputs: torch.cat(inputs, dim=1)",
  program: (tf, inputs) => tf.concat([...inputs] as Tensor[], -1),
});

/** Height and width, from whichever input knows them. */
function known(inputs: readonly Shape[]): readonly Dim[] {
  return (inputs[0] ?? []).slice(1).map((dim, at) => {
    const number = inputs.map((input) => input[at + 1]).find((other) => typeof other === "number");
    return number ?? dim;
  });
}
