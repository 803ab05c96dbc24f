import { describe, expect, it } from "vitest";
import type { FileSet } from "@/graph/run";
import imageArchive from "../../nodes/data/image-archive";
import { filesOf, infer, recorder, refusal, run, settingsOf, surroundings } from "./harness";

type Given = Parameters<typeof settingsOf<typeof imageArchive.settings>>[1];

function look(files: FileSet | undefined, settings: Given = {}, report = recorder(), signal?: AbortSignal) {
  const around = surroundings({ ...(files ? { files } : {}), report, ...(signal ? { signal } : {}) });
  const context = { settings: settingsOf(imageArchive, settings), ...around };
  if (!imageArchive.inspect) throw new Error("It looks through nothing.");
  return imageArchive.inspect(context);
}

const steel = filesOf({
  "neu/Cr_1.jpg": "L 20 20",
  "neu/Cr_2.jpg": "L 20 20",
  "neu/In_1.jpg": "L 20 20",
  "neu/In_2.jpg": "L 20 20",
});

describe("before there are files", () => {
  it("the sample is known in full without drawing a picture", () => {
    const { dataset } = infer(imageArchive, {}, { count: 40 });
    expect(dataset.length).toBe(240);
    expect(dataset.image.shape).toEqual([1, 200, 200]);
    expect(dataset.classes).toEqual(["Cr", "In", "PS", "Pa", "RS", "Sc"]);
  });

  it("with no sample wanted it says to give files, and offers the sample", async () => {
    const error = await refusal(() => infer(imageArchive, {}, { untilFiles: "nothing" }));
    expect(error.message).toContain("Drop a zip, a folder or pictures");
    expect(error.details.got).toBe("no files");
    expect(error.fix?.("images").edit).toMatchObject({
      kind: "set",
      node: "images",
      setting: "untilFiles",
    });
  });

  it("it draws the sample when it runs", async () => {
    const { dataset } = await run(imageArchive, {}, { count: 2 });
    expect(dataset.names).toHaveLength(12);
    const { image, label } = await dataset.sample(11, 0);
    expect([image.height, image.width, label]).toEqual([200, 200, 5]);
  });

  it("files that were not looked through yet leave sizes, number and classes open", () => {
    const { dataset } = infer(imageArchive, {}, {}, { hasFiles: true });
    expect(dataset.image.shape).toEqual(["C", "H", "W"]);
    expect(dataset.length).toBe("N");
    expect(dataset.classes).toBeUndefined();
  });
});

