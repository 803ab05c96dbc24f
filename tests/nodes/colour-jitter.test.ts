import { describe, expect, it } from "vitest";
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from "@/pixels/jitter";
import { makePicture } from "@/pixels/picture";
import colourJitter from "../../nodes/transform/colour-jitter";
import hue from "../fixtures/hue/hue.json";
import { datasetOf, grey, infer, pictureType, refusal, run, tensorType } from "./harness";
import { pairOf, pairsOf } from "./pairs";

const two = makePicture("RGB", 1, 2, Uint8Array.of(200, 100, 50, 10, 20, 30));

describe("what is changed, worked out by hand", () => {
  it("brightness is a share of the value, cut down and clipped", () => {
    expect([...adjustBrightness(two, 0.55).data]).toEqual([110, 55, 27, 5, 11, 16]);
    expect([...adjustBrightness(two, 1.5).data]).toEqual([255, 150, 75, 15, 30, 45]);
  });

  it("contrast is the distance to the mean grey, 71 here", () => {
    // Greys are 124 and 18: their mean is 71.
    expect([...adjustContrast(two, 0.5).data]).toEqual([135, 85, 60, 40, 45, 50]);
    expect([...adjustContrast(two, 0).data]).toEqual([71, 71, 71, 71, 71, 71]);
  });

  it("saturation is the distance to the own grey", () => {
    expect([...adjustSaturation(two, 0).data]).toEqual([124, 124, 124, 18, 18, 18]);
    expect(adjustSaturation(grey(2, 2), 0)).toEqual(grey(2, 2));
  });

  it("a third of a turn makes red green, and grey stays grey", () => {
    const red = makePicture("RGB", 1, 2, Uint8Array.of(255, 0, 0, 90, 90, 90));
    expect([...adjustHue(red, 1 / 3).data]).toEqual([0, 255, 0, 90, 90, 90]);
    expect([...adjustHue(red, 0).data]).toEqual([...red.data]);
  });

  it("alpha stays", () => {
    const rgba = makePicture("RGBA", 1, 1, Uint8Array.of(200, 100, 50, 77));
    for (const change of [adjustBrightness, adjustContrast, adjustSaturation])
      expect(change(rgba, 0.5).data[3]).toBe(77);
  });
});

describe("the hue, as torchvision moves it on PIL pictures", () => {
  it.each(hue.moved)("by $shift of a turn", ({ shift, colours }) => {
    const picture = makePicture("RGB", 1, hue.colours.length / 3, Uint8Array.from(hue.colours));
    expect([...adjustHue(picture, shift).data]).toEqual(colours);
  });

  it("and alpha becomes 255", () => {
    const picture = makePicture("RGBA", 1, 1, Uint8Array.from(hue.rgba.from));
    expect([...adjustHue(picture, hue.rgba.shift).data]).toEqual(hue.rgba.to);
  });
});

it("changes the picture, leaves the mask, and draws anew each epoch", async () => {
  const pair = pairOf(8, 8, "RGBA");
  const { dataset } = await run(colourJitter, { dataset: pairsOf([pair]) });
  const [first, again, next] = [
    await dataset.sample(0, 0),
    await dataset.sample(0, 0),
    await dataset.sample(0, 1),
  ];
  expect(first.image).not.toEqual(pair.image);
  expect(first.mask).toBe(pair.mask);
  expect(again).toEqual(first);
  expect(next.image).not.toEqual(first.image);
  expect(infer(colourJitter, { dataset: pictureType() }).dataset.random).toBe(
    "Colour jitter draws anew each epoch",
  );
});

it("stays within the amounts: brightness 0.2 gives 80% to 120%", async () => {
  const pictures = Array.from({ length: 200 }, () => grey(1, 1, 100));
  const { dataset } = await run(colourJitter, { dataset: datasetOf(pictures) }, { contrast: 0 });
  const levels: number[] = [];
  for (const index of pictures.keys()) levels.push((await dataset.sample(index, 0)).image.data[0] ?? 0);
  expect(Math.min(...levels)).toBeGreaterThanOrEqual(80);
  expect(Math.max(...levels)).toBeLessThanOrEqual(120);
  expect(Math.max(...levels) - Math.min(...levels)).toBeGreaterThan(35);
});

it("refuses tensors and CMYK, before the run and in it", async () => {
  expect((await refusal(() => infer(colourJitter, { dataset: tensorType() }))).message).toContain(
    "Colour jitter works on pictures",
  );
  const cmyk = pictureType({ shape: [4, 8, 8], mode: "CMYK" });
  const error = await refusal(() => infer(colourJitter, { dataset: cmyk }));
  expect(error.message).toContain("but these are CMYK");
  expect(error.details.insert).toMatchObject({ type: "convert-colour" });
  const { dataset } = await run(colourJitter, { dataset: datasetOf([grey(1, 1, 1, "CMYK")]) });
  expect((await refusal(() => dataset.sample(0, 0))).message).toContain("picture 0 is CMYK");
});
