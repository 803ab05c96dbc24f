import { describe, expect, it } from "vitest";
import { gatherImports } from "@/export/imports";
import { variables } from "@/export/names";
import { ExportError } from "@/export/program";
import { applyEdit } from "@/graph/edits";
import type { NodeDefinition } from "@/graph/node";
import { registry } from "@/registry";
import { example, program } from "./harness";

const steel = example("steel-defects");
const refusal = (work: () => unknown): ExportError => {
  try {
    work();
  } catch (error) {
    if (error instanceof ExportError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
};

describe("a program", () => {
  it("has each node behind what it needs, and what is looked at last", () => {
    const { sections } = program(steel);
    const order = sections.map(({ node }) => node);
    expect(order).toHaveLength(Object.keys(steel.nodes).length);
    for (const { from, to } of steel.edges)
      expect(order.indexOf(from.split(".")[0] ?? "")).toBeLessThan(order.indexOf(to.split(".")[0] ?? ""));
    expect(sections.filter(({ stage }) => stage === "trains").map(({ node }) => node)).toEqual(["trainer"]);
    const after = sections.slice(order.indexOf("trainer") + 1).map(({ stage }) => stage);
    expect(new Set(after)).toEqual(new Set(["after"]));
  });

  it("names no variable as the lines name something of their own", () => {
    const { sections, definitions } = program(steel);
    const loss = sections.find(({ node }) => node === "loss")?.outputs.loss;
    const trainer = sections.find(({ node }) => node === "trainer")?.lines.join("\n") ?? "";
    expect(trainer).toContain(`value = ${loss}(said`);
    expect(sections.find(({ node }) => node === "vgg16")?.outputs.module).not.toBe("vgg16");
    expect(definitions.join("\n")).toContain("def vgg16(");
  });

  it("has each definition and each import once", () => {
    const { definitions, imports } = program(steel);
    expect(new Set(definitions).size).toBe(definitions.length);
    expect(new Set(imports.filter((line) => line !== "")).size).toBe(imports.filter((l) => l !== "").length);
    expect(imports).toContain("from torch import nn");
  });

  it("is a script's where a script is asked for", () => {
    const lines = program(steel, "script").sections.flatMap((section) => section.lines);
    expect(lines.join("\n")).toContain("folder_of(args.data)");
    expect(program(steel).sections[0]?.lines.join("\n")).toContain('folder_of("images")');
  });
});

describe("names", () => {
  const wanted = (node: string, several = false) => ({ node, port: "dataset", several });
  it("are the ids, and with several outputs the port's too", () => {
    const names = variables([wanted("my-images"), wanted("split", true)], new Set());
    expect([...names.values()]).toEqual(["my_images", "split_dataset"]);
  });

  it("are free: of Python's words, of what the lines use, and of each other", () => {
    const names = variables(
      [wanted("lambda"), wanted("model"), wanted("a-b"), wanted("a_b")],
      new Set(["model"]),
    );
    expect([...names.values()]).toEqual(["lambda_dataset", "model_dataset", "a_b", "a_b_dataset"]);
  });
});

describe("imports", () => {
  it("are sorted, joined by module, and left out where nothing uses them", () => {
    const imports = ["import torch", "from x import b", "from x import a, c", "import copy", "import json"];
    expect(gatherImports(imports, ["torch.zeros(a, b)", "copy.copy(model.json)"])).toEqual([
      "import copy",
      "",
      "import torch",
      "from x import a, b",
    ]);
  });
});

describe("it refuses, in words", () => {
  it("what the checker finds", () => {
    const without = applyEdit(steel, { kind: "disconnect", from: "loss.loss", to: "trainer.loss" });
    expect(refusal(() => program(without)).problems[0]).toMatchObject({ node: "trainer", severity: "error" });
  });

  it("a type that is not known", () => {
    const strange = applyEdit(steel, {
      kind: "add",
      id: "odd",
      node: { type: "quantum-net", version: 1, settings: {} },
      position: [0, 0],
    });
    expect(refusal(() => program(strange)).message).toContain("quantum-net");
  });

  it("a node without lines of Python, by its title and id", () => {
    const { torch: _, ...without } = registry.get("saliency") as NodeDefinition;
    const nodes = new Map([...registry, ["saliency", without as NodeDefinition]]);
    const { message } = refusal(() => program(example("steel-saliency"), "notebook", nodes));
    expect(message).toContain("Saliency has no lines of Python yet");
    expect(message).toContain("Take saliency out");
  });

  it("a graph without nodes", () => {
    expect(refusal(() => program({ ...steel, nodes: {}, edges: [] })).message).toContain("has no nodes");
  });
});
