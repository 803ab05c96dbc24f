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
      models: [],
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

  it("may save several trained models, each as what its file's ending says", () => {
    const words = ["run", "g.json", "--save-model", "a=x=y/net.ONNX", "--save-model=b=n.tfjs.zip"];
    expect(parseArguments([...words, "--save-model", "c=w.safetensors"])).toMatchObject({
      models: [
        { node: "a", path: "x=y/net.ONNX", format: "onnx" },
        { node: "b", path: "n.tfjs.zip", format: "tfjs" },
        { node: "c", path: "w.safetensors", format: "safetensors" },
      ],
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
    [["run", "g.json", "--save-model", "model.onnx"], "is not NODE=FILE"],
    [
      ["run", "g.json", "--save-model", "a=net.zip"],
      "the file's ending says what it is to be. Endings: .safetensors, .onnx, .tfjs.zip",
    ],
    [["check", "g.json", "--save-model", "a=n.onnx"], "check has no option --save-model"],
    [["run", "g.json", "--device", "tpu"], "There is no device tpu"],
    [
      ["run", "g.json", "--kernels", "wrong"],
      "There are no kernels called wrong. Kernels: fast, exact, stock",
    ],
  ])("refuse %j in words", (words, message) => {
    expect(() => parseArguments(words)).toThrow(message);
  });
});

describe("export", () => {
  it("takes where and with what the run is made that it carries, and nothing of the kind without one", () => {
    const words = ["export", "g.json", "--to", "script", "-o", "train.py", "--device", "wasm"];
    const command = parseArguments([...words, "--kernels", "exact", "--carry"]);
    expect(command).toMatchObject({ carry: true, device: "wasm", kernels: "exact" });
    expect(() => parseArguments(words)).toThrow("export runs it for --carry alone: give --carry too");
  });

  it("needs to know as what and where to", () => {
    const words = ["export", "g.json", "--to", "script", "-o", "train.py", "--set", "trainer.epochs=2"];
    expect(parseArguments(words)).toMatchObject({
      kind: "export",
      to: "script",
      file: "train.py",
      graph: "g.json",
    });
    expect(() => parseArguments(["export", "g.json", "-o", "x"])).toThrow(
      "export needs --to: notebook or script.",
    );
    expect(() => parseArguments(["export", "g.json", "--to", "notebook"])).toThrow("export needs -o FILE");
    expect(() => parseArguments(["export", "g.json", "--to", "pdf", "-o", "x"])).toThrow(
      "Nothing can be written as pdf",
    );
    expect(() => parseArguments(["check", "g.json", "--to", "script"])).toThrow("check has no option --to");
  });
});
