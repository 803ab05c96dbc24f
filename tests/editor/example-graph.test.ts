import { expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import { exampleGraph } from "@/editor/inspector/example-graph";
import { registry } from "@/registry";

/** It waits for a file with weights, which no example brings. */
const NEEDS_FILES = "trained-model";

it.each(
  [...registry.values()]
    .filter(({ type }) => type !== NEEDS_FILES)
    .map((definition) => [definition.type, definition] as const),
)("the example of %s becomes a graph that can run, with the settings of the example", (type, definition) => {
  const graph = exampleGraph(definition);
  if (!graph) throw new Error("No surroundings fit.");
  const node = Object.values(graph.nodes).find((each) => each.type === type);
  expect(node?.settings).toMatchObject(definition.example.settings ?? {});
  const checked = check(graph, NO_FACTS, registry);
  expect(checked.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(plan(checked, registry).blocked).toEqual([]);
  expect(Object.keys(graph.nodes).length).toBeLessThanOrEqual(14);
});

it("a node that needs files of its user has no example to try", () => {
  const definition = registry.get(NEEDS_FILES);
  if (!definition) throw new Error("There is no such node.");
  expect(exampleGraph(definition)).toBeUndefined();
});
