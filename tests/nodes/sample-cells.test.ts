import { describe, expect, it } from "vitest";
import { drawCells } from "@/pixels/cells";
import sampleCells from "../../nodes/data/sample-cells";
import { infer, refusal, run, settingsOf } from "./harness";

const drawn = async (count: number, seed: number) => (await run(sampleCells, {}, { count, seed })).dataset;

describe("drawn cells", () => {
  it("are RGBA of 256 × 256 px with a mask each, as was said before", async () => {
    const { dataset: type } = infer(sampleCells, {}, { count: 3 });
    expect(type).toMatchObject({ length: 3, classes: ["nucleus"], hasMasks: true });
    expect(type.image).toMatchObject({ shape: [4, 256, 256], mode: "RGBA" });
    const dataset = await drawn(3, 0);
    const { image, mask, label } = await dataset.sample(2, 0);
    expect([image.height, image.width, image.channels, label]).toEqual([256, 256, 4, 0]);
    expect(mask).toMatchObject({ mode: "L", height: 256, width: 256 });
    expect([...new Set(mask?.data)].sort()).toEqual([0, 1]);
    expect(dataset.hasMasks).toBe(true);
  });

  it("depend on seed and number alone: more pictures leave the first as they are, in any order and epoch", async () => {
    const [few, many] = [await drawn(2, 7), await drawn(50, 7)];
    await many.sample(40, 3);
    expect(await many.sample(1, 5)).toEqual(await few.sample(1, 0));
    expect((await drawn(2, 8).then((other) => other.sample(1, 0))).image).not.toEqual(
      (await few.sample(1, 0)).image,
    );
    expect((await few.sample(0, 0)).image).not.toEqual((await few.sample(1, 0)).image);
  });

  it("have nuclei of varied number and size, some touching, brighter than their surroundings", () => {
    const pictures = Array.from({ length: 12 }, (_, index) => drawCells(0, index));
    const shares = pictures.map(({ mask }) => mask.data.reduce((sum, value) => sum + value, 0) / 65536);
    expect(Math.min(...shares)).toBeGreaterThan(0.02);
    expect(Math.max(...shares)).toBeLessThan(0.4);
    expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.05);
    const counts = pictures.map(({ labels }) => labels.reduce((most, label) => Math.max(most, label), 0));
    expect(new Set(counts).size).toBeGreaterThan(6);
    expect(Math.max(...counts) / Math.min(...counts)).toBeGreaterThan(2);
    const touching = pictures.filter(({ labels }) =>
      labels.some(
        (label, at) => label > 0 && at % 256 < 255 && (labels[at + 1] ?? 0) > 0 && labels[at + 1] !== label,
      ),
    );
    expect(touching.length).toBeGreaterThan(8);
    for (const { image, mask } of pictures) {
      const mean = (value: number) => {
        const levels = [...mask.data.keys()]
          .filter((at) => mask.data[at] === value)
          .map((at) => image.data[4 * at] ?? 0);
        return levels.reduce((sum, level) => sum + level, 0) / levels.length;
      };
      expect(mean(1)).toBeGreaterThan(1.5 * mean(0));
      expect(image.data.every((value, at) => at % 4 < 3 || value === 255)).toBe(true);
    }
  });

  it("cannot be told from the background by one threshold for all pictures", () => {
    const pictures = Array.from({ length: 20 }, (_, index) => drawCells(1, index));
    const dice = (threshold: number) => {
      const all = { both: 0, sum: 0 };
      for (const { image, mask } of pictures)
        mask.data.forEach((value, at) => {
          const said = (image.data[4 * at] ?? 0) > threshold ? 1 : 0;
          all.both += said * value;
          all.sum += said + value;
        });
      return (2 * all.both) / all.sum;
    };
    const best = Math.max(...Array.from({ length: 25 }, (_, i) => dice(10 * i)));
    expect(best).toBeGreaterThan(0.6);
    expect(best).toBeLessThan(0.96);
  });

  it("end with the last one", async () => {
    await expect((await drawn(2, 0)).sample(2, 0)).rejects.toThrow("There are 2 drawn pictures");
  });
});

describe("leaving cells out", () => {
  it("takes them out of what is said and of what is given, and leaves the others as they are", async () => {
    const settings = { count: 4, exclude: ["cells_2"] };
    expect(infer(sampleCells, {}, settings).dataset.length).toBe(3);
    const { dataset } = await run(sampleCells, {}, settings);
    const { dataset: all } = await run(sampleCells, {}, { count: 4 });
    expect(dataset.names).toEqual(["cells_1", "cells_3", "cells_4"]);
    expect(await dataset.sample(1, 0)).toEqual(await all.sample(2, 0));
    expect(dataset.labels).toHaveLength(3);
  });

  it("refuses to take all, and warns of a name that no picture has", async () => {
    const all = { count: 2, exclude: ["cells_1", "cells_2"] };
    const error = await refusal(() => infer(sampleCells, {}, all));
    expect(error.message).toContain("All 2 pictures are left out");
    expect(error.fix?.("cells").edit).toMatchObject({ kind: "unset", setting: "exclude" });
    const settings = settingsOf(sampleCells, { count: 2, exclude: ["cells_3"] });
    expect(sampleCells.warnings?.({ settings, facts: undefined, hasFiles: false })).toEqual([
      { setting: "exclude", message: "cells_3 is to be left out, but no picture here is called so." },
    ]);
  });
});
