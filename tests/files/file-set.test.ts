import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestFiles, openFiles } from "@/files/file-set";
import { makeZip } from "./zip-writer";

const given = (path: string, text: BlobPart) => ({ path, file: new Blob([text]) });
const zip = makeZip([{ name: "a.jpg", data: new TextEncoder().encode("one") }]);

describe("openFiles", () => {
  it("opens a zip by its content", async () => {
    const set = await openFiles([given("neu.ZIP", zip)]);
    expect([set.name, set.paths]).toEqual(["neu.ZIP", ["a.jpg"]]);
    expect((await openFiles([given("download", zip)])).paths).toEqual(["a.jpg"]);
    expect((await openFiles([given("folder/neu.zip", zip)])).name).toBe("neu.zip");
  });

  it("names a folder and gives paths inside it", async () => {
    const set = await openFiles([
      given("steel/In/2.jpg", "2"),
      given("steel/Cr/1.jpg", "1"),
      given("steel/.DS_Store", ""),
    ]);
    expect([set.name, set.paths]).toEqual(["steel", ["Cr/1.jpg", "In/2.jpg"]]);
    expect(new TextDecoder().decode(await set.read("In/2.jpg"))).toBe("2");
  });

  it("counts loose files", async () => {
    const set = await openFiles([given("b.jpg", "2"), given("a.jpg", "1")]);
    expect([set.name, set.paths]).toEqual(["2 files", ["a.jpg", "b.jpg"]]);
    expect((await openFiles([given("a.jpg", "1")])).name).toBe("a.jpg");
  });

  it("keeps folders apart where several were given", async () => {
    const set = await openFiles([given("Cr/1.jpg", "1"), given("In/1.jpg", "2")]);
    expect([set.name, set.paths]).toEqual(["2 files", ["Cr/1.jpg", "In/1.jpg"]]);
  });

  it("refuses a zip among other files, two zips, a name twice and nothing at all", async () => {
    const message = "a.zip came with other files. Give one zip alone, or pictures, or a folder.";
    await expect(openFiles([given("a.zip", zip), given("b.jpg", "1")])).rejects.toThrow(message);
    await expect(openFiles([given("a.zip", zip), given("b.zip", zip)])).rejects.toThrow(message);
    await expect(openFiles([given("a.jpg", "1"), given("./a.jpg", "1")])).rejects.toThrow(
      "“a.jpg” came twice",
    );
    await expect(openFiles([])).rejects.toThrow("No files were given.");
    await expect(openFiles([given(".DS_Store", "")])).rejects.toThrow("No files were given.");
  });

  it("leaves a zip deep in a folder as a file like any other", async () => {
    const set = await openFiles([given("steel/old.zip", zip), given("steel/1.jpg", "1")]);
    expect(set.paths).toEqual(["1.jpg", "old.zip"]);
  });

  it("says which file is not there", async () => {
    const set = await openFiles([given("a.jpg", "1"), given("b.jpg", "1")]);
    await expect(set.read("c.jpg")).rejects.toThrow("There is no file “c.jpg” in 2 files.");
  });
});

describe("digestFiles", () => {
  it.each([
    ["whole", 9_000_000],
    ["in pieces", 70_000_000],
  ])("is the SHA-256 of one file's content, read %s", async (_, bytes) => {
    const content = new Uint8Array(bytes).fill(7);
    const progress: number[] = [];
    const digest = await digestFiles([given("big.zip", content)], {
      progress: (done) => progress.push(done),
    });
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(digest).toEqual({ name: "big.zip", bytes, sha256 });
    expect([progress.at(0), progress.at(-1)]).toEqual([0, bytes]);
  });

  it("does not depend on order, on litter or on the folder's own name", async () => {
    const one = await digestFiles([given("x/a.jpg", "1"), given("x/b.jpg", "22"), given("x/Thumbs.db", "?")]);
    const other = await digestFiles([given("y/b.jpg", "22"), given("y/a.jpg", "1")]);
    expect(one.sha256).toBe(other.sha256);
    expect([one.name, one.bytes]).toEqual(["x", 3]);
  });

  it("depends on names and on where one file ends", async () => {
    const digests = await Promise.all(
      [
        [given("a", "1"), given("b", "2")],
        [given("b", "1"), given("a", "2")],
        [given("a", "12"), given("b", "")],
        [given("a", "1"), given("c", "2")],
      ].map((files) => digestFiles(files)),
    );
    expect(new Set(digests.map(({ sha256 }) => sha256)).size).toBe(4);
  });

  it("stops when asked to, between files and within a large one", async () => {
    const abort = new AbortController();
    const read: number[] = [];
    const progress = (done: number) => {
      read.push(done);
      if (done > 0) abort.abort();
    };
    const files = [given("a", "1"), given("b", "2"), given("c", "3")];
    await expect(digestFiles(files, { signal: abort.signal, progress })).rejects.toThrow("aborted");
    expect(read).toEqual([0, 1]);

    const large = new Blob(Array.from({ length: 20 }, () => new Uint8Array(4 * 1024 ** 2)));
    const again = new AbortController();
    const work = digestFiles([{ path: "large.zip", file: large }], {
      signal: again.signal,
      progress: (done) => done > 0 && again.abort(),
    });
    await expect(work).rejects.toThrow("aborted");
  });
});
