import { expect, it } from "vitest";
import { Progress } from "../../src/cli/progress";
import { resultsText } from "../../src/cli/results";
import { listText, problemText } from "../../src/cli/words";
import { durationText } from "../../src/compile/amounts";

it("a problem names its place, what was expected, what came and what mends it", () => {
  const text = problemText({
    severity: "error",
    node: "vgg16",
    port: "module",
    message: "VGG16 needs three channels.",
    expected: "[3, 224, 224]",
    got: "[1, 224, 224]",
    cause: "images",
    fix: { title: "Insert Convert colour", edit: { kind: "retitle", title: "" } },
  });
  expect(text.split("\n")).toEqual([
    "error: vgg16.module: VGG16 needs three channels.",
    "  expected: [3, 224, 224]",
    "  got:      [1, 224, 224]",
    "  it began at images",
    "  to mend it: Insert Convert colour",
  ]);
});

it("times and lists read as a person would say them", () => {
  expect([400, 42_000, 185_000].map(durationText)).toEqual(["0.4 s", "42 s", "3 min 5 s"]);
  expect([7_199_000, 9_460_000, 172_799_000, 2.9e11].map(durationText)).toEqual([
    "119 min 59 s",
    "2 h 38 min",
    "2 days",
    "3356 days",
  ]);
  expect([[], ["a"], ["a", "b", "c"]].map(listText)).toEqual(["none", "a", "a, b and c"]);
});

const step = { node: "resize", type: "resize", status: "done", ms: 1500, key: "k" } as const;

it("progress is one line for each new thing where there is no terminal", () => {
  const written: string[] = [];
  const progress = new Progress({ write: (text: string) => written.push(text) });
  for (const done of [1, 2, 3]) {
    progress.tell({ run: 1, kind: "progress", node: "trainer", done, total: 3, text: "epoch 1 of 5" });
  }
  progress.tell({ run: 1, kind: "step", step });
  expect(written).toEqual(["trainer: epoch 1 of 5\n", "resize: done in 1.5 s\n"]);
});

it("progress on a terminal is one line that is drawn again, and lines that stay go above it", () => {
  let screen = "";
  const progress = new Progress({ isTTY: true, columns: 80, write: (text: string) => (screen += text) });
  progress.tell({ run: 1, kind: "progress", node: "trainer", done: 3, total: 4 });
  expect(screen).toContain("75 % trainer");
  screen = "";
  progress.tell({ run: 1, kind: "step", step });
  expect(screen).toContain("\r\u001b[2Kresize: done in 1.5 s\n█");
});

it("results.json has the same fields in the same order, whatever order the run made them in", () => {
  const engine = { device: "wasm", threads: 1, renderer: "", reason: "", version: "0" } as const;
  const result = (outputs: Record<string, Record<string, number>>) =>
    ({
      status: "done",
      ms: 1.6,
      key: "g",
      steps: [step],
      outputs,
      problems: [],
      tensors: { before: 0, after: 0 },
    }) as const;
  const text = resultsText("T", engine, result({ b: { loss: 1 }, a: { loss: 2 } }));
  expect(text).toBe(resultsText("T", engine, result({ a: { loss: 2 }, b: { loss: 1 } })));
  expect(Object.keys(JSON.parse(text))).toEqual([
    "graph",
    "engine",
    "status",
    "ms",
    "steps",
    "outputs",
    "problems",
  ]);
});