describe("looking through files", () => {
  it("finds one size, one mode, the number and the classes", async () => {
    const facts = await look(steel);
    expect(facts).toMatchObject({ length: 4, height: 20, width: 20, channels: 1, mode: "L", dtype: "uint8" });
    expect(facts.classes).toEqual(["Cr", "In"]);
    expect(facts.remarks).toEqual([]);
  });

  it("what was found is what infer says and what a run gives", async () => {
    const facts = await look(steel);
    const { dataset: type } = infer(imageArchive, {}, {}, { facts });
    expect(type).toMatchObject({ length: 4, classes: ["Cr", "In"], image: { shape: [1, 20, 20] } });
    const { dataset } = await run(imageArchive, {}, {}, { files: steel, facts });
    expect(dataset.names).toEqual(["neu/Cr_1.jpg", "neu/Cr_2.jpg", "neu/In_1.jpg", "neu/In_2.jpg"]);
    expect([...dataset.labels]).toEqual([0, 0, 1, 1]);
    expect((await dataset.sample(2, 0)).image.height).toBe(20);
  });

  it("different sizes and colour modes stay symbols and are said", async () => {
    const facts = await look(filesOf({ "a_1.jpg": "L 4 6", "a_2.jpg": "RGB 4 8", "b_1.jpg": "L 4 6" }));
    expect([facts.channels, facts.height, facts.width]).toEqual(["C", 4, "W"]);
    expect(facts.mode).toBeUndefined();
    expect(facts.remarks.join(" ")).toContain("2 colour modes (L, RGB)");
  });

  it("classes are sorted by code unit, capitals first", async () => {
    const facts = await look(filesOf({ "b_1.jpg": "L 1 1", "Pa_1.jpg": "L 1 1", "PS_1.jpg": "L 1 1" }));
    expect(facts.classes).toEqual(["PS", "Pa", "b"]);
  });

  it("files that are no pictures are left out and named, the first three and a count", async () => {
    const facts = await look(
      filesOf({ "a_1.jpg": "L 1 1", "b_1.jpg": "L 1 1", "1.txt": "", "2.txt": "", "3.txt": "", "4.txt": "" }),
    );
    expect(facts.length).toBe(2);
    expect(facts.remarks[0]).toBe("Left out what is no picture: 4 files (1.txt, 2.txt, 3.txt and 1 more).");
  });

  it("a picture cut in half is named and skipped, and the rest goes on", async () => {
    const facts = await look(filesOf({ "a_1.jpg": "L 1 1", "a_2.jpg": "L 1", "b_1.jpg": "L 1 1" }));
    expect(facts.length).toBe(2);
    expect(facts.remarks[0]).toBe("Left out 1 broken picture: a_2.jpg is cut off after 3 bytes.");
  });

  it("files of several pictures are named: the first of each is taken", async () => {
    const files = filesOf({ "a_1.jpg": "L 1 1 of 3", "a_2.jpg": "L 1 1", "b_1.jpg": "L 1 1 of 12" });
    const facts = await look(files);
    expect(facts.length).toBe(3);
    expect(facts.remarks[0]).toBe(
      "Only the first picture was taken of 2 files: a_1.jpg holds 3, b_1.jpg holds 12. Save each page or frame as a file of its own to use them all.",
    );
  });

  it("broken pictures are all named, the first ten with what is wrong with them", async () => {
    const names = Array.from({ length: 12 }, (_, at) => `b_${at + 10}.jpg`);
    const files = Object.fromEntries(names.map((name) => [name, "text"]));
    const facts = await look(filesOf({ "a_1.jpg": "L 1 1", ...files }));
    expect(facts.remarks[0]).toMatch(
      /12 broken pictures: b_10\.jpg .*b_19\.jpg .*; and 2 more: b_20\.jpg, b_21\.jpg\.$/,
    );
  });

  it("a picture without a class is named and left out", async () => {
    const facts = await look(filesOf({ "a_1.jpg": "L 1 1", "17.jpg": "L 1 1", "b_1.jpg": "L 1 1" }));
    expect(facts.length).toBe(2);
    expect(facts.remarks[0]).toContain("17.jpg");
  });

  it("a class with one picture and a set with one class are said", async () => {
    const lonely = await look(filesOf({ "a_1.jpg": "L 1 1", "a_2.jpg": "L 1 1", "b_1.jpg": "L 1 1" }));
    expect(lonely.remarks).toEqual([
      "The class b has a single picture: it can be learned from or judged by, not both.",
    ]);
    const same = await look(filesOf({ "a_1.jpg": "L 1 1", "a_2.jpg": "L 1 1" }));
    expect(same.remarks[0]).toContain("All 2 pictures have the class a");
  });

  it("takes the class from the folder or a pattern where it is told so", async () => {
    const files = filesOf({ "set/cat/1.jpg": "L 1 1", "set/dog/2.jpg": "L 1 1" });
    expect((await look(files, { label: "folder" })).classes).toEqual(["cat", "dog"]);
    expect((await look(files, { label: "pattern", pattern: "{class}/*.jpg" })).classes).toEqual([
      "cat",
      "dog",
    ]);
  });

  it("reports each picture and stops when it is told to", async () => {
    const report = recorder();
    await look(steel, {}, report);
    expect(report.steps).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    const stop = new AbortController();
    stop.abort();
    await expect(look(steel, {}, recorder(), stop.signal)).rejects.toThrow();
  });
});

