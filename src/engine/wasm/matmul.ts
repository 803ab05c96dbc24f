import { broadcast_util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels";
import { clear } from "./pooling";
import { override } from "./register";

interface Operands {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly bias?: TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string;
}

/** One product of two matrices in memory. Addresses in bytes; A `[m][k]` or transposed, B `[k][n]` or transposed. */
export interface Product {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Address of n numbers, or 0. */
  readonly bias: number;
  readonly relu: boolean;
}

/** Up to this many rows the weights are streamed as they lie; past it packing them pays. */
const FEW_ROWS = 8;
const BLOCK_ROWS = 128;
const BLOCK_COLUMNS = 128;

export function registerMatMul(): void {
  override<Operands, Attributes>("BatchMatMul", (kernels, inputs, attributes) =>
    batched(kernels, inputs, attributes),
  );
  override<Operands, Attributes>("_FusedMatMul", (kernels, inputs, attributes) => {
    const { activation } = attributes;
    if (activation !== undefined && activation !== null && activation !== "linear" && activation !== "relu")
      return;
    return batched(kernels, inputs, attributes);
  });
}

function batched(
  kernels: Kernels,
  { a, b, bias }: Operands,
  { transposeA, transposeB, activation }: Attributes,
): TensorInfo | undefined {
  if (a.dtype !== "float32" || b.dtype !== "float32") return;
  const m = a.shape.at(transposeA ? -1 : -2) ?? 1;
  const k = a.shape.at(transposeA ? -2 : -1) ?? 1;
  const n = b.shape.at(transposeB ? -2 : -1) ?? 1;
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const batchA = outerA.reduce((x, y) => x * y, 1);
  const batchB = outerB.reduce((x, y) => x * y, 1);
  if (batchA !== batchB && batchA !== 1 && batchB !== 1) return;
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== n || bias.dtype !== "float32")) return;
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const out = kernels.output([...outer, m, n]);
  const batch = Math.max(batchA, batchB);
  if (m * n * batch === 0) return out;
  if (k === 0) {
    clear(kernels, out);
    return out;
  }
  for (let at = 0; at < batch; at++) {
    product(kernels, {
      a: kernels.at(a) + (batchA === 1 ? 0 : at * m * k * 4),
      b: kernels.at(b) + (batchB === 1 ? 0 : at * k * n * 4),
      c: kernels.at(out) + at * m * n * 4,
      bias: bias ? kernels.at(bias) : 0,
      relu: activation === "relu",
      m,
      n,
      k,
      transposeA,
      transposeB,
    });
  }
  return out;
}

export function product(kernels: Kernels, given: Product): void {
  const { a, b, c, m, n, k, transposeA, transposeB, bias } = given;
  const relu = given.relu ? 1 : 0;
  const plainA = !transposeA || m === 1 || k === 1;
  if (plainA && m <= FEW_ROWS) {
    if (transposeB && n > 1) {
      const columns = 64;
      kernels.run("denseTransposed", Math.ceil(n / columns), 0, a, b, c, m, n, k, bias, relu, columns);
    } else {
      const slice = Math.max(256, Math.ceil(k / 8 / 4) * 4);
      const slices = Math.ceil(k / slice);
      kernels.withRoom(slices * m * n, (sums) => {
        kernels.run("dense", slices, 0, a, b, sums, m, n, k, slice);
        kernels.run("denseEnd", m, 0, sums, slices, m, n, bias, relu, c);
      });
    }
    return;
  }
  const panels = Math.ceil(n / 8);
  kernels.withRoom(panels * 8 * k, (packed) => {
    if (transposeB) kernels.run("packTransposed", panels, 0, b, n, k, 1, packed);
    else kernels.run("pack", panels, 0, b, n, n, k, packed);
    multiplyPacked(kernels, { ...given, packed, transposeA: !plainA });
  });
}

/** The same with B already in panels `[n / 8][k][8]`. */
export function multiplyPacked(
  kernels: Kernels,
  given: Omit<Product, "b" | "transposeB"> & { readonly packed: number },
): void {
  const { a, packed, c, m, n, k, transposeA, bias, relu } = given;
  kernels.run(
    "multiply",
    Math.ceil(m / BLOCK_ROWS) * Math.ceil(n / BLOCK_COLUMNS),
    BLOCK_ROWS * 32,
    a,
    transposeA ? m : k,
    transposeA ? 1 : 0,
    packed,
    c,
    n,
    m,
    n,
    k,
    bias,
    relu ? 1 : 0,
    BLOCK_ROWS,
    BLOCK_COLUMNS,
  );
}
