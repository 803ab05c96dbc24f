import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-backend-cpu";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { registerRepairs } from "@/engine/repairs";
import { randomStream } from "@/random";

/** The stock WASM backend runs in Node as it does in a browser: the repairs are tried on the device that needs them. */
beforeAll(async () => {
  const home = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/package.json"));
  setWasmPaths(`${join(home, "wasm-out")}/`);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  registerRepairs();
  expect(await tf.setBackend("wasm")).toBe(true);
});

const values = (length: number, seed: number) => {
  const random = randomStream(seed, "test");
  return Float32Array.from({ length }, () => random.normal());
};

/** ∂/∂w of Σ y·g for y = conv(x, w), straight from the definition, in double. */
function filterGradient(x: tf.Tensor4D, g: tf.Tensor4D, size: number, stride: number, pad: number): number[] {
  const [n, h, w, c] = x.shape;
  const [, oh, ow, k] = g.shape;
  const xs = x.dataSync();
  const gs = g.dataSync();
  const out = new Array<number>(size * size * c * k).fill(0);
  for (let b = 0; b < n; b++)
    for (let oy = 0; oy < oh; oy++)
      for (let ox = 0; ox < ow; ox++)
        for (let r = 0; r < size; r++)
          for (let s = 0; s < size; s++) {
            const y = oy * stride - pad + r;
            const z = ox * stride - pad + s;
            if (y < 0 || z < 0 || y >= h || z >= w) continue;
            for (let i = 0; i < c; i++)
              for (let o = 0; o < k; o++) {
                const at = ((r * size + s) * c + i) * k + o;
                const product =
                  (xs[((b * h + y) * w + z) * c + i] ?? 0) * (gs[((b * oh + oy) * ow + ox) * k + o] ?? 0);
                out[at] = (out[at] ?? 0) + product;
              }
          }
  return out;
}

describe("the convolution's gradient by its filter, which stock WASM lacks", () => {
  it("is the sum of products that the definition asks for, at any size, stride and padding", () => {
    const sizes = fc.record({
      batch: fc.integer({ min: 1, max: 3 }),
      height: fc.integer({ min: 3, max: 9 }),
      width: fc.integer({ min: 3, max: 9 }),
      channels: fc.integer({ min: 1, max: 4 }),
      filters: fc.integer({ min: 1, max: 5 }),
      size: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 2 }),
      pad: fc.integer({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(sizes, ({ batch, height, width, channels, filters, size, stride, pad }) => {
        fc.pre(pad < size);
        const x = tf.tensor4d(values(batch * height * width * channels, 1), [batch, height, width, channels]);
        const w = tf.tensor4d(values(size * size * channels * filters, 2), [size, size, channels, filters]);
        const y = tf.conv2d(x, w, stride, pad, "NHWC", 1, "floor");
        const g = tf.tensor4d(values(y.size, 3), y.shape);
        const made = tf.grad((f) =>
          tf.sum(tf.mul(tf.conv2d(x, f as tf.Tensor4D, stride, pad, "NHWC", 1, "floor"), g)),
        )(w);
        const expected = filterGradient(x, g, size, stride, pad);
        const scale = Math.max(1, ...expected.map(Math.abs));
        made.dataSync().forEach((value, at) => {
          expect(Math.abs(value - (expected[at] ?? 0)) / scale).toBeLessThan(1e-5);
        });
        tf.dispose([x, w, y, g, made]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("max-pooling's gradient", () => {
  const gradient = (x: tf.Tensor4D, size: number, stride: number, pad = 0) =>
    Array.from(
      tf
        .grad((t) => tf.sum(tf.maxPool(t as tf.Tensor4D, size, stride, pad, "floor")))(x)
        .dataSync(),
    );

  it("goes to the largest cell when all are negative", () => {
    expect(gradient(tf.tensor4d([-4, -3, -2, -1], [1, 2, 2, 1]), 2, 2)).toEqual([0, 0, 0, 1]);
  });

  it("goes to the first of equal cells, as in torch", () => {
    expect(gradient(tf.tensor4d([5, 5, 5, 5], [1, 2, 2, 1]), 2, 2)).toEqual([1, 0, 0, 0]);
    expect(gradient(tf.tensor4d([0, 7, 7, 0], [1, 2, 2, 1]), 2, 2)).toEqual([0, 1, 0, 0]);
  });

  it("adds up where windows overlap", () => {
    expect(gradient(tf.tensor4d([0, 0, 0, 0, 9, 0, 0, 0, 0], [1, 3, 3, 1]), 2, 1)).toEqual([
      0, 0, 0, 0, 4, 0, 0, 0, 0,
    ]);
  });

  it("never goes to the padding", () => {
    const made = gradient(tf.tensor4d([-1, -2, -3, -4], [1, 2, 2, 1]), 3, 2, 1);
    expect(made.reduce((a, b) => a + b, 0)).toBe(1);
    expect(made[0]).toBe(1);
  });

  it("keeps channels apart", () => {
    expect(gradient(tf.tensor4d([1, 9, 2, 8, 3, 7, 4, 6], [1, 2, 2, 2]), 2, 2)).toEqual([
      0, 1, 0, 0, 0, 0, 1, 0,
    ]);
  });
});
