import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { graphJsonSchema, walkthroughJsonSchema } from "../../src/cli/schema";

const published = readFileSync("public/graph.schema.json", "utf8");

it("the published schema is the one that reads graphs (npm run schema writes it)", () => {
  expect(graphJsonSchema()).toBe(published);
});

it("so is the one that reads walkthroughs", () => {
  expect(walkthroughJsonSchema()).toBe(readFileSync("public/walkthrough.schema.json", "utf8"));
});

it("the published schema takes the steel graph", () => {
  expect(
    faults(JSON.parse(published), JSON.parse(readFileSync("graphs/steel-defects.json", "utf8"))),
  ).toEqual([]);
});

it("the published schema names what is wrong with others", () => {
  const graph = JSON.parse(readFileSync("graphs/steel-defects.json", "utf8"));
  const wrong = { ...graph, format: "other", edges: [{ from: "a", to: "b.c" }], layout: { "1x": [0, 0] } };
  expect(faults(JSON.parse(published), wrong).map((fault) => fault.split(":")[0])).toEqual([
    "/format",
    "/edges/0/from",
    "/layout/1x",
  ]);
});

interface Schema {
  type?: string;
  const?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  prefixItems?: Schema[];
}

/** Checks the part of JSON Schema that our schema uses, independently of the library that wrote it. */
function faults(schema: Schema, value: unknown, at = ""): string[] {
  const found: string[] = [];
  const wrong = (what: string) => found.push(`${at}: ${what}`);
  if (schema.type && !isOf(schema.type, value)) return [`${at}: is no ${schema.type}`];
  if ("const" in schema && value !== schema.const) wrong(`is not ${schema.const}`);
  if (typeof value === "string") {
    if (schema.pattern && !new RegExp(schema.pattern).test(value)) wrong(`does not match ${schema.pattern}`);
    if (value.length > (schema.maxLength ?? value.length)) wrong("is too long");
    if (value.length < (schema.minLength ?? 0)) wrong("is too short");
  }
  if (typeof value === "number" && value < (schema.minimum ?? value)) wrong("is too small");
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      found.push(...faults(schema.prefixItems?.[index] ?? schema.items ?? {}, item, `${at}/${index}`));
    });
  } else if (typeof value === "object" && value !== null) {
    for (const name of schema.required ?? []) if (!(name in value)) wrong(`lacks ${name}`);
    for (const [name, item] of Object.entries(value)) {
      const more = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
      found.push(...faults(schema.propertyNames ?? {}, name, `${at}/${name}`));
      found.push(...faults(schema.properties?.[name] ?? more, item, `${at}/${name}`));
    }
  }
  return found;
}

function isOf(type: string, value: unknown): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}
