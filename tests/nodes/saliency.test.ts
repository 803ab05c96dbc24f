import { expect, it } from "vitest";
import type { GradientSpec } from "@/graph/run";
import saliency from "../../nodes/explain/saliency";
import { classifier, datasetOf, infer, modelType, refusal, run, SIX, tensorType } from "./harness";

const classes = ["a", "b"];
const model = { kind: "TrainedModel", module: classifier(2), classes, state: new Map() } as const;
const image = (value: number) => ({
  height: 1,
  width: 2,
  channels: 2,
  data: new Float32Array(4).fill(value),
});
const dataset = datasetOf([image(1), image(2), image(3)], [0, 1, 0], classes);

/** A model whose gradient is known: the k-th picture's is −k in one channel and 3 in the other. */
function engine() {
  const asked: GradientSpec[] = [];
  const gradients = async (spec: GradientSpec) => {
    asked.push(spec);
    const count = spec.dataset.names.length;
    const samples = await Promise.all(Array.from({ length: count }, (_, i) => spec.dataset.sample(i, 0)));
    const shape = [count, 2, 1, 2];
    return {
      values: { shape, data: Float32Array.from(samples.flatMap(({ image }) => [...image.data])) },
      gradients: { shape, data: Float32Array.from(samples.flatMap((_, i) => [-i, -i, 3, 3])) },
      logits: Float32Array.from(samples.flatMap(() => [0, Math.log(3)])),
    };
  };
  return { asked, compute: { gradients } };
}

it("is the mean over channels of the gradient's magnitude, of the predicted class", async () => {
  const { asked, compute } = engine();
  const { figure } = await run(saliency, { model, dataset }, {}, { compute });
  expect(asked[0]?.classes).toBeUndefined();
  expect(figure.arrays?.values.get("saliency")).toEqual({
    shape: [3, 1, 2],
    data: Float32Array.of(1.5, 1.5, 2, 2, 2.5, 2.5),
  });
  // By class, then by place: pictures 0 and 2 are of class a.
  expect(figure.data?.pictures).toEqual(["picture 0", "picture 2", "picture 1"]);
  expect(figure.data?.predicted).toEqual(["b", "b", "b"]);
  const row = figure.figure.kind === "maps" ? figure.figure.rows[0] : undefined;
  expect(row?.caption).toBe("is a, said b");
  expect(row?.values[0]).toBeCloseTo(0.75, 6);
  expect(row?.cells).toHaveLength(3);
});

it("takes as many pictures a class as it is told", async () => {
  const { compute } = engine();
  const { figure } = await run(saliency, { model, dataset }, { perClass: 1 }, { compute });
  expect(figure.data?.labels).toEqual(["a", "b"]);
});

it("asks for the true class, or for one by name", async () => {
  const { asked, compute } = engine();
  await run(saliency, { model, dataset }, { target: "true" }, { compute });
  await run(saliency, { model, dataset }, { target: "chosen", class: "a" }, { compute });
  expect([...(asked[0]?.classes ?? [])]).toEqual([0, 0, 1]);
  expect([...(asked[1]?.classes ?? [])]).toEqual([0, 0, 0]);
});

it("SmoothGrad averages over noisy copies, always of the class that the picture itself got", async () => {
  const { asked, compute } = engine();
  const settings = { method: "smoothgrad", samples: 3, noise: 0.5 } as const;
  const varied = datasetOf([{ ...image(0), data: Float32Array.of(0, 1, 2, 3) }], [0], classes);
  await run(saliency, { model, dataset: varied }, settings, { compute });
  expect(asked).toHaveLength(4);
  expect(asked.slice(1).map((spec) => [...(spec.classes ?? [])])).toEqual([[1], [1], [1]]);
  const copies = await Promise.all(asked.map((spec) => spec.dataset.sample(0, 0)));
  expect(new Set(copies.map(({ image }) => image.data.join())).size).toBe(4);
});

it("integrated gradients go from 0 to the picture, and are multiplied by it", async () => {
  const { asked, compute } = engine();
  const settings = { method: "integrated", samples: 2 } as const;
  const one = datasetOf([image(4)], [0], classes);
  const { figure } = await run(saliency, { model, dataset: one }, settings, { compute });
  const seen = await Promise.all(asked.slice(1).map((spec) => spec.dataset.sample(0, 0)));
  expect(seen.map(({ image }) => image.data[0])).toEqual([1, 3]);
  // |0 · 4| and |3 · 4|, halved by the mean.
  expect([...(figure.arrays?.values.get("saliency")?.data ?? [])]).toEqual([6, 6]);
});

it("Grad-CAM needs a convolution, and says so before it runs", async () => {
  const flat = { kind: "TrainedModel", module: { in: [4], layers: [] }, image: tensorType().image } as const;
  const error = await refusal(() =>
    infer(saliency, { model: flat, dataset: tensorType() }, { method: "grad-cam" }),
  );
  expect(error.message).toContain("this network has none");
});

it("refuses a class that the model does not know, and pictures in another form", async () => {
  const types = { model: modelType(), dataset: tensorType() };
  const unknown = await refusal(() => infer(saliency, types, { target: "chosen", class: "Zz" }));
  expect(unknown.message).toBe(`There is no class called Zz. Classes: ${SIX.join(", ")}.`);
  const none = await refusal(() => infer(saliency, { ...types, dataset: tensorType({}, { length: 0 }) }));
  expect(none.message).toContain("no picture to look at");
});
