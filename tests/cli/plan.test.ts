import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inFolder, tensorloom, writeGraph } from "./harness";

const STEEL = "graphs/steel-defects.json";
const NUCLEI = "graphs/nuclei-segmentation.json";

describe("plan", () => {
  it("says step by step what a run would do, and runs nothing", async () => {
    const { exit, out, err } = await tensorloom(["plan", STEEL]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toMatch(/^11 {2}trainer +Learns 1\.1 M of 3\.2 M parameters; /m);
    expect(out).toMatch(/^ +38 frozen layers \(vgg16\) run once per picture, for 240 pictures; /m);
    expect(out).toMatch(/\nSteel defects: 17 steps; about \d+\.\d MB of the device's memory\.\n$/);
  });

  it("says what cannot be done once, and why", async () => {
    const { out } = await tensorloom(["plan", NUCLEI]);
    expect(out).toMatch(
      /rotate +Cannot be done once for all epochs: Random rotation draws anew each epoch\.$/m,
    );
    expect(out).toMatch(/split +Its pictures are made once and kept for every epoch\.$/m);
  });

  it("gives the same as JSON, with the settings of this call", async () => {
    const { exit, out } = await tensorloom(["plan", STEEL, "--set", "images.count=10", "--json"]);
    expect(exit).toBe(0);
    const value = JSON.parse(out);
    expect(value).toMatchObject({ status: "ready", blocked: [], skipped: [], problems: [] });
    const trainer = value.steps.find(({ nodes }: { nodes: string[] }) => nodes.includes("trainer"));
    expect(trainer).toMatchObject({ type: "trainer", state: "will-run", kept: [] });
    expect(trainer.key).toMatch(/^[0-9a-f]{64}$/);
    expect(trainer.hoisted[0]).toMatchObject({ owner: "vgg16", pictures: 60, bytes: 60 * 512 * 4 });
  });

  it("names what is wrong and what that blocks, and exits with 2", async () => {
    await inFolder(async (folder) => {
      const graph = JSON.parse(readFileSync(STEEL, "utf8"));
      graph.nodes.resize.settings.width = -1;
      const path = writeGraph(folder, graph);
      const { exit, out, err } = await tensorloom(["plan", path]);
      expect(exit).toBe(2);
      expect(err).toMatch(/^error: resize\.width: /m);
      expect(out).toMatch(/^ ?- {2}resize +cannot run: see above what is wrong with it$/m);
      expect(out).toMatch(/^ ?- {2}trainer +blocked by resize$/m);
      const json = await tensorloom(["plan", path, "--json"]);
      expect(JSON.parse(json.out).blocked).toContainEqual({ node: "trainer", by: ["resize"] });
    });
  });

  it("takes no option that only a run has", async () => {
    const { exit, err } = await tensorloom(["plan", STEEL, "--out", "x"]);
    expect(exit).toBe(2);
    expect(err).toMatch(/^plan has no option --out\. Options: --data, --set, --json, --help\.$/m);
  });
});
