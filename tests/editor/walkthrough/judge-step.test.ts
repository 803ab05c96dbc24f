import { beforeEach, expect, it } from "vitest";
import { savingStore } from "@/editor/saving/saving-store";
import { documentStore } from "@/editor/state/editor";
import { goToStep } from "@/editor/walkthrough/follow";
import { judgeStep } from "@/editor/walkthrough/judge-step";
import { walkthroughStore } from "@/editor/walkthrough/walkthrough-store";
import type { Walkthrough } from "@/walkthrough/document";
import { openPictures } from "./runs";

const walkthrough: Walkthrough = {
  format: "tensorloom-walkthrough",
  formatVersion: 1,
  id: "small",
  title: "Small",
  summary: "",
  minutes: 1,
  start: {},
  drawings: {},
  steps: [
    { id: "read", title: "Read", text: "Read this." },
    {
      id: "size",
      title: "A size",
      text: "Make pictures 64 px high.",
      goal: { kind: "setting", of: { node: "resize" }, setting: "height", equals: 64 },
    },
    { id: "end", title: "End", text: "That was it." },
  ],
};
const done = () => Object.keys(walkthroughStore.getState().progress?.done ?? {});

beforeEach(() => {
  openPictures();
  savingStore.setState({ id: "g" });
  walkthroughStore.setState({
    walkthrough,
    isPreview: true,
    judgement: undefined,
    progress: {
      id: "small",
      text: "",
      title: "Small",
      steps: 3,
      graph: "g",
      step: "read",
      since: 0,
      startedAt: 0,
      changedAt: 0,
      done: {},
      answers: {},
      hints: {},
      shown: [],
      times: {},
    },
  });
});

it("a step that is left at once is judged before it is left", () => {
  goToStep("size");
  expect(done()).toEqual(["read"]);
  documentStore.getState().apply({ kind: "set", node: "resize", setting: "height", value: 64 });
  goToStep("end");
  expect(done()).toEqual(["read", "size"]);
  expect(walkthroughStore.getState().progress?.step).toBe("end");
});

it("a goal that is not met stays open, however the step is left, and says what is missing while it is shown", () => {
  goToStep("size");
  judgeStep();
  expect(walkthroughStore.getState().judgement).toMatchObject({ met: false });
  expect(walkthroughStore.getState().judgement?.missing.join()).toContain("64");
  goToStep("end");
  expect(done()).toEqual(["read"]);
  expect(walkthroughStore.getState().judgement).toBeUndefined();
});

it("what is done to another graph is no part of the walkthrough", () => {
  savingStore.setState({ id: "another" });
  goToStep("size");
  expect(done()).toEqual([]);
});
