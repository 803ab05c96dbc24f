import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aligned, type Box, distributed } from "@/editor/arrange/align";
import { tidied } from "@/editor/arrange/tidy";
import { moveWithBends } from "@/editor/canvas/move-with-bends";
import { steelExample } from "@/editor/state/editor";
import { applyEdit } from "@/graph/edits";

const box = (id: string, x: number, y: number, width = 200, height = 100): Box => ({
  id,
  x,
  y,
  width,
  height,
});

describe("aligning and distributing", () => {
  const boxes = [box("a", 0, 0), box("b", 300, 40, 100, 60), box("c", 900, 10)];

  it("puts cards on the outermost edge, or on their common middle", () => {
    expect(aligned(boxes, "left")).toEqual({ a: [0, 0], b: [0, 40], c: [0, 10] });
    expect(aligned(boxes, "right")).toEqual({ a: [900, 0], b: [1000, 40], c: [900, 10] });
    expect(aligned(boxes, "bottom")).toEqual({ a: [0, 10], b: [300, 50], c: [900, 10] });
    expect(aligned(boxes, "centre")).toEqual({ a: [450, 0], b: [500, 40], c: [450, 10] });
  });

  it("gives equal gaps and lets the outermost cards stand", () => {
    expect(distributed(boxes, "x")).toEqual({ a: [0, 0], b: [500, 40], c: [900, 10] });
  });
});

describe("tidying", () => {
  it("lets no card lie on another, and data go from left to right, whatever the sizes", () => {
    const graph = steelExample();
    const ids = Object.keys(graph.nodes);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 60, max: 400 }), { minLength: ids.length, maxLength: ids.length }),
        (heights) => {
          const boxes = ids.map((id, at) => box(id, 7 * at, 0, 208, heights[at]));
          const places = tidied(graph, boxes);
          for (const a of boxes) {
            for (const b of boxes) {
              if (a.id >= b.id) continue;
              const [[ax, ay], [bx, by]] = [places[a.id] ?? [0, 0], places[b.id] ?? [0, 0]];
              const apart =
                ax + a.width <= bx || bx + b.width <= ax || ay + a.height <= by || by + b.height <= ay;
              expect(apart, `${a.id} and ${b.id}`).toBe(true);
            }
          }
          for (const { from, to } of graph.edges) {
            const [source, target] = [from.split(".")[0] ?? "", to.split(".")[0] ?? ""];
            expect((places[source]?.[0] ?? 0) + 208).toBeLessThanOrEqual(places[target]?.[0] ?? 0);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("moving cards", () => {
  const bent = applyEdit(steelExample(), {
    kind: "bend",
    from: "convert.dataset",
    to: "resize.dataset",
    bends: [[500, 20]],
  });
  const bendsAfter = (positions: Record<string, [number, number]>) =>
    applyEdit(bent, moveWithBends(bent, positions)).edges.find(({ to }) => to === "resize.dataset")?.bends;

  it("takes the bends of an edge along when both its ends move", () => {
    expect(bendsAfter({ convert: [314, 60], resize: [578, 60] })).toEqual([[510, 40]]);
  });

  it("leaves them where one end moves alone", () => {
    expect(bendsAfter({ convert: [314, 60] })).toEqual([[500, 20]]);
  });
});
