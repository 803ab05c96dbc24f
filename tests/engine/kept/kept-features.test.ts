import { describe, expect, it } from "vitest";
import { KeptFeatures } from "@/engine/kept/kept-features";
import { asDirectory, Folder } from "./folder";

const KEY = "a".repeat(64);
const OTHER = "b".repeat(64);
const rows = new Map([
  [3, Float32Array.of(1, 2.5)],
  [70_000, Float32Array.of(-0, 1e-30)],
]);
const keptIn = (folder: Folder, most?: number) => new KeptFeatures(asDirectory(folder), most);
const only = (folder: Folder) => [...folder.files.values()][0] as { bytes: Uint8Array };

describe("features that outlive the page", () => {
  it("come back bit for bit, to the next page too", async () => {
    const folder = new Folder();
    expect(await keptIn(folder).write(KEY, "wasm/fast", rows)).toBe(true);
    const back = await keptIn(folder).read(KEY, "wasm/fast");
    expect([...(back ?? [])]).toEqual([...rows]);
    expect(Object.is(back?.get(70_000)?.[0], -0)).toBe(true);
    expect(folder.open.size).toBe(0);
  });

  it("are those of one recipe on one device", async () => {
    const kept = keptIn(new Folder());
    await kept.write(KEY, "wasm/fast", rows);
    expect(await kept.read(OTHER, "wasm/fast")).toBeUndefined();
    expect(await kept.read(KEY, "wasm/exact")).toBeUndefined();
  });

  it("are missed, and removed, whichever byte is flipped, wherever they are cut, or under another name", async () => {
    const folder = new Folder();
    const kept = keptIn(folder);
    await kept.write(KEY, "cpu", rows);
    const whole = only(folder).bytes.slice();
    for (let at = 0; at < whole.length; at++) {
      await kept.write(KEY, "cpu", rows);
      const { bytes } = only(folder);
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      expect(await kept.read(KEY, "cpu"), `flipped at ${at}`).toBeUndefined();
      expect(folder.files.size).toBe(0);
    }
    for (let length = 0; length < whole.length; length++) {
      await kept.write(KEY, "cpu", rows);
      const [name = ""] = folder.files.keys();
      folder.files.set(name, { bytes: whole.slice(0, length), at: 1 });
      expect(await kept.read(KEY, "cpu"), `cut at ${length}`).toBeUndefined();
    }
    await kept.write(KEY, "cpu", rows);
    const [name = "", file] = [...folder.files][0] ?? [];
    if (file) folder.files.set(name.replace(KEY, OTHER), file);
    expect(await kept.read(OTHER, "cpu")).toBeUndefined();
    expect(await kept.read(KEY, "cpu")).toBeDefined();
  });

  it("leave nothing torn where there is no room", async () => {
    const folder = new Folder();
    folder.room = 50;
    expect(await keptIn(folder).write(KEY, "cpu", rows)).toBe(false);
    expect(folder.files.size).toBe(0);
  });

  it("are left alone where another tab writes them", async () => {
    const folder = new Folder();
    const kept = keptIn(folder);
    await kept.write(KEY, "cpu", rows);
    for (const name of folder.files.keys()) folder.open.add(name);
    expect(await kept.write(KEY, "cpu", new Map([[1, Float32Array.of(9)]]))).toBe(false);
    expect((await kept.read(KEY, "cpu"))?.size).toBe(2);
  });

  it("make room for new ones, those first that were written longest ago", async () => {
    const folder = new Folder();
    const kept = keptIn(folder, 150);
    for (const key of ["c", "d", "e"]) await kept.write(key.repeat(64), "cpu", rows);
    expect((await kept.list()).map(({ key }) => key[0])).toEqual(["d", "e"]);
    const large = new Map([[1, new Float32Array(100)]]);
    expect(await kept.write(KEY, "cpu", large)).toBe(false);
    expect(await kept.list()).toHaveLength(2);
  });

  it("are listed with their size, and removed by their key", async () => {
    const kept = keptIn(new Folder());
    await kept.write(KEY, "cpu", rows);
    await kept.write(OTHER, "cpu", rows);
    expect(await kept.list()).toContainEqual({ key: KEY, bytes: 32 + 8 + 8 + 16, at: expect.any(Number) });
    await kept.remove(KEY);
    expect((await kept.list()).map(({ key }) => key)).toEqual([OTHER]);
  });

  it("are not there, and do no harm, where the browser keeps nothing", async () => {
    const kept = new KeptFeatures(Promise.resolve(undefined));
    expect(await kept.write(KEY, "cpu", rows)).toBe(false);
    expect(await kept.read(KEY, "cpu")).toBeUndefined();
    expect(await kept.list()).toEqual([]);
  });
});
