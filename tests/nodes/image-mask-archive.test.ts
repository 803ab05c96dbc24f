import { existsSync, readFileSync } from "node:fs";
import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { openFiles } from "@/files/file-set";
import { pictures } from "@/files/pictures";
import type { FileSet } from "@/graph/run";
import imageMaskArchive from "../../nodes/data/image-mask-archive";
import { withPage, writeTiff } from "../files/tiff-writer";
import { infer, recorder, refusal, run, settingsOf, surroundings } from "./harness";

type Settings = Parameters<typeof settingsOf<typeof imageMaskArchive.settings>>[1];
type Content = Uint8Array<ArrayBuffer>;

/** A grey PNG of these rows. */
function png(rows: readonly (readonly number[])[], depth: 8 | 16 = 8): Content {
  const data = depth === 8 ? Uint8Array.from(rows.flat()) : Uint16Array.from(rows.flat());
  return new Uint8Array(
    encode({ width: rows[0]?.length ?? 0, height: rows.length, channels: 1, depth, data }),
  );
}

const BLANK = [
  [90, 0, 0],
  [0, 0, 200],
];
const picture = png(BLANK);
const mask = png([
  [0, 255, 255],
  [0, 0, 0],
]);

function filesOf(contents: Readonly<Record<string, Content>>, name = "cells.zip"): FileSet {
  return {
    name,
    paths: Object.keys(contents).sort(),
    read: async (path) => contents[path] ?? new Uint8Array(),
  };
}

function around(files: FileSet | undefined, settings: Settings = {}, report = recorder()) {
  const context = surroundings({ ...(files ? { files } : {}), report });
  return { settings: settingsOf(imageMaskArchive, settings), ...context, pictures };
}

async function look(contents: Readonly<Record<string, Content>>, settings: Settings = {}) {
  if (!imageMaskArchive.inspect) throw new Error("It looks through nothing.");
  return imageMaskArchive.inspect(around(filesOf(contents), settings));
}

async function read(contents: Readonly<Record<string, Content>>, settings: Settings = {}) {
  const facts = await look(contents, settings);
  const context = { ...around(filesOf(contents), settings), facts, inputs: {} };
  return { facts, ...(await imageMaskArchive.run(context)) };
}

describe("before there are files", () => {
  it("the sample is known in full, and is drawn when it runs", async () => {
    expect(infer(imageMaskArchive, {}, { count: 5 }).dataset).toMatchObject({ length: 5, hasMasks: true });
    const { dataset } = await run(imageMaskArchive, {}, { count: 5 });
    expect(dataset.names).toHaveLength(5);
    expect((await dataset.sample(4, 0)).mask?.height).toBe(256);
  });

  it("with no sample wanted it says to give files, and offers the sample", async () => {
    const error = await refusal(() => infer(imageMaskArchive, {}, { untilFiles: "nothing" }));
    expect(error.message).toContain("Drop a zip or a folder with pictures and masks");
    expect(error.fix?.("images").edit).toMatchObject({ setting: "untilFiles", value: "sample-cells" });
  });

  it("files that were not looked through yet leave sizes and number open", () => {
    const { dataset } = infer(imageMaskArchive, {}, {}, { hasFiles: true });
    expect(dataset).toMatchObject({ length: "N", classes: ["nucleus"], hasMasks: true });
    expect(dataset.image.shape).toEqual(["C", "H", "W"]);
  });
});

