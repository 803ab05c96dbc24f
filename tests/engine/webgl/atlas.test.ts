import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atlasOf } from "@/engine/webgl/atlas";
import { layoutOf } from "@/engine/webgl/shapes";

describe("an atlas", () => {
  it("has room for every tile, and no side longer than the device takes", () => {
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), size, size, (count, width, height) => {
        const atlas = atlasOf(count, [width, height], 2048);
        if (!atlas) return;
        const rows = atlas.size[1] / height;
        expect(atlas.size[0]).toBe(atlas.across * width);
        expect(Number.isInteger(rows) && atlas.across * rows >= count).toBe(true);
        expect(atlas.across * (rows - 1)).toBeLessThan(count);
        expect(Math.max(...atlas.size)).toBeLessThanOrEqual(2048);
      }),
    );
  });

  it("is about square, which wastes least of what a device allows", () => {
    expect(atlasOf(64, [226, 226], 4096)?.size).toEqual([8 * 226, 8 * 226]);
  });

  it("is none where a tile alone is too long, or all of them are", () => {
    expect(atlasOf(1, [5000, 10], 4096)).toBeUndefined();
    expect(atlasOf(100, [1000, 1000], 4096)).toBeUndefined();
  });
});

describe("a convolution's textures", () => {
  it("hold all of VGG16's and the U-Net's on a device with the least that WebGL 2 promises to most", () => {
    for (const [n, h, c, o] of [
      [4, 224, 64, 64],
      [4, 14, 512, 512],
      [4, 256, 64, 64],
      [4, 32, 1024, 512],
    ] as const)
      expect(layoutOf({ n, h, w: h, c, o }, 4096)).toBeDefined();
  });

  it("are left to TensorFlow.js where they would be too large", () => {
    expect(layoutOf({ n: 64, h: 512, w: 512, c: 64, o: 64 }, 4096)).toBeUndefined();
  });

  it("have an even number of pixels with zeros round them", () => {
    const layout = layoutOf({ n: 1, h: 7, w: 5, c: 3, o: 9 }, 4096);
    expect(layout).toMatchObject({
      picture: { tile: [8, 10] },
      result: { tile: [3, 4] },
      filters: { tile: [4, 9] },
      groups: [1, 3],
    });
  });
});
