import { describe, expect, it, vi } from "vitest";
import { documentStore } from "@/editor/state/editor";
import { sessionStore } from "@/editor/state/session-store";
import { pageEvidence } from "@/editor/walkthrough/page-evidence";
import type { Progress } from "@/editor/walkthrough/progress";
import { ran, watchedPictures } from "./runs";

const progress: Progress = {
  id: "small",
  text: "",
  title: "Small",
  steps: 1,
  graph: "g",
  step: "run",
  since: 7,
  startedAt: 0,
  changedAt: 0,
  done: {},
  answers: { classes: 6 },
  hints: {},
  shown: [],
  times: {},
};
const evidence = () => pageEvidence(progress, [{ what: "plan", at: 8 }]);
const dataset = {
  kind: "Dataset",
  length: 12,
  classes: ["Cr", "In"],
  counts: [6, 6],
  thumbnails: [],
} as const;

watchedPictures();

describe("what the page can say was done", () => {
  it("holds the graph as it is, the answers, what was opened and when the step began", () => {
    expect(evidence()).toMatchObject({
      answers: { classes: 6 },
      opened: [{ what: "plan", at: 8 }],
      since: 7,
    });
    documentStore.getState().apply({ kind: "set", node: "resize", setting: "height", value: 64 });
    expect(evidence().graph.nodes.resize?.settings.height).toBe(64);
  });

  it("says of data what was found in the files, or what the node gave when it ran, and nothing before", () => {
    expect(evidence().data).toEqual({});
    ran({ images: { views: { dataset } } });
    expect(evidence().data).toEqual({ images: { classes: 2, pictures: 12 } });
    documentStore.getState().apply({ kind: "set", node: "images", setting: "count", value: 3 });
    expect(evidence().data).toEqual({});
  });

  it("says that all ran only when the last node has a result, and when that was", () => {
    vi.useFakeTimers({ now: 1000 });
    ran({ images: {}, grid: {}, resize: {} });
    expect(evidence().ranAt).toBeUndefined();
    vi.setSystemTime(2000);
    ran({ small: {} });
    expect(evidence().ranAt).toBe(2000);
  });

  it("does not say that all ran while something runs, nor once something was changed", () => {
    ran({ images: {}, grid: {}, resize: {}, small: {} });
    sessionStore.setState({ run: { number: 2, state: "running" } });
    expect(evidence().ranAt).toBeUndefined();
    sessionStore.setState({ run: { number: 2, state: "idle" } });
    expect(evidence().ranAt).toBeDefined();
    documentStore.getState().apply({ kind: "set", node: "resize", setting: "height", value: 64 });
    expect(evidence().ranAt).toBeUndefined();
  });
});
