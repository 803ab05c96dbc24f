import { describe, expect, it } from "vitest";
import { pagesOf } from "@/files/pages";
import { withPage, writeTiff } from "./tiff-writer";

const grey = { width: 2, height: 2, depth: 8, channels: 1, meaning: 1, data: new Uint8Array(4) } as const;

/** A GIF of 1 × 1 px with so many frames, each with an extension before it. */
function gif(frames: number): Uint8Array {
  const head = [...new TextEncoder().encode("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
  const frame = [0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
  return Uint8Array.from([...head, ...Array.from({ length: frames }, () => frame).flat(), 0x3b]);
}

describe("how many pictures a file holds", () => {
  it("the pages of a TIFF, without the smaller copies of them", () => {
    const one = writeTiff(grey);
    expect(pagesOf(one)).toBe(1);
    expect(pagesOf(withPage(one))).toBe(2);
    expect(pagesOf(withPage(withPage(one)))).toBe(3);
    expect(pagesOf(withPage(withPage(one, 1), 0))).toBe(2);
  });

  it("the frames of a GIF", () => {
    expect([pagesOf(gif(1)), pagesOf(gif(5))]).toEqual([1, 5]);
  });

  it("one of anything else, of what is cut off, and of pages that go round in a circle", () => {
    const two = withPage(writeTiff(grey));
    for (let length = 0; length < two.length; length++)
      expect(pagesOf(two.subarray(0, length))).toBeLessThanOrEqual(2);
    const view = new DataView(two.buffer);
    view.setUint32(two.length - 4, view.getUint32(4, true), true);
    expect(pagesOf(two)).toBe(2);
    expect(pagesOf(new Uint8Array(0))).toBe(1);
    expect(pagesOf(gif(3).subarray(0, 20))).toBe(1);
  });
});
