import { expect, it } from "vitest";
import { type CourseEntry, typesUsed, walkthroughsUsing } from "@/walkthrough/uses";
import { COURSE, course, startGraph } from "./course";

const entries: readonly CourseEntry[] = COURSE.map((file) => {
  const walkthrough = course(file);
  return walkthrough.start.template === undefined
    ? { walkthrough }
    : { walkthrough, template: startGraph(walkthrough) };
});
const using = (type: string) => walkthroughsUsing(type, entries).map(({ id }) => id);

it("finds a node in the graph of a template, in a graph in the file, and among what a student adds", () => {
  expect(using("saliency")).toEqual(["steel-1-4"]);
  expect(using("u-net")).toEqual(["nuclei-2-2"]);
  expect(using("augment-preview")).toEqual(["nuclei-2-1"]);
  expect(using("data-check")).toEqual(["going-wrong"]);
  expect(using("vgg16")).toEqual(["going-wrong", "steel-1-2", "steel-1-3", "steel-1-4"]);
});

it("finds none for a node that the course does without, and for a name that no node has", () => {
  expect(using("focal")).toEqual([]);
  expect(using("constructor")).toEqual([]);
});

it("takes a walkthrough that begins with nothing", () => {
  const [first] = entries;
  expect(first && [...typesUsed(first)].sort()).toEqual([
    "center-crop",
    "image-grid",
    "resize",
    "sample-steel",
  ]);
});
