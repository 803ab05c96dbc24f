import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openNetwork, readNetwork } from "@/files/network-file";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "../../scripts/browser.mjs";
import { ensureBuilt } from "../../scripts/build.mjs";
import { inFolder, tensorloom, writeGraph } from "./harness";
import { lookingGraph } from "./looking-graph";

const STEEL = "graphs/steel-defects.json";
/** Small enough for a test: random weights, tiny pictures, one epoch. */
const SMALL = [
  "vgg16.weights=random",
  "resize.height=48",
  "resize.width=48",
  "head.hidden=[16]",
  "trainer.epochs=1",
  "images.count=4",
].flatMap((text) => ["--set", text]);

const inBrowser = {
  page: join(process.cwd(), "dist/page"),
  chromium: ensureChromium,
  chromiumArguments: CHROMIUM_ARGUMENTS,
};

describe("--save-model", () => {
  beforeAll(() => ensureBuilt(), 300_000);

  it(
    "saves what was trained in each format, and another graph finds the same numbers with it",
    () =>
      inFolder(async (folder) => {
        const names = ["net.safetensors", "net.onnx", "net.tfjs.zip"];
        const saves = names.flatMap((name) => ["--save-model", `trainer=${join(folder, name)}`]);
        const trained = await tensorloom(["run", STEEL, ...SMALL, "--json", ...saves], inBrowser);
        expect({ exit: trained.exit, err: trained.err }).toMatchObject({ exit: 0 });
        const before = JSON.parse(trained.out);
        const [first, ...others] = await Promise.all(
          names.map(async (path) => {
            const network = await openNetwork([{ path, file: new Blob([readFileSync(join(folder, path))]) }]);
            expect(network.metadata.get("title")).toBe(before.graph.title);
            return new Map([...(await readNetwork(network, () => true))].sort());
          }),
        );
        expect(first?.size).toBeGreaterThan(10);
        for (const other of others) expect(other).toEqual(first);

        const graph = writeGraph(folder, lookingGraph(STEEL));
        const small = SMALL.filter((word, at) => !`${word} ${SMALL[at + 1]}`.includes("trainer."));
        const given = ["--data", `trained=${join(folder, "net.tfjs.zip")}`];
        const { exit, err, out } = await tensorloom(["run", graph, ...small, "--json", ...given], inBrowser);
        expect({ exit, err }).toMatchObject({ exit: 0 });
        const after = JSON.parse(out);
        for (const node of ["evaluate-test", "confusion"])
          expect(after.outputs[node], node).toEqual(before.outputs[node]);
      }),
    600_000,
  );

  it("refuses a node that makes no trained model, and a folder that is not there, before it runs", async () => {
    const other = await tensorloom(["run", STEEL, "--save-model", "vgg16=net.onnx"], inBrowser);
    expect(other.exit).toBe(2);
    expect(other.err).toContain(
      "--save-model vgg16=…: vgg16 makes no trained model. Nodes that make one: trainer.",
    );
    const lost = await tensorloom(["run", STEEL, "--save-model", "trainer=not/here/net.onnx"], inBrowser);
    expect(lost.exit).toBe(2);
    expect(lost.err).toMatch(
      /nothing can be written into the folder .*not\/here\. Make it, or give another one\./,
    );
  });
});
