import { expect, it } from "vitest";
import { example, exported } from "./harness";

interface Cell {
  readonly cell_type: string;
  readonly id: string;
  readonly source: readonly string[];
  readonly outputs?: readonly unknown[];
  readonly execution_count?: null;
}

it("is nbformat 4.5: cells with ids of their own, sources by line, nothing run yet", async () => {
  const graph = example("steel-features");
  const notebook = JSON.parse(await exported(graph, "notebook"));
  expect(notebook).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
  const cells = notebook.cells as readonly Cell[];
  expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
  for (const cell of cells) {
    expect(cell.id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(cell.source.slice(0, -1).every((line) => line.endsWith("\n"))).toBe(true);
    if (cell.cell_type === "code") expect(cell).toMatchObject({ outputs: [], execution_count: null });
  }
});

it("has a section for each node: its docs, then its lines", async () => {
  const graph = example("steel-features");
  const { cells } = JSON.parse(await exported(graph, "notebook")) as { cells: readonly Cell[] };
  for (const id of Object.keys(graph.nodes)) {
    const at = cells.findIndex((cell) => cell.id === `about-${id}`);
    expect(cells[at]?.source[0]).toMatch(/^## \S/);
    expect(cells[at]?.source.length).toBeGreaterThan(3);
    expect(cells[at + 1]).toMatchObject({ id: `node-${id}`, cell_type: "code" });
  }
});
