import { beforeAll, describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import type { LastRun } from "@/engine/evidence";
import { modelFile, type RunRecord, savedModel } from "@/engine/save-model";
import { openNetwork, readNetwork } from "@/files/network-file";
import { registry } from "@/registry";
import { session, smallSteel, startEngine } from "./harness";

let last: LastRun;
let record: RunRecord;

beforeAll(async () => {
  await startEngine();
  const graph = smallSteel({ trainer: { epochs: 1 } });
  const { executor, result } = await session().run(graph);
  expect(result.status).toBe("done");
  last = { graph, values: executor.values, registry };
  record = { checked: check(graph, NO_FACTS, registry), steps: result.steps };
});

describe("a trained model saved as a file", () => {
  it("says its title, classes, preparation, recipe, and what was measured of it", () => {
    const { about } = savedModel(last, record, "trainer", "model");
    const model = last.values.get("trainer")?.model;
    expect(about.title).toBe("Small steel");
    expect(model?.kind === "TrainedModel" && about.classes).toEqual(
      model?.kind === "TrainedModel" && model.classes,
    );
    expect(about.input).toMatchObject({ shape: [3, 32, 32], mode: "RGB" });
    expect(about.input.normalization?.mean).toHaveLength(3);
    expect(about.recipe).toBe(record.steps.find(({ node }) => node === "trainer")?.key);
    expect(about.recipe).not.toBe("");
    expect(about.metrics).toMatchObject({
      trainer: { epochs: 1, trainLoss: expect.any(Number) },
      "evaluate-test": { accuracy: expect.any(Number) },
    });
  });

  it.each(["safetensors", "onnx", "tfjs"] as const)("is read here again: %s", async (format) => {
    const model = savedModel(last, record, "trainer", "model");
    const file = await modelFile(model, format);
    const network = await openNetwork([{ path: `net.${format === "tfjs" ? "tfjs.zip" : format}`, file }]);
    expect(new Map([...(await readNetwork(network, () => true))].sort())).toEqual(
      new Map([...model.state].sort()),
    );
    expect(network.metadata.get("title")).toBe("Small steel");
    expect(JSON.parse(network.metadata.get("metrics") ?? "")).toEqual(model.about.metrics);
  });

  it("is not there before anything was trained", () => {
    expect(() => savedModel({ ...last, values: new Map() }, undefined, "trainer", "model")).toThrow(
      "There are no trained weights here yet. Run the trainer first.",
    );
  });
});
