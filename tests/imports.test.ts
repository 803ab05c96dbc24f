import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/*
 * Imports go one way. A layer may import from those it lists; type-only imports are free between the pure layers,
 * since they leave nothing at run time.
 */
const MAY: Readonly<Record<string, readonly string[]>> = {
  random: [],
  median: [],
  "error-text": [],
  "per-object": [],
  graph: ["error-text", "module", "random", "pixels", "figures/figure"],
  module: ["graph", "random", "per-object"],
  pixels: ["graph", "module", "random"],
  metrics: ["graph", "module", "random"],
  figures: ["graph", "metrics", "module"],
  data: ["graph", "module", "pixels", "metrics", "random", "figures"],
  nodes: ["data", "graph", "module", "pixels", "metrics", "random", "figures"],
  registry: ["nodes", "graph"],
  compile: ["error-text", "graph", "module", "random", "median", "per-object"],
  files: ["error-text", "graph", "module", "pixels", "random"],
  export: ["graph", "module", "pixels", "compile", "files"],
  walkthrough: ["error-text", "graph", "compile", "files"],
  engine: [
    "error-text",
    "graph",
    "module",
    "pixels",
    "metrics",
    "random",
    "median",
    "figures",
    "data",
    "compile",
    "export",
    "files",
    "export",
    "registry",
  ],
  editor: [
    "error-text",
    "graph",
    "module",
    "metrics",
    "figures",
    "compile",
    "export",
    "walkthrough",
    "files",
    "registry",
    "engine/client",
    "engine/protocol",
  ],
  cli: [
    "error-text",
    "graph",
    "module",
    "figures",
    "compile",
    "export",
    "walkthrough",
    "registry",
    "files/bundle",
    "engine/client",
    "engine/protocol",
  ],
  offline: [],
  main: ["editor", "cli", "graph", "registry", "engine/client", "engine/protocol"],
};

/** Layers that run anywhere: in a worker, in Node, in a test without a browser. */
const PURE = [
  "error-text",
  "graph",
  "module",
  "pixels",
  "metrics",
  "random",
  "median",
  "compile",
  "data",
  "nodes",
  "export",
];

/** Packages that pure layers may use at run time. */
const PURE_PACKAGES = ["zod/mini", "@noble/hashes"];

interface Import {
  readonly file: string;
  readonly layer: string;
  /** A path such as `src/graph/node`, or a package. */
  readonly target: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
}

const files = ["src", "nodes"].flatMap(filesUnder);
const imports = files.flatMap(importsOf);
const told = (found: readonly Import[]) => found.map((one) => `${one.file} imports ${one.target}`);

describe("imports", () => {
  it("were read at all", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(imports.filter((one) => !one.isPackage).length).toBeGreaterThan(150);
    expect(new Set(files.map(layerOf))).toContain("nodes");
  });

  it("are only of layers that have a place in the order", () => {
    expect(files.filter((file) => !(layerOf(file) in MAY))).toEqual([]);
  });

  it("go one way", () => {
    expect(told(imports.filter((one) => !one.isPackage && !isAllowed(one)))).toEqual([]);
  });

  it("of nodes are never of other nodes", () => {
    const wrong = imports.filter((one) => one.layer === "nodes" && one.target.startsWith("nodes/"));
    expect(told(wrong)).toEqual([]);
  });

  it("of pure layers bring neither React, nor TensorFlow.js, nor a store", () => {
    const wrong = imports.filter(
      (one) =>
        PURE.includes(one.layer) &&
        one.isPackage &&
        !one.typeOnly &&
        !PURE_PACKAGES.some((name) => one.target === name || one.target.startsWith(`${name}/`)),
    );
    expect(told(wrong)).toEqual([]);
  });

  it("in the engine bring no React", () => {
    const wrong = imports.filter(
      (one) => one.layer === "engine" && /^(react|zustand|@xyflow)/.test(one.target),
    );
    expect(told(wrong)).toEqual([]);
  });

  it("that go the wrong way are seen by this test", () => {
    const wrong = (from: string, to: string, typeOnly = false) =>
      !isAllowed({ file: from, layer: layerOf(from), target: to, isPackage: false, typeOnly });
    expect(wrong("src/graph/node.ts", "src/compile/check")).toBe(true);
    expect(wrong("src/cli/run.ts", "src/engine/executor")).toBe(true);
    expect(wrong("src/cli/run.ts", "src/engine/client")).toBe(false);
    expect(wrong("nodes/data/a.ts", "src/registry")).toBe(true);
    expect(wrong("src/module/layer.ts", "src/graph/values")).toBe(true);
    expect(wrong("src/module/layer.ts", "src/graph/values", true)).toBe(false);
  });
});

function isAllowed({ layer, target, typeOnly }: Import): boolean {
  const to = layerOf(target);
  if (to === layer || isData(target)) return true;
  const fits = (name: string) => name === to || target === `src/${name}` || target.startsWith(`src/${name}/`);
  if (!(MAY[layer] ?? []).some(fits)) return false;
  // What is pure and below may be named in types by what is above it, but not run.
  return typeOnly || !isBelow(layer, to);
}

/** Graphs, styles and the like bring no code with them. */
function isData(target: string): boolean {
  return /\.(json|css|svg)(\?\w+)?$/.test(target);
}

/** `module` stands below `graph`: at run time it takes nothing from there. */
function isBelow(layer: string, other: string): boolean {
  return other === "graph" && layer === "module";
}

/** The folder under src (or `nodes`), or the file's own name for those that stand alone. */
function layerOf(path: string): string {
  const parts = path.split("/");
  return parts[0] === "nodes" ? "nodes" : (parts[1] ?? "").replace(/\.tsx?$/, "");
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesUnder(path);
    return /\.tsx?$/.test(name) && !name.endsWith(".d.ts") ? [path.split(sep).join("/")] : [];
  });
}

/** Every import and export-from of a file, static or by `import()`, read from its syntax tree. */
function importsOf(file: string): Import[] {
  const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const target = resolved(file, specifier.text);
    found.push({ file, layer: layerOf(file), typeOnly, ...target });
  };
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

function resolved(file: string, specifier: string): { target: string; isPackage: boolean } {
  if (specifier.startsWith("@/")) return { target: `src/${specifier.slice(2)}`, isPackage: false };
  if (!specifier.startsWith(".")) return { target: specifier, isPackage: true };
  const target = posix.join(posix.dirname(relative(".", file).split(sep).join("/")), specifier);
  return { target: target.replace(/\.tsx?$/, ""), isPackage: false };
}
