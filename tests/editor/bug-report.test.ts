import { expect, it } from "vitest";
import { bugReport, type ReportFacts } from "@/editor/panels/bug-report";
import { emptyGraph } from "@/graph/document";

const facts = (texts: readonly string[]): ReportFacts => ({
  version: "1.2.3",
  browser: "Browser 1",
  cores: 4,
  isIsolated: true,
  engine: {
    device: "wasm",
    threads: 1,
    renderer: "CPU (WASM)",
    reason: "CPU (WASM), as asked",
    version: "tfjs 4",
  },
  engineText: "",
  memory: { tensors: 1, bytes: 2e6, cached: 3e6, deviceBytes: 4e6 },
  kept: undefined,
  graph: {
    ...emptyGraph(),
    title: "Patients of Dr Grey",
    nodes: {
      images: { type: "image-archive", version: 1, title: "Ward 7", settings: {}, position: [0, 0] },
      more: { type: "image-archive", version: 1, settings: {}, position: [0, 0] },
    },
    assets: {
      images: { name: "ward seven.zip", bytes: 1, sha256: "0", url: "https://grey.example/ward.zip" },
    },
  },
  classes: ["scratches", "Ann Lee"],
  log: texts.map((text, id) => ({ id, at: 0, level: "error", text })),
});

it("a report says what a fault needs to be found", () => {
  const report = bugReport(facts(["The loss is not finite (NaN) at batch 2 of 3 in epoch 1.5e3."]));
  for (const part of [
    "Tensorloom: 1.2.3",
    "Device: CPU (WASM), as asked. CPU (WASM), 1 thread",
    "Memory: 1 tensor of 2.0 MB, the device holds 4.0 MB",
    "Graph: 2 nodes, 0 edges (image-archive 2)",
    "error: The loss is not finite (NaN) at batch 2 of 3",
  ])
    expect(report).toContain(part);
});

it("a report has nothing of the user's in it", () => {
  const report = bugReport(
    facts([
      "Ward 7: ward seven.zip holds no pictures.",
      "scans/Ann Lee/left-eye.png is cut off. C:\\scans\\right.jpeg too.",
      "Lee Roy/Bob Ann/x y.png: it has no mask, scratches has one.",
      "https://grey.example/other?name=ann could not be fetched",
      'The class "Ann Lee" has one picture in Patients of Dr Grey.',
    ]),
  );
  for (const secret of [
    "Ward 7",
    "ward",
    "left-eye",
    "right",
    "grey.example",
    "Patients",
    "Grey",
    ".png",
    '"Ann',
  ])
    expect(report, secret).not.toContain(secret);
  expect(report).toContain("…: … holds no pictures.");
});

it("a report without faults says so", () => {
  expect(bugReport(facts([]))).toContain("No warnings and no errors.");
});
