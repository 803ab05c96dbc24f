import { alongAxis } from "../along-axis";
import { defineLayer, pictureSizes, type Tensor } from "../layer";
import { type Dim, elements } from "../shape";

/** Enlarges a map `scale` times each way, as torch's nn.Upsample. `alignCorners` counts for bilinear only. */
export default defineLayer<{ scale: number; mode: "bilinear" | "nearest"; alignCorners: boolean }>({
  type: "upsample",
  torchName: "nn.Upsample",
  shape(s, [input]) {
    const [channels, height, width] = pictureSizes("Upsampling", input);
    return [channels, timesDim(height, s.scale), timesDim(width, s.scale)];
  },
  flops: (s, _inputs, output) => (s.mode === "nearest" ? 0 : 8 * (elements(output) ?? 0)),
  torch(s) {
    const corners = s.mode === "bilinear" ? `, align_corners=${s.alignCorners ? "True" : "False"}` : "";
    return `nn.Upsample(scale_factor=${s.scale}, mode="${s.mode}"${corners})`;
  },
  program(tf, [input], _parameters, s) {
    // tfjs's own ways have wrong gradients on some devices; those of products are right.
    return [1, 2].reduce<Tensor>((made, axis) => {
      const length = made.shape[axis] ?? 1;
      return alongAxis(tf, made, axis, upsampleShares(length, s), length * s.scale);
    }, input as Tensor);
  },
});

/** How much of each cell goes into each new one, by torch's rules: `[length, scale · length]`. */
export function upsampleShares(
  length: number,
  s: { readonly scale: number; readonly mode: "bilinear" | "nearest"; readonly alignCorners: boolean },
): Float32Array {
  const size = length * s.scale;
  const matrix = new Float32Array(length * size);
  const put = (row: number, column: number, share: number) => {
    matrix[row * size + column] = (matrix[row * size + column] ?? 0) + share;
  };
  for (let to = 0; to < size; to++) {
    if (s.mode === "nearest") {
      put(Math.floor(to / s.scale), to, 1);
      continue;
    }
    const at = s.alignCorners
      ? (to * (length - 1)) / Math.max(1, size - 1)
      : Math.max(0, (to + 0.5) / s.scale - 0.5);
    const low = Math.floor(at);
    put(low, to, 1 - (at - low));
    put(Math.min(length - 1, low + 1), to, at - low);
  }
  return matrix;
}

/** `H/4` twice as large is `H/4·2`: it need not be `H/2`, since halving rounds down. */
function timesDim(size: Dim, by: number): Dim {
  return typeof size === "number" ? size * by : `${size}·${by}`;
}
