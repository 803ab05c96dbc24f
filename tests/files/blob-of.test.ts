import { expect, it } from "vitest";
import { blobOf } from "@/files/blob-of";

const counting = (from: number, length: number) => Uint8Array.from({ length }, (_, at) => (from + at) % 251);

it("has every byte in its place, wherever pieces and parts begin and end", async () => {
  for (const most of [1, 3, 7, 8, 1000]) {
    const parts = [counting(0, 5), counting(5, 0), counting(5, 16), counting(21, 1)];
    const blob = await blobOf(parts, most);
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(counting(0, 22));
  }
});

it("is empty where there is nothing", async () => {
  expect((await blobOf([])).size).toBe(0);
});