describe("leaving pictures out", () => {
  const warned = (facts: Awaited<ReturnType<typeof look>>) =>
    imageArchive.warnings?.({ settings: settingsOf(imageArchive), facts, hasFiles: true }) ?? [];

  it("goes by the whole name, or by its end where only one picture has it", async () => {
    const facts = await look(steel, { exclude: ["neu/Cr_1.jpg", "In_2.jpg"] });
    expect(facts.length).toBe(2);
    expect(warned(facts)).toEqual([]);
    const { dataset } = await run(imageArchive, {}, {}, { files: steel, facts });
    expect(dataset.names).toEqual(["neu/Cr_2.jpg", "neu/In_1.jpg"]);
  });

  it("leaves out none of several pictures that are called so, and says it", async () => {
    const files = filesOf({ "a/1.jpg": "L 1 1", "b/1.jpg": "L 1 1", "b/2.jpg": "L 1 1" });
    const facts = await look(files, { label: "folder", exclude: ["1.jpg", "9.jpg"] });
    expect(facts.length).toBe(3);
    expect(warned(facts).map(({ message }) => message)).toEqual([
      "9.jpg is to be left out, but no picture here is called so.",
      "1.jpg is to be left out, but several pictures are called so. Say which, with its folder.",
    ]);
  });

  it("a picture that is left out may be broken, or of another size", async () => {
    const files = filesOf({ "a_1.jpg": "L 1 1", "a_2.jpg": "text", "b_1.jpg": "L 1 1", "b_2.jpg": "L 9 9" });
    const facts = await look(files, { broken: "stop", exclude: ["a_2.jpg", "b_2.jpg"] });
    expect(facts).toMatchObject({ length: 2, height: 1, width: 1 });
  });

  it("decodes no picture again", async () => {
    const files = filesOf({ "a_1.jpg": "L 1 1", "a_2.jpg": "L 1 1", "b_1.jpg": "L 1 1" });
    const first = await look(files);
    Object.assign(files, { read: () => Promise.reject(new Error("It was read again.")) });
    expect(first.length).toBe(3);
    expect((await look(files, { exclude: ["a_2.jpg"] })).length).toBe(2);
  });

  it("is refused where none would be left", async () => {
    const error = await refusal(() => look(filesOf({ "a_1.jpg": "L 1 1" }), { exclude: ["a_1.jpg"] }));
    expect(error.message).toContain("The only picture is left out");
  });
});

describe("what it refuses", () => {
  it("an empty zip", async () => {
    const error = await refusal(() => look(filesOf({}, "empty.zip")));
    expect(error.message).toContain("empty.zip is empty");
  });

  it("an archive without a picture, naming what is in it", async () => {
    const error = await refusal(() => look(filesOf({ "notes.txt": "" })));
    expect(error.message).toContain("There is no picture in pictures.zip");
    expect(error.details.got).toBe("1 file (notes.txt)");
  });

  it("a broken picture, where it is to stop", async () => {
    const files = filesOf({ "a_1.jpg": "L 1 1", "a_2.jpg": "text" });
    const error = await refusal(() => look(files, { broken: "stop" }));
    expect(error.message).toContain("a_2.jpg is cut off after 4 bytes");
    expect(error.fix?.("images").edit).toMatchObject({ setting: "broken", value: "skip" });
  });

  it("pictures of which none can be read", async () => {
    const error = await refusal(() => look(filesOf({ "a_1.jpg": "text" })));
    expect(error.message).toContain("No picture in pictures.zip can be read; 1 picture tried");
    expect(error.message).toContain("a_1.jpg");
  });

  it("names that say no class, with the folder as a way out", async () => {
    const error = await refusal(() => look(filesOf({ "cat/1.jpg": "L 1 1" })));
    expect(error.message).toContain("the first is cat/1.jpg");
    expect(error.fix?.("images").edit).toMatchObject({ setting: "label", value: "folder" });
  });

  it("names and folders that say no class, without a way out that leads nowhere", async () => {
    const error = await refusal(() => look(filesOf({ "1.jpg": "L 1 1", "2.jpg": "L 1 1" })));
    expect(error.message).toMatch(/Put the pictures of each class into a folder of their own/);
    expect(error.fix).toBeUndefined();
  });

  it("a pattern that is none", async () => {
    const error = await refusal(() => look(steel, { label: "pattern", pattern: "*.jpg" }));
    expect(error.message).toContain("has no {class}");
    expect(error.details).toMatchObject({ setting: "pattern", got: "*.jpg" });
  });
});
