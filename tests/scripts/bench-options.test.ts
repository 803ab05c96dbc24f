import { describe, expect, it } from "vitest";
import { readOptions } from "../../scripts/bench/options.mjs";

const PARTS = ["steel", "plan", "leaks"];
const read = (line: string) => readOptions(line.split(" ").filter(Boolean), PARTS);

describe("the bench's words", () => {
  it("name parts, each once and in the order in which they came; none is all", () => {
    expect(read("leaks plan leaks").parts).toEqual(["leaks", "plan"]);
    expect(read("").parts).toEqual(PARTS);
    expect(read("--rounds 2").parts).toEqual(PARTS);
  });

  it("say how often, and where the figures go", () => {
    const options = read("plan --rounds 3 --json a.json --markdown b.md --cases vgg1,mlp --stock");
    expect(options).toEqual({
      parts: ["plan"],
      rounds: 3,
      small: false,
      stock: true,
      cases: ["vgg1", "mlp"],
      json: "a.json",
      markdown: "b.md",
    });
  });

  it("are refused with what there is instead", () => {
    expect(() => read("plans")).toThrow("There is no plans. Parts: steel, plan, leaks");
    expect(() => read("--fast")).toThrow("There is no --fast.");
    expect(read("--small").small).toBe(true);
    expect(() => read("--small --markdown a.md")).toThrow("not for a document");
    expect(() => read("--json")).toThrow("--json needs a value");
    expect(() => read("--json --small")).toThrow("--json needs a value");
    for (const rounds of ["0", "1.5", "many", "99999"])
      expect(() => read(`--rounds ${rounds}`)).toThrow("a whole number from 1 to 9999");
  });
});
