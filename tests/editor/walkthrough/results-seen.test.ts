import { describe, expect, it, vi } from "vitest";
import { undo } from "@/editor/actions/commands";
import { documentStore } from "@/editor/state/editor";
import { sessionStore } from "@/editor/state/session-store";
import { currentResults, seenResults } from "@/editor/walkthrough/results-seen";
import { ran, watchedPictures } from "./runs";

const ALL = ["images", "grid", "resize", "small"];
const known = () => Object.keys(currentResults(ALL)).sort();

watchedPictures();

describe("results that were seen", () => {
  it("are known with their numbers and when they were made; words and lists are no numbers", () => {
    vi.useFakeTimers({ now: 5000 });
    ran({ grid: { outputs: { shown: 12, title: "Grid", classes: ["Cr"] } } });
    expect(currentResults(ALL)).toMatchObject({ grid: { at: 5000, metrics: { shown: 12 } } });
    expect(currentResults(ALL).grid?.metrics).toEqual({ shown: 12 });
  });

  it("stay known when other nodes run afterwards, each as of its own run", () => {
    vi.useFakeTimers({ now: 1000 });
    ran({ grid: { outputs: { shown: 12 } } });
    vi.setSystemTime(2000);
    ran({ images: {}, small: { outputs: { shown: 3 } } });
    const results = currentResults(ALL);
    expect(results.grid).toMatchObject({ at: 1000, metrics: { shown: 12 } });
    expect(results.small).toMatchObject({ at: 2000, metrics: { shown: 3 } });
  });

  it("are none while the graph is another than the one that made them, and are back when it is undone", () => {
    ran({ images: {}, grid: {}, resize: {}, small: {} });
    documentStore.getState().apply({ kind: "set", node: "resize", setting: "height", value: 64 });
    expect(known()).toEqual(["grid", "images"]);
    undo();
    expect(known()).toEqual([...ALL].sort());
  });

  it("count where they were kept from before, and not where a node failed or was left out", () => {
    ran({
      images: { status: "cached" },
      grid: { status: "failed" },
      resize: { status: "skipped" },
      small: { status: "blocked" },
    });
    expect(known()).toEqual(["images"]);
  });

  it("are forgotten when another graph is opened, even one with nodes of the same ids", () => {
    ran({ grid: { outputs: { shown: 12 } } });
    const { runs } = sessionStore.getState();
    sessionStore.setState({ runs: {}, result: undefined });
    // Its card shows what a run left there, of which nothing was seen since.
    sessionStore.setState({ runs });
    expect(currentResults(["grid"])).toEqual({});
  });
});

describe("results that were kept from an earlier visit", () => {
  const kept = () => {
    ran({ images: {}, grid: { outputs: { shown: 12 } }, resize: {}, small: { outputs: { shown: 3 } } });
    const results = seenResults(ALL);
    // As after a reload: nothing ran on this page.
    sessionStore.setState(sessionStore.getInitialState(), true);
    expect(currentResults(ALL)).toEqual({});
    return results;
  };
  const known = (results: ReturnType<typeof kept>) => Object.keys(currentResults(ALL, results)).sort();

  it("count with their numbers and their time as long as the graph would make the same", () => {
    vi.useFakeTimers({ now: 5000 });
    const results = kept();
    vi.setSystemTime(9000);
    expect(currentResults(ALL, results).grid).toMatchObject({ at: 5000, metrics: { shown: 12 } });
    documentStore.getState().apply({ kind: "set", node: "resize", setting: "height", value: 64 });
    expect(known(results)).toEqual(["grid", "images"]);
    undo();
    expect(known(results)).toEqual([...ALL].sort());
  });

  it("give way to what ran since, also where it failed", () => {
    const results = kept();
    ran({ grid: { outputs: { shown: 5 } }, small: { status: "failed" } });
    expect(currentResults(ALL, results).grid?.metrics).toEqual({ shown: 5 });
    expect(known(results)).not.toContain("small");
  });

  it("hold nothing of nodes that are gone", () => {
    ran({ images: {}, grid: {} });
    expect(Object.keys(seenResults(["grid"]))).toEqual(["grid"]);
  });
});
