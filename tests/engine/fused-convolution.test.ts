import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { beforeAll, describe, expect, it } from "vitest";
import { convolution } from "@/engine/fused-convolution";
import { randomStream } from "@/random";

const SETTINGS = { stride: 2, padding: 1, dilation: 1 };

function filled(name: string, shape: readonly number[]): tf.Tensor {
  const random = randomStream(3, name);
  const values = Float32Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    () => random.uniform() - 0.5,
  );
  return tf.tensor(values, [...shape]);
}

/** As tfjs takes it while gradients are recorded: three operations. */
function inSteps(x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const { stride, padding } = SETTINGS;
  const sum = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, padding, "NHWC", 1, "floor");
  return tf.relu(tf.add(sum, bias));
}

const given = () => [filled("x", [2, 6, 5, 3]), filled("f", [3, 3, 3, 4]), filled("b", [4])] as const;

async function gradients(run: (...tensors: tf.Tensor[]) => tf.Tensor): Promise<readonly number[][]> {
  const weigh = filled("dy", [2, 3, 3, 4]);
  const { value, grads } = tf.valueAndGrads((...tensors) => tf.sum(tf.mul(run(...tensors), weigh)))([
    ...given(),
  ]);
  return Promise.all([value, ...grads].map(async (tensor) => Array.from(await tensor.data())));
}

describe("a convolution with bias and ReLU as one operation", () => {
  beforeAll(() => tf.setBackend("cpu"));

  it("has the value and all gradients of the three that it stands for", async () => {
    const one = await gradients((x, f, b) => convolution(x as tf.Tensor, f as tf.Tensor, b, SETTINGS, true));
    const three = await gradients((x, f, b) => inSteps(x as tf.Tensor, f as tf.Tensor, b as tf.Tensor));
    expect(one.map((list) => list.length)).toEqual([1, 180, 108, 4]);
    for (const [at, list] of one.entries())
      for (const [index, value] of list.entries())
        expect(value).toBeCloseTo(three[at]?.[index] ?? Number.NaN, 5);
    // A gradient of nothing but zeros would be close to many.
    expect(one.every((list) => list.some((value) => Math.abs(value) > 1e-3))).toBe(true);
  });

  it("keeps one tensor for its gradient where three steps keep three", () => {
    const kept = (run: typeof inSteps) => {
      let during = 0;
      tf.tidy(() => {
        tf.grad((x) => {
          const before = tf.memory().numTensors;
          const y = run(x, filled("f", [3, 3, 3, 4]), filled("b", [4]));
          during = tf.memory().numTensors - before;
          return tf.sum(y);
        })(filled("x", [2, 6, 5, 3]));
      });
      return during;
    };
    const one = kept((x, f, b) => convolution(x, f, b, SETTINGS, true));
    expect(kept(inSteps) - one).toBeGreaterThanOrEqual(2);
  });

  it("lets NaN through, forward and back", async () => {
    const [x, f, b] = given();
    const nan = tf.fill(x.shape, Number.NaN);
    const { value, grad } = tf.valueAndGrad((x) => tf.sum(convolution(x as tf.Tensor, f, b, SETTINGS, true)))(
      nan,
    );
    expect((await value.data())[0]).toBeNaN();
    expect([...(await grad.data())].some(Number.isNaN)).toBe(true);
  });
});
