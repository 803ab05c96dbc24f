import { readFile } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { undo } from "@/editor/actions/commands";
import { dataNodeOf, leaveOut, namesLeftOut, putBack } from "@/editor/actions/leave-out";
import { documentStore, getDerived, steelExample } from "@/editor/state/editor";
import { canonicalText } from "@/graph/canonical";
import { applyEdit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";

const graph = () => documentStore.getState().graph;

beforeEach(() => documentStore.getState().load(steelExample()));

describe("leaving a picture out", () => {
  it("finds the node whose pictures a result shows", () => {
    for (const id of ["confusion", "predict", "split", "images"])
      expect(dataNodeOf(graph(), id), id).toBe("images");
    expect(dataNodeOf(graph(), "vgg16")).toBeUndefined();
  });

  it("goes along the pictures that are judged, not along those that were learned from", () => {
    const other = { type: "sample-steel", version: 1, settings: {} };
    const edited = applyEdit(graph(), {
      kind: "all",
      edits: [
        { kind: "add", id: "fresh", node: other, position: [0, 0] },
        { kind: "connect", from: "fresh.dataset", to: "predict.dataset" },
      ],
    });
    expect(dataNodeOf(edited, "confusion")).toBe("fresh");
    const open = applyEdit(graph(), { kind: "disconnect", from: "split.test", to: "predict.dataset" });
    expect(dataNodeOf(open, "confusion")).toBeUndefined();
  });

  it("finds the masked pictures behind an overlay", async () => {
    const text = await readFile("graphs/nuclei-segmentation.json", "utf8");
    const nuclei = parseGraph(text).graph;
    for (const id of ["overlay", "split", "images"])
      expect(dataNodeOf(nuclei ?? graph(), id), id).toBe("images");
  });

  it("is one step of undo, and the checker counts a picture less", () => {
    const first = canonicalText(graph());
    leaveOut("images", "Cr_1");
    const type = getDerived().checked.nodes.get("images")?.outputs.dataset;
    expect(type).toMatchObject({ length: 239 });
    undo();
    expect(canonicalText(graph())).toBe(first);
  });

  it("gives the same graph in whatever order, and the first one when all are back", () => {
    const first = canonicalText(graph());
    leaveOut("images", "Pa_2");
    leaveOut("images", "Cr_1");
    leaveOut("images", "Cr_1");
    expect(namesLeftOut(graph(), "images")).toEqual(["Cr_1", "Pa_2"]);
    putBack("images", "Cr_1");
    putBack("images", "Pa_2");
    expect(canonicalText(graph())).toBe(first);
  });
});
