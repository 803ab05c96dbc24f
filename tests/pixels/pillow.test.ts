import { expect, it } from "vitest";
import { CHANNELS, type ColourMode, makePicture, type Picture } from "../../src/pixels/picture";
import { resize } from "../../src/pixels/resample";
import { rotate } from "../../src/pixels/rotate";
import { rotateTensor } from "../../src/pixels/rotate-tensor";
import { resizeTensor } from "../../src/pixels/tensor-resize";

/** A picture of pseudo-random bytes (Numerical Recipes' generator); a third of an RGBA picture is transparent. */
function noisyPicture(mode: ColourMode, height: number, width: number): Picture {
  const data = new Uint8Array(height * width * CHANNELS[mode]);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const byte = state >>> 24;
    data[i] = mode === "RGBA" && i % 4 === 3 && byte < 90 ? 0 : byte;
  }
  return makePicture(mode, height, width, data);
}

/** FNV-1a, 32 bits. */
function checksum(bytes: Uint8Array): number {
  let state = 0x811c9dc5;
  for (const byte of bytes) state = Math.imul(state ^ byte, 0x01000193);
  return state >>> 0;
}

// The checksums are of what Pillow 9.4 made of the same bytes.
it.each([
  ["RGB", 47, 61, 33, 80, "bilinear", 0x0f5fa967],
  ["RGB", 47, 61, 33, 80, "bicubic", 0xb0b688e2],
  ["L", 61, 47, 80, 33, "bicubic", 0x17ffe5e5],
  ["CMYK", 90, 20, 31, 40, "bilinear", 0x7a027d9f],
  ["RGBA", 40, 40, 70, 25, "bicubic", 0x75db738e],
  ["RGBA", 40, 40, 25, 70, "bilinear", 0x7b115f7d],
  ["L", 2, 2, 7, 15, "nearest", 0x006a690b],
] as const)(
  "resizes %s from %i×%i to %i×%i, %6$s, as Pillow does",
  (mode, height, width, rows, columns, how, sum) => {
    const out = resize(noisyPicture(mode, height, width), { height: rows, width: columns }, how);
    expect(checksum(out.data)).toBe(sum);
  },
);

it.each([
  ["RGB", 40, 57, 33.3, "nearest", 9, 0xde2dbccb],
  ["L", 64, 64, 45, "nearest", 0, 0xa0503723],
  ["RGB", 57, 40, -120.7, "bilinear", 200, 0x777f616c],
  ["RGBA", 40, 40, 12.5, "bilinear", 0, 0x7f24d1bc],
] as const)(
  "rotates %s of %i×%i by %d°, %s, as Pillow does",
  (mode, height, width, angle, how, fill, sum) => {
    expect(checksum(rotate(noisyPicture(mode, height, width), angle, how, fill).data)).toBe(sum);
  },
);

it("resizes tensors as torch does, which is not as Pillow does", () => {
  // As torch 1.13's interpolate gives them.
  const row = { height: 1, width: 4, channels: 1, data: Float32Array.of(0, 100, 200, 50) };
  const to = { height: 1, width: 2 };
  expect([...resizeTensor(row, to, "bilinear", false)]).toEqual([50, 125]);
  expect([...resizeTensor(row, to, "nearest", false)]).toEqual([0, 200]);
  expect([...resizeTensor(row, to, "bicubic", false)]).toEqual([40.625, 134.375]);
});

it("rotates tensors as torchvision does: the border fades to the fill", () => {
  const image = { height: 3, width: 3, channels: 1, data: new Float32Array(9).fill(100) };
  const [corner, side] = rotateTensor(image, 45, "bilinear", 10);
  expect(corner).toBeCloseTo(38.4567, 3);
  expect(side).toBeCloseTo(100, 3);
});
