import { expect, it } from "vitest";
import { makePicture } from "@/pixels/picture";
import rgbPlanes from "../../nodes/explain/rgb-planes";
import { datasetOf, grey, infer, refusal, run, tensorType } from "./harness";

const red = makePicture("RGB", 1, 2, Uint8Array.of(255, 0, 10, 100, 50, 20));

it("takes a picture apart into its channels, in torch's order", async () => {
  const { figure } = await run(rgbPlanes, { dataset: datasetOf([red], [0]) }, { count: 1 });
  const planes = figure.arrays?.values.get("planes");
  expect(planes?.shape).toEqual([1, 3, 1, 2]);
  expect([...(planes?.data ?? [])]).toEqual([255, 100, 0, 50, 10, 20]);
  expect(figure.data).toMatchObject({ channels: ["Red", "Green", "Blue"], pictures: ["picture 0"] });
});

it("shows bytes as they are, and tensors from their smallest to their largest value", async () => {
  const tensor = { height: 1, width: 2, channels: 1, data: Float32Array.of(-1, 3) };
  const shown = async (image: typeof red | typeof tensor) => {
    const { figure } = await run(rgbPlanes, { dataset: datasetOf([image], [0]) }, { count: 1 });
    const cell = figure.figure.kind === "maps" ? figure.figure.rows[0]?.cells[1] : undefined;
    return [cell?.rgba[0], cell?.rgba[4]];
  };
  expect(await shown(red)).toEqual([255, 100]);
  expect(await shown(tensor)).toEqual([0, 255]);
});

it("keeps pictures of different sizes apart", async () => {
  const dataset = datasetOf([grey(2, 2), grey(3, 2)], [0, 0]);
  const { figure } = await run(rgbPlanes, { dataset }, { count: 2 });
  expect([...(figure.arrays?.values.keys() ?? [])]).toEqual(["planes.0", "planes.1"]);
});

it("takes the pictures that are named, in that order, and refuses a name that none has", async () => {
  const dataset = datasetOf([grey(1, 1), grey(1, 1), grey(1, 1)], [0, 1, 2]);
  const { figure } = await run(rgbPlanes, { dataset }, { names: "picture 2, picture 0" });
  expect(figure.data?.pictures).toEqual(["picture 2", "picture 0"]);
  const error = await refusal(() => run(rgbPlanes, { dataset }, { names: "nobody.png" }));
  expect(error.message).toContain("No picture here is called nobody.png");
});

it("refuses a dataset without a picture", async () => {
  const none = tensorType({}, { length: 0 });
  const error = await refusal(() => infer(rgbPlanes, { dataset: none }));
  expect(error.message).toContain("no picture to take apart");
});
