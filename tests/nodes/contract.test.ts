import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { isModelNode, type NodeDefinition } from "@/graph/node";
import type { SettingsSpec } from "@/graph/settings";
import { registry } from "@/registry";

const root = join(import.meta.dirname, "../..");
const files = within("nodes");

const ISSUE = [
  "image-archive sample-steel",
  "convert-colour resize center-crop to-tensor normalize split",
  "vgg16 mlp-head cross-entropy adam sgd trainer",
  "evaluate predict confusion-matrix metrics loss-curves image-grid model-summary",
].flatMap((line) => line.split(" "));

it("every node that the steel course needs is there", () => {
  for (const type of ISSUE) expect([...registry.keys()]).toContain(type);
  expect(files).toHaveLength(registry.size);
});

describe.each(files)("%s", (file) => {
  const source = readFileSync(join(root, file), "utf8");
  const imports = [...source.matchAll(/^(import|export) (type )?[^"]*?from "([^"]+)"/gm)];

  it("is called by its type and lies in its category's folder", () => {
    const definition = registry.get(basename(file, ".ts"));
    expect(definition?.category).toBe(basename(dirname(file)));
  });

  it("imports pure code and types only: no node, no engine, no page, no library", () => {
    expect(imports.length).toBeGreaterThan(0);
    for (const [line, , typeOnly, from = ""] of imports) {
      const pure = /^@\/(graph|module|pixels|metrics|figures|data)\/|^@\/random$/.test(from);
      const libraryType = typeOnly !== undefined && from === "@tensorflow/tfjs-core";
      expect(pure || libraryType, line).toBe(true);
    }
    expect(source).not.toMatch(/\bimport\(/);
  });

  it("reads no clock, no global state and no chance", () => {
    expect(source).not.toMatch(
      /Math\.random|Date\b|performance\b|globalThis|\bwindow\.|\bdocument\.|\bfetch\(|console\./,
    );
    expect(source).not.toMatch(/\.dispose\(|\.tidy\(|dataSync/);
  });

  it("has a test of its own", () => {
    expect(within("tests/nodes")).toContain(`tests/nodes/${basename(file, ".ts")}.test.ts`);
  });
});

describe.each([...registry])("%s", (type, definition) => {
  it("says in words what it does, gives and refuses, and what does the same", () => {
    expect(definition.title).toMatch(/^[A-Z]/);
    expect(definition.doc.length).toBeGreaterThan(300);
    expect(definition.doc.split("\n")[0]).toMatch(/^[A-Z].{20,}[.:]$/);
    expect(definition.doc).toContain("**Refuses**");
    expect(definition.doc).not.toMatch(/!(\s|$)/);
    expect(definition.example.shows).toMatch(/\.$/);
    for (const port of [...Object.values(definition.inputs), ...Object.values(definition.outputs)]) {
      expect(port.doc).toMatch(/^[A-Z]/);
    }
  });

  it("has settings with labels, and defaults that they allow", () => {
    for (const [name, setting] of Object.entries(settingsOf(definition))) {
      expect(setting.label, name).not.toBe("");
      expect(setting.schema.safeParse(setting.default).success, name).toBe(true);
      expect(setting.schema.safeParse(null).success, name).toBe(false);
      const { control } = setting;
      if (control.kind !== "number") continue;
      expect(setting.schema.safeParse((control.max ?? 0) + 1).success, name).toBe(false);
      expect(setting.schema.safeParse((control.min ?? 0) - 1).success, name).toBe(false);
    }
  });

  it("shows at most three settings on its card, which exist, some where there are any", () => {
    expect(definition.card.length).toBeLessThanOrEqual(3);
    // A layer's name in the network is nothing that people change much.
    const settable = Object.keys(definition.settings).filter((name) => name !== "layerName");
    expect(definition.card.length > 0).toBe(settable.length > 0);
    for (const name of definition.card) expect(Object.keys(definition.settings)).toContain(name);
  });

  it("has an example whose settings it allows", () => {
    for (const [name, value] of Object.entries(definition.example.settings ?? {})) {
      expect(definition.settings[name]?.schema.safeParse(value).success, name).toBe(true);
    }
  });

  it("names only its own ports", () => {
    if (isModelNode(definition)) return;
    const inputs = Object.keys(definition.inputs);
    for (const { module, dataset } of definition.applies ?? []) {
      expect(inputs).toContain(module);
      expect(inputs).toContain(dataset);
    }
    if (definition.rowsOf !== undefined) expect(inputs).toContain(definition.rowsOf);
  });

  it("writes lines of Python that take its inputs and make its outputs", () => {
    for (const settings of variants(definition)) {
      const { inputs, outputs, lines } = torchLines(definition, settings, true);
      const text = lines.join("\n");
      expect(text, type).not.toMatch(/undefined|NaN|\[object|(?<!")\b(true|false)\b/);
      for (const name of [...Object.values(inputs), ...Object.values(outputs)]) expect(text).toContain(name);
      expect(torchLines(definition, settings, false).lines.join("\n")).not.toContain("undefined");
    }
  });
});

it("every line of Python parses", ({ skip }) => {
  const programs = [...registry.values()].flatMap((definition) =>
    variants(definition).flatMap((settings) =>
      [true, false].map((wired) => {
        const { imports, definitions = [], lines } = torchLines(definition, settings, wired);
        return [...imports, ...definitions, ...lines].join("\n");
      }),
    ),
  );
  const script = "import ast, json, sys\nfor text in json.load(sys.stdin): ast.parse(text)";
  try {
    execFileSync("python3", ["--version"]);
  } catch {
    skip("python3 is not here, so the Python was not parsed.");
  }
  execFileSync("python3", ["-c", script], { input: JSON.stringify(programs) });
  expect(programs.length).toBeGreaterThan(registry.size);
});

/** Paths of all TypeScript files in a folder, from the root on. */
function within(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .sort();
}

/** The defaults, the example, and each other choice and switch once. */
function variants(definition: NodeDefinition): Record<string, unknown>[] {
  const defaults = Object.fromEntries(
    Object.entries(settingsOf(definition)).map(([name, setting]) => [name, setting.default as unknown]),
  );
  const others = Object.entries(settingsOf(definition)).flatMap(([name, { control, default: value }]) => {
    if (control.kind === "switch") return [{ ...defaults, [name]: value !== true }];
    if (control.kind !== "choice") return [];
    return control.options.map((option) => ({ ...defaults, [name]: option.value }));
  });
  return [defaults, { ...defaults, ...definition.example.settings }, ...others];
}

function settingsOf(definition: NodeDefinition): SettingsSpec {
  return definition.settings;
}

/** The node's Python with a variable for each port; `all`: optional inputs are wired in. */
function torchLines(definition: NodeDefinition, settings: Record<string, unknown>, all: boolean) {
  const variables = (ports: NodeDefinition["inputs"], prefix: string) =>
    Object.fromEntries(
      Object.entries(ports)
        .filter(([, port]) => all || !port.optional)
        .map(([name]) => [name, `${prefix}_${name}`]),
    );
  const inputs = variables(definition.inputs, "in");
  const outputs = variables(definition.outputs, "out");
  return { inputs, outputs, ...definition.torch({ settings, inputs, outputs }) };
}
