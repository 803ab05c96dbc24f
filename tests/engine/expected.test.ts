import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import { NO_SPEEDS, type Probe, type Speeds, type Timed } from "@/compile/speeds";
import { workOf } from "@/compile/work";
import { expectedOf, type There } from "@/engine/expected";
import { SpeedBook } from "@/engine/speed-book";
import type { Graph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const steel = parseGraph(readFileSync("graphs/steel-defects.json", "utf8")).graph as Graph;
const made = plan(check(steel, NO_FACTS, registry), registry);
const PROBE: Probe = { flopsPerMs: 1e7, batchMs: 1, pictureMs: 1 };
const speeds: Speeds = { probes: { wasm: PROBE }, timed: [] };
const NOTHING: There = { step: async () => false, features: async () => 0 };
const expected = (there: Partial<There>, known = speeds) =>
  expectedOf(made, workOf(made), "wasm", known, { ...NOTHING, ...there });

test("nothing is expected of a device that was never measured", async () => {
  expect(await expected({}, NO_SPEEDS)).toBeUndefined();
});

test("what is there already takes no time", async () => {
  const all = await expected({});
  const trained = made.steps.find(({ nodes }) => nodes[0] === "trainer")?.key;
  const later = await expected({ step: async (key) => key === trained });
  expect(all?.nodes.trainer).toBeGreaterThan(100);
  expect(later?.nodes.trainer).toBeUndefined();
  expect(later?.nodes.vgg16, "others ask for the features still").toBeCloseTo(all?.nodes.vgg16 ?? 0);
  expect(await expected({ step: async () => true })).toEqual({ ms: 0, nodes: {} });
});

test("of a frozen network only the pictures are left that were not done", async () => {
  // The node's own part, before any picture: a batch by the probe, which is all that is known of it.
  const own = PROBE.batchMs;
  const after = async (count: number) =>
    ((await expected({ features: async () => count }))?.nodes.vgg16 ?? 0) - own;
  expect(await after(180)).toBeCloseTo((await after(0)) / 4);
  expect(await after(240)).toBe(0);
});

test("a machine is measured once, and what it did is found again", async () => {
  let shelf: unknown;
  const open = () =>
    new SpeedBook({
      read: async () => structuredClone(shelf),
      write: async (value) => {
        shelf = structuredClone(value);
      },
    });
  let probes = 0;
  const probe = async () => {
    probes++;
    return PROBE;
  };
  const done: Timed = { kind: "train", flops: 1, pictures: 0, batches: 1, device: "wasm", ms: 5 };
  const book = open();
  await book.probed("wasm", probe);
  await book.add([done]);
  const later = await open().probed("wasm", probe);
  expect(probes).toBe(1);
  expect(later.timed).toEqual([done]);
  await open().probed("webgl", probe);
  expect(probes).toBe(2);
});

test("a browser that keeps nothing measures again, and goes on", async () => {
  const refuse = () => Promise.reject(new Error("not allowed"));
  const book = new SpeedBook({ read: refuse, write: refuse });
  expect(await book.probed("wasm", async () => PROBE)).toEqual(speeds);
});