describe("layouts are found by themselves and said", () => {
  it("Kaggle: one object a mask, joined to one", async () => {
    const { facts, dataset } = await read({
      "train/a1/images/a1.png": picture,
      "train/a1/masks/x.png": mask,
      "train/a1/masks/y.png": png([
        [0, 0, 0],
        [255, 0, 0],
      ]),
      "train/b2/images/b2.png": picture,
      "train/b2/masks/z.png": mask,
    });
    expect(facts.remarks).toEqual([
      "Found one folder a picture, one object a mask (Kaggle): 2 pictures, 3 masks with the values 0, 255; above 0 is the object.",
    ]);
    const { image, mask: joined, name } = await dataset.sample(0, 0);
    expect([name, ...image.data]).toEqual(["train/a1/images/a1.png", ...BLANK.flat()]);
    expect([...(joined?.data ?? [])]).toEqual([0, 1, 1, 1, 0, 0]);
    expect([...((await dataset.sample(1, 0)).mask?.data ?? [])]).toEqual([0, 1, 1, 0, 0, 0]);
  });

  it("two folders, whatever the endings, also with _mask in the mask's name, also nested", async () => {
    const { facts, dataset } = await read({
      "set/images/day1/a.png": picture,
      "set/images/day1/b.png": picture,
      "set/masks/day1/a.png": mask,
      "set/masks/day1/b_mask.png": mask,
    });
    expect(facts.remarks[0]).toContain(
      "Found images and masks in two folders, the same name for both: 2 pictures",
    );
    expect(dataset.names).toEqual(["set/images/day1/a.png", "set/images/day1/b.png"]);
  });

  it("two folders with a single pair are two folders", async () => {
    const { facts } = await read({ "images/a.png": picture, "masks/a.png": mask, "masks/b.png": mask });
    expect(facts.remarks).toContain("Left out what has no picture: 1 mask (masks/b.png).");
  });

  it("side by side, told apart by the end of the name", async () => {
    const { facts, dataset } = await read({
      "a.png": picture,
      "a_mask.png": mask,
      "b.png": picture,
      "b-seg.png": mask,
    });
    expect(facts.remarks[0]).toContain("side by side");
    expect(dataset.names).toEqual(["a.png", "b.png"]);
  });

  it("two folders, and more pictures and masks side by side beside them", async () => {
    const { facts, dataset } = await read({
      "images/a.png": picture,
      "masks/a.png": mask,
      "more/b.png": picture,
      "more/b_mask.png": mask,
      "more/c.png": picture,
      "more/d_mask.png": mask,
    });
    expect(dataset.names).toEqual(["images/a.png", "more/b.png"]);
    expect(facts.remarks).toEqual([
      "Found images and masks in two folders, the same name for both, and pictures and masks side by side, told apart by the end of the name: 2 pictures, 2 masks with the values 0, 255; above 0 is the object.",
      "Left out what has no mask: 1 picture (more/c.png).",
      "Left out what has no picture: 1 mask (more/d_mask.png).",
    ]);
  });

  it("infer says what a run gives", async () => {
    const { facts, dataset } = await read({ "a.png": picture, "a_mask.png": mask });
    const { dataset: type } = infer(imageMaskArchive, {}, {}, { facts });
    expect(type).toMatchObject({ length: 1, classes: ["nucleus"], hasMasks: true });
    expect(type.image).toMatchObject({ shape: [1, 2, 3], mode: "L" });
    expect([dataset.hasMasks, dataset.classes, [...dataset.labels]]).toEqual([true, ["nucleus"], [0]]);
    expect(dataset.prints).toHaveLength(1);
  });
});

