import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPicture } from "../../src/graph/values";
import { memoryOf, valuesOf, writeValues } from "../../src/pixels/by-table";
import { asTensor, makeNormalizer, normalize, toTensor } from "../../src/pixels/tensor";
import { anyPicture } from "./any-picture";

const number = fc.float({ min: -3, max: 3, noNaN: true });
const positive = fc.float({ min: Math.fround(0.01), max: 3, noNaN: true });

describe("floats known by a table", () => {
  it("are those of To tensor and Normalize to the bit, in any number of channels, turned round or not", () => {
    fc.assert(
      fc.property(
        anyPicture(),
        fc.tuple(number, number, number, number),
        fc.tuple(positive, positive, positive, positive),
        fc.boolean(),
        (picture, means, stds, reversed) => {
          const { channels } = picture;
          const scaling = { mean: means.slice(0, channels), std: stds.slice(0, channels), reversed };
          const plain = { ...picture, data: toTensor(picture) };
          expect(asTensor(picture).data).toEqual(plain.data);
          const { mode: _, palette: __, ...floats } = plain as typeof plain & { palette?: unknown };
          const told = makeNormalizer(scaling)(asTensor(picture));
          const expected = makeNormalizer(scaling)(floats).data;
          if (!reversed) expect(expected).toEqual(normalize(plain.data, channels, scaling.mean, scaling.std));
          expect(told.data).toEqual(expected);
          const out = new Float32Array(valuesOf(told)).fill(Number.NaN);
          writeValues(told, out);
          expect(out).toEqual(expected);
        },
      ),
    );
  });

  it("stay bytes until they are written out, and are no picture", () => {
    fc.assert(
      fc.property(anyPicture(["RGB"]), (picture) => {
        const tensor = makeNormalizer({ mean: [0, 0, 0], std: [1, 1, 1] })(asTensor(picture));
        expect(memoryOf(tensor)).toBe(picture.data);
        expect(isPicture(tensor)).toBe(false);
        // A copy with other data is what it says, and not what the table says.
        const other = { ...tensor, data: new Float32Array(tensor.data.length).fill(7) };
        expect(memoryOf(other)).toBe(other.data);
      }),
    );
  });

  it("refuse what Normalize refuses", () => {
    fc.assert(
      fc.property(anyPicture(["RGB"]), (picture) => {
        expect(() => makeNormalizer({ mean: [1], std: [1] })(asTensor(picture))).toThrow(
          "each of 3 channels",
        );
        expect(() => makeNormalizer({ mean: [0, 0, 0], std: [1, 0, 1] })(asTensor(picture))).toThrow(
          "channel 1 is 0",
        );
      }),
      { numRuns: 3 },
    );
  });
});
