import { describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/args";

describe("the command line's arguments", () => {
  it("are read into a command with its options in any order", () => {
    expect(
      parseArguments([
        "run",
        "--data",
        "images=a b.zip",
        "g.json",
        "--set=head.hidden=[64]",
        "--json",
        "--out=o",
      ]),
    ).toEqual({
      kind: "run",
      graph: "g.json",
      data: [{ node: "images", path: "a b.zip" }],
      set: [{ node: "head", setting: "hidden", text: "[64]" }],
      json: true,
      out: "o",
      device: "auto",
      kernels: "fast",
    });
  });

  it("may repeat --data and --set, and keep what stands behind the first equals sign", () => {
    const command = parseArguments([
      "check",
      "g.json",
      "--data",
      "a=x",
      "--data",
      "a=y=z",
      "--set",
      "n.pattern=^(.*)=1$",
    ]);
    expect(command).toMatchObject({
      data: [
        { node: "a", path: "x" },
        { node: "a", path: "y=z" },
      ],
      set: [{ text: "^(.*)=1$" }],
    });
  });

  it("take --help anywhere", () => {
    expect(parseArguments(["run", "--help"])).toEqual({ kind: "help" });
  });

  it.each([
    [[], "Say what to do"],
    [["train"], "no command train"],
    [["run"], "needs a graph"],
    [["run", "a.json", "b.json"], "takes one graph"],
    [["run", "g.json", "--fast"], "no option --fast"],
    [["run", "g.json", "-x"], "no option -x"],
    [["check", "g.json", "--out", "o"], "no option --out"],
    [["run", "g.json", "--out"], "--out needs a value"],
    [["run", "g.json", "--data", "--json"], "--data needs a value"],
    [["run", "g.json", "--out="], "--out needs a value"],
    [["run", "g.json", "--json=yes"], "takes no value"],
    [["run", "g.json", "--data", "images"], "is not NODE=PATH"],
    [["run", "g.json", "--data", "=x"], "is not NODE=PATH"],
    [["run", "g.json", "--set", "epochs=2"], "is not NODE.SETTING=VALUE"],
    [["run", "g.json", "--set", "trainer.epochs"], "is not NODE.SETTING=VALUE"],
    [["run", "g.json", "--device", "tpu"], "There is no device tpu"],
    [
      ["run", "g.json", "--kernels", "wrong"],
      "There are no kernels called wrong. Kernels: fast, exact, stock",
    ],
  ])("refuse %j in words", (words, message) => {
    expect(() => parseArguments(words)).toThrow(message);
  });
});