describe("what a mask's pixel is", () => {
  it("numbered objects are all marked, in 16 bits too, and more than two values are named", async () => {
    const labels = [
      [0, 1, 2],
      [300, 0, 0],
    ];
    for (const numbered of [
      png(labels, 16),
      writeTiff({
        width: 3,
        height: 2,
        depth: 16,
        channels: 1,
        meaning: 1,
        data: Uint16Array.from(labels.flat()),
      }),
    ]) {
      const { facts, dataset } = await read({ "a.png": picture, "a_mask.png": numbered });
      expect([...((await dataset.sample(0, 0)).mask?.data ?? [])]).toEqual([0, 1, 1, 1, 0, 0]);
      expect(facts.remarks[1]).toBe(
        "1 mask with more than 2 values: a_mask.png has 4 values (0, 1, 2 and 1 more). Everything above 0 was taken as the object; change Threshold where that is wrong.",
      );
    }
  });

  it("the threshold draws the line", async () => {
    const soft = png([
      [0, 127, 128],
      [255, 3, 0],
    ]);
    const { facts, dataset } = await read({ "a.png": picture, "a_mask.png": soft }, { threshold: 127 });
    expect([...((await dataset.sample(0, 0)).mask?.data ?? [])]).toEqual([0, 0, 1, 1, 0, 0]);
    expect(facts.remarks[1]).toContain("a_mask.png has 5 values");
  });

  it("a mask that marks all of its picture is named, such as white shapes on white that is transparent", async () => {
    const white = png([
      [255, 255, 255],
      [255, 255, 255],
    ]);
    const { facts } = await read({
      "a.png": picture,
      "a_mask.png": mask,
      "b.png": picture,
      "b_mask.png": white,
    });
    expect(facts.remarks).toContain(
      "All is marked in 1 mask (b.png): no value is as low as 0. What is not the object has to be black, and not transparent alone; or change Threshold.",
    );
  });

  it("an empty mask is allowed and named; all empty are refused, with the way out where there is one", async () => {
    const none = png([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const { facts } = await read({
      "a.png": picture,
      "a_mask.png": mask,
      "b.png": picture,
      "b_mask.png": none,
    });
    expect(facts.remarks).toContain("Nothing is marked in 1 mask (b.png).");
    const error = await refusal(() => look({ "b.png": picture, "b_mask.png": none }));
    expect(error.message).toBe(
      "The only mask is empty: no value is above 0, the highest is 0. There is nothing to learn: are these the right files?",
    );
    expect(error.fix).toBeUndefined();
    const high = await refusal(() =>
      look(
        {
          "a.png": picture,
          "a_mask.png": png([
            [0, 1, 1],
            [0, 0, 1],
          ]),
        },
        { threshold: 127 },
      ),
    );
    expect(high.message).toContain("no value is above 127, the highest is 1. Lower Threshold.");
    expect(high.fix?.("images").edit).toMatchObject({ setting: "threshold", value: 0 });
  });
});

describe("channels as they are", () => {
  const four = Uint8Array.from({ length: 24 }, (_, i) => i * 10);
  it.each([
    ["RGBA", new Uint8Array(encode({ width: 3, height: 2, channels: 4, depth: 8, data: four }))],
    ["CMYK", writeTiff({ width: 3, height: 2, depth: 8, channels: 4, meaning: 5, data: four })],
  ])("%s", async (mode, bytes) => {
    const { facts, dataset } = await read({ "a.tif": bytes, "a_mask.png": mask });
    expect([facts.mode, facts.channels]).toEqual([mode, 4]);
    expect([...(await dataset.sample(0, 0)).image.data]).toEqual([...four]);
  });

  it("of 16 bits the upper 8; what is nearly black then is named", async () => {
    const deep = png(
      [
        [4095, 0, 0],
        [0, 0, 100],
      ],
      16,
    );
    const { facts } = await read({ "a.png": deep, "a_mask.png": mask });
    expect(facts.remarks[1]).toMatch(/^Nearly black, no value above 31 of 255: 1 picture \(a\.png\)\./);
  });
});

describe("leaving pictures out", () => {
  const three = {
    "set/a.png": picture,
    "set/a_mask.png": mask,
    "set/b.png": picture,
    "set/b_mask.png": png([[0, 255]]),
    "set/c.png": picture,
    "set/c_mask.png": mask,
  };
  const warned = (facts: Awaited<ReturnType<typeof look>>) =>
    imageMaskArchive.warnings?.({ settings: settingsOf(imageMaskArchive), facts, hasFiles: true });

  it("takes a pair out, with its folder or without, even one that cannot be used", async () => {
    const { facts, dataset } = await read(three, { broken: "stop", exclude: ["set/a.png", "b.png"] });
    expect(dataset.names).toEqual(["set/c.png"]);
    expect(facts.remarks).toEqual([
      "Found pictures and masks side by side, told apart by the end of the name: 1 picture, 1 mask with the values 0, 255; above 0 is the object.",
    ]);
    expect(warned(facts)).toEqual([]);
  });

  it("warns of a name that no picture has, a mask's among them, and refuses to take all", async () => {
    expect(warned(await look(three, { exclude: ["c_mask.png"] }))).toEqual([
      { setting: "exclude", message: "c_mask.png is to be left out, but no picture here is called so." },
    ]);
    const error = await refusal(() => look(three, { exclude: ["a.png", "b.png", "c.png"] }));
    expect(error.message).toContain("All 3 pictures are left out");
    expect(error.fix?.("images").edit).toMatchObject({ kind: "unset", setting: "exclude" });
  });

  it("works on the sample too, and leaves the exported program as it was where none is left out", async () => {
    const settings = { count: 3, exclude: ["cells_1"] };
    expect(infer(imageMaskArchive, {}, settings).dataset.length).toBe(2);
    expect((await run(imageMaskArchive, {}, settings)).dataset.names).toEqual(["cells_2", "cells_3"]);
    const lines = (exclude: string[]) =>
      imageMaskArchive
        .torch({
          settings: settingsOf(imageMaskArchive, { exclude }),
          inputs: {},
          outputs: { dataset: "data" },
        })
        .lines.join("\n");
    expect(lines([])).not.toContain("left_out");
    expect(lines(["a.png"])).toContain('left_out = ["a.png"]');
  });

  it("decodes no picture a second time for it", async () => {
    const files = filesOf(three);
    const reads: string[] = [];
    const counted: FileSet = {
      ...files,
      read: (path) => {
        reads.push(path);
        return files.read(path);
      },
    };
    await imageMaskArchive.inspect?.(around(counted));
    const first = reads.length;
    await imageMaskArchive.inspect?.(around(counted, { exclude: ["b.png"] }));
    expect(reads).toHaveLength(first);
    await imageMaskArchive.inspect?.(around(counted, { threshold: 9, exclude: ["b.png"] }));
    expect(reads.length).toBeGreaterThan(first);
  });
});

describe("bad input, in words", () => {
  const good = { "a.png": picture, "a_mask.png": mask };

  it("unpaired files are named and left out", async () => {
    const { facts } = await read({
      ...good,
      "b.png": picture,
      "c_mask.png": mask,
      "notes.txt": new Uint8Array(),
    });
    expect(facts.length).toBe(1);
    expect(facts.remarks.slice(1)).toEqual([
      "Left out what is no picture: 1 file (notes.txt).",
      "Left out what has no mask: 1 picture (b.png).",
      "Left out what has no picture: 1 mask (c_mask.png).",
    ]);
  });

  it("a mask of another size than its picture", async () => {
    const contents = { ...good, "b.png": picture, "b_mask.png": png([[0, 255]]) };
    expect((await look(contents)).remarks[1]).toBe(
      "Left out 1 pair: The mask b_mask.png is 1×2 px, its picture b.png 2×3 px. Both must have one size.",
    );
    const error = await refusal(() => look(contents, { broken: "stop" }));
    expect(error.message).toContain("The mask b_mask.png is 1×2 px");
    expect(error.fix?.("images").edit).toMatchObject({ setting: "broken", value: "skip" });
    const only = await refusal(() => look({ "b.png": picture, "b_mask.png": png([[0, 255]]) }));
    expect(only.message).toContain("No picture in cells.zip can be used with its mask; 1 pair tried.");
  });

  it("5 channels, 20,000 × 20,000 px, and a picture cut in half", async () => {
    const five = { width: 3, height: 2, depth: 8, channels: 5, meaning: 2, data: new Uint8Array(30) };
    const huge = writeTiff({ ...five, channels: 3 }, { tags: { 256: [20000], 257: [20000] } });
    const { remarks } = await look({
      ...good,
      "b.tif": writeTiff(five),
      "b_mask.png": mask,
      "c.tif": huge,
      "c_mask.png": mask,
      "d.png": picture.slice(0, 50),
      "d_mask.png": mask,
    });
    expect(remarks[1]).toContain("Left out 3 pairs: b.tif has 5 channels;");
    expect(remarks[1]).toContain("c.tif is 20000×20000 pixels: more than the 100 megapixels");
    expect(remarks[1]).toContain("d.png is cut off");
  });

  it("a stack of pages, of which the first is taken, as a picture and as a mask", async () => {
    const page = (rows: readonly number[]) =>
      writeTiff({ width: 3, height: 2, depth: 8, channels: 1, meaning: 1, data: Uint8Array.from(rows) });
    const { facts, dataset } = await read({
      ...good,
      "b.tif": withPage(withPage(page(BLANK.flat()))),
      "b_mask.tif": withPage(page([0, 1, 1, 0, 0, 0])),
    });
    expect(facts.remarks.slice(1)).toEqual([
      "Only the first picture was taken of 2 files: b.tif holds 3, b_mask.tif holds 2. Save each page or frame as a file of its own to use them all.",
    ]);
    expect([...(await dataset.sample(1, 0)).image.data]).toEqual(BLANK.flat());
  });

  it("says what there is where nothing is a picture", async () => {
    const error = await refusal(() => look({ "a.txt": picture }));
    expect(error.details).toMatchObject({ expected: "pictures with masks", got: "1 file (a.txt)" });
  });

  it("pictures without any mask, no pictures, and nothing at all", async () => {
    expect((await refusal(() => look({ "a.png": picture }))).message).toBe(
      "No picture in cells.zip has a mask: it has 1 picture (a.png). Put pictures into a folder images and masks of the same names into a folder masks beside it, or call them x.png and x_mask.png.",
    );
    expect((await refusal(() => look({ "a.txt": picture }))).message).toContain(
      "There is no picture in cells.zip",
    );
    expect((await refusal(() => look({}))).message).toContain("cells.zip is empty");
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(
      imageMaskArchive.inspect?.({ ...around(filesOf(good)), signal: stop.signal }),
    ).rejects.toThrow();
  });
});

const DSB = new URL("../../../shared/data/dsb-112.zip", import.meta.url);

it("reads the 112 pictures of the Data Science Bowl with their 3,031 nuclei", async ({ skip }) => {
  if (!existsSync(DSB)) skip("../shared/data/dsb-112.zip is not here.");
  const files = await openFiles([{ path: "dsb-112.zip", file: new Blob([readFileSync(DSB)]) }]);
  const facts = await imageMaskArchive.inspect?.(around(files));
  if (!facts) throw new Error("It looks through nothing.");
  expect(facts).toMatchObject({ length: 112, height: 256, width: 256, channels: 4, mode: "RGBA" });
  expect(facts.remarks).toEqual([
    "Found one folder a picture, one object a mask (Kaggle): 112 pictures, 3,031 masks with the values 0, 255; above 0 is the object.",
  ]);
  const { dataset } = await imageMaskArchive.run({ ...around(files), facts, inputs: {} });
  const { mask: first } = await dataset.sample(0, 0);
  expect(first?.data.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(1000);
});
