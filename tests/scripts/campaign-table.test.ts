import { describe, expect, it } from "vitest";
import { doneOf, readOptions, textTable } from "../../scripts/campaign-table.mjs";

const PARTS = ["inputs", "pictures"];
const read = (line: string) => readOptions(line.split(" ").filter(Boolean), PARTS);

describe("the campaign's words", () => {
  it("name parts, each once; none is all", () => {
    expect(read("pictures pictures").parts).toEqual(["pictures"]);
    expect(read("")).toEqual({ parts: PARTS, minutes: 10, seed: 1, json: undefined });
    expect(read("--minutes 0.5 --seed 42 --json a.json inputs")).toEqual({
      parts: ["inputs"],
      minutes: 0.5,
      seed: 42,
      json: "a.json",
    });
  });

  it("are refused with what there is instead", () => {
    expect(() => read("input")).toThrow("There is no input. Parts: inputs, pictures");
    expect(() => read("--minutes 0")).toThrow("--minutes 0: it takes a number above 0");
    expect(() => read("--seed -1")).toThrow("--seed needs a value");
  });
});

it("a figure that the time was too short for says so, and is missed", () => {
  expect(doneOf(41_000, 100_000)).toBe("41,000 of 100,000");
  expect(doneOf(100_000, 100_000)).toBe("100,000");
  const row = {
    part: "inputs",
    what: "opened",
    must: "100,000",
    measured: "41,000 of 100,000",
    reached: false,
  };
  expect(textTable([row]).split("\n")[1]).toBe("inputs  opened  100,000  41,000 of 100,000  missed");
});
