/**
 * Sizes that may not be known yet. A `Dim` is a number, or a symbol such as `N`, `H` or `classes`, or a formula
 * over one such as `H/2`. Shapes are written as torch has them, without the batch: `[C, H, W]`, `[features]`.
 */
export type Dim = number | string;
export type Shape = readonly Dim[];
export type DType = "uint8" | "float32" | "int32";

/** `[3, 224, 224]`, as it stands on an edge. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Two dims agree when they are the same, or when one of them is not known yet. */
export function dimsAgree(a: Dim, b: Dim): boolean {
  return a === b || typeof a === "string" || typeof b === "string";
}

/** Product of all dims; `undefined` while one of them is a symbol. */
export function elements(shape: Shape): number | undefined {
  let product = 1;
  for (const dim of shape) {
    if (typeof dim === "string") return undefined;
    product *= dim;
  }
  return product;
}

/** The product as a dim: a number where every factor is known, else a formula such as `64·H·W`. */
export function productDim(shape: Shape): Dim {
  const known = shape.filter((dim): dim is number => typeof dim === "number").reduce((a, b) => a * b, 1);
  const symbols = shape.filter((dim): dim is string => typeof dim === "string");
  if (symbols.length === 0) return known;
  return [...(known === 1 ? [] : [String(known)]), ...symbols].join("·");
}

/** The sum as a dim: a number where every part is known, else a formula such as `64+C`. */
export function sumDim(parts: readonly Dim[]): Dim {
  const known = parts.filter((dim): dim is number => typeof dim === "number").reduce((a, b) => a + b, 0);
  const symbols = parts.filter((dim): dim is string => typeof dim === "string");
  if (symbols.length === 0) return known;
  return [...(known === 0 ? [] : [String(known)]), ...symbols].join("+");
}

/**
 * Output size of a sliding window, torch's formula: floor((size + 2·padding − dilation·(kernel − 1) − 1) / stride) + 1.
 * A symbol stays itself when the window keeps the size, and becomes `H/2` when it halves it exactly.
 */
export function windowDim(size: Dim, kernel: number, stride: number, padding: number, dilation = 1): Dim {
  const reach = dilation * (kernel - 1) + 1;
  if (typeof size === "number") return Math.floor((size + 2 * padding - reach) / stride) + 1;
  const grow = 2 * padding - reach + 1;
  if (stride === 1) return grow === 0 ? size : `${size}${grow > 0 ? "+" : "−"}${Math.abs(grow)}`;
  return kernel === stride && padding === 0 ? divided(size, stride) : `⌊${size}/${stride}⌋`;
}

/** `H` over 2 is `H/2`, and `H/2` over 2 is `H/4`: nested floors of whole divisors are one floor. */
function divided(size: string, by: number): string {
  const match = /^(\w+)\/(\d+)$/.exec(size);
  return match ? `${match[1]}/${Number(match[2]) * by}` : `${size}/${by}`;
}
