import { describe, expect, it } from "vitest";
import { writeBundle } from "@/files/bundle";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { registry } from "@/registry";
import { grade, gradesCsv, type HandedIn } from "@/walkthrough/grade";
import { readHandedIn } from "@/walkthrough/handed-in";
import { readSubmission, type SubmissionParts, submissionText } from "@/walkthrough/submission";
import { small } from "./small";

const graph: Graph = {
  ...emptyGraph(),
  nodes: {
    images: { type: "sample-steel", version: 1, settings: { count: 2, seed: 7 } },
    grid: { type: "image-grid", version: 1, settings: {} },
  },
  edges: [{ from: "images.dataset", to: "grid.dataset" }],
};
const parts = (more: Partial<SubmissionParts> = {}): SubmissionParts => ({
  student: "Ada",
  madeAt: "2026-01-01T10:00:00Z",
  answers: { classes: 6, colour: [0], words: "=cmd()" },
  data: { images: { classes: 6, pictures: 12 } },
  results: { grid: { key: "k", at: 5, metrics: { shown: 12 } } },
  ranAt: 5,
  opened: [{ what: "picture", node: "grid", at: 6 }],
  steps: { wire: { seconds: 60, done: true }, run: { seconds: 90, done: true } },
  ...more,
});
const bundle = (submission: string, content = graph) =>
  writeBundle({ title: "x", graph: canonicalText(content), submission });
const handIn = async (name: string, more: Partial<SubmissionParts> = {}, content = graph) =>
  readHandedIn(await bundle(submissionText(parts(more), small(), content), content), name, registry);
const gradeOne = (one: HandedIn, walkthrough = small()) => grade(walkthrough, [one], registry)[0];

describe("a submission", () => {
  it("comes back whole, with its seeds, and is graded", async () => {
    const one = await handIn("ada.loom");
    expect(one).toMatchObject({ isWhole: true, problems: [], submission: { seeds: { "images.seed": 7 } } });
    expect(gradeOne(one)).toMatchObject({
      student: "Ada",
      steps: 3,
      met: 3,
      right: 2,
      questions: 2,
      flags: [],
      missing: [],
    });
  });

  it("is flagged where its numbers or its graph were changed afterwards", async () => {
    const text = submissionText(parts(), small(), graph);
    const changed = await readHandedIn(
      await bundle(text.replace('"shown": 12', '"shown": 13')),
      "a",
      registry,
    );
    const other = { ...graph, nodes: { ...graph.nodes, more: { type: "split", version: 1, settings: {} } } };
    const moved = await readHandedIn(await bundle(text, other), "b", registry);
    for (const one of [changed, moved]) expect(gradeOne(one)?.flags.join(" ")).toContain("digest is wrong");
  });

  it("is told apart from one of another walkthrough, or of another version of it", async () => {
    const one = await handIn("a.loom");
    expect(gradeOne(one, small({ id: "else" }))).toMatchObject({
      met: 0,
      flags: ["It is of another walkthrough: small."],
    });
    expect(gradeOne(one, small({ title: "Mended" }))?.flags).toEqual([
      "It was done with another version of this walkthrough.",
    ]);
  });

  it("says what is missing by step, and what the page saw met earlier", async () => {
    const none = await handIn("a.loom", { opened: [], answers: {}, steps: {} });
    expect(gradeOne(none)?.missing).toEqual([
      "Run it: Open a picture.",
      "Say it: Answer the question: How many classes?",
      "Say it: Answer the question: Are they grey?",
      "Say it: Answer the question: Describe one.",
    ]);
    const seen = await handIn("a.loom", { opened: [] });
    expect(gradeOne(seen)).toMatchObject({ met: 2, seen: 1, missing: [] });
  });

  it("is flagged where another has the same graph, however it is laid out, and more so with the same results", async () => {
    const laid = { ...graph, layout: { images: [1, 2] as [number, number] } };
    const other = { grid: { key: "k", at: 6, metrics: { shown: 12 } } };
    const all = [
      await handIn("a.loom"),
      await handIn("b.loom", { answers: {} }, laid),
      await handIn("c.loom", { results: other }),
      await handIn("d.loom", {}, { ...graph, edges: [] }),
    ];
    const flags = grade(small(), all, registry).map((one) => one.flags.join(" "));
    expect(flags[0]).toBe(
      "The same graph and the same results to the millisecond as b.loom. The same graph as c.loom.",
    );
    expect(flags[1]).toContain("to the millisecond as a.loom");
    expect(flags[2]).toBe("The same graph as a.loom and b.loom.");
    expect(flags[3]).toBe("");
  });

  it("is held against a second run, within the tolerance", async () => {
    const one = await handIn("a.loom");
    const again = (shown: number) => gradeOne({ ...one, again: { grid: { shown } } })?.flags;
    expect(again(12.1)).toEqual([]);
    expect(again(9)?.[0]).toContain(
      "shown of grid is 9 when it is run again, and 12 was handed in (tolerance 5 %)",
    );
    expect(gradeOne({ ...one, again: {} })?.flags[0]).toContain("gives no shown");
    const strict = { ...one, again: { grid: { shown: 12.1 } } };
    expect(gradeOne(strict, small({ tolerances: { shown: 0.001 } }))?.flags.join(" ")).toContain("0.1 %");
  });

  it.each([
    ["[", "not JSON"],
    ['{"format":"x"}', "no submission"],
    [JSON.stringify({ format: "tensorloom-submission", formatVersion: 9 }), "newer"],
    [JSON.stringify({ format: "tensorloom-submission", formatVersion: 1 }), "is wrong at walkthrough"],
    ['{"format":"tensorloom-submission","__proto__":1}', "__proto__"],
    [`${'{"a":'.repeat(99)}1${"}".repeat(99)}`, "nested deeper"],
  ])("refuses %.30s in words", (text, words) => {
    expect(readSubmission(text, graph).problems.join(" ")).toContain(words);
  });

  it("that cannot be read has a line in the table too", async () => {
    const junk = await readHandedIn(new Blob(["junk"]), "junk.loom", registry);
    const plain = await readHandedIn(
      await writeBundle({ title: "x", graph: canonicalText(graph) }),
      "p.loom",
      registry,
    );
    const huge = await readHandedIn(await bundle("x".repeat(8_000_001)), "huge.loom", registry);
    expect(gradeOne(huge)?.flags[0]).toContain("submission.json has 8 MB: that is no submission");
    expect(gradeOne(junk)?.flags[0]).toContain("could not be read");
    expect(gradeOne(plain)?.flags[0]).toContain("not handed in");
  });
});

describe("the table", () => {
  it("quotes what has commas, and lets no spreadsheet compute a student's words", async () => {
    const csv = gradesCsv(grade(small(), [await handIn("a,b.loom", { student: "+1" })], registry), small());
    expect(csv.split("\r\n")[0]).toBe(
      "file,student,steps met,seen met earlier,steps,answers right,questions,minutes,look at,missing,text words",
    );
    expect(csv.split("\r\n")[1]).toBe(`"a,b.loom",'+1,3,0,3,2,2,3,,,'=cmd()`);
  });
});
