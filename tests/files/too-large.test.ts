import { describe, expect, it } from "vitest";
import { openFiles } from "@/files/file-set";
import { openOnnx } from "@/files/onnx-arrays";
import { describeWeights } from "@/files/weights-file";
import { LIMITS, parseGraph, sizeFault } from "@/graph/parse";

/** A file that says it has so many bytes, and cannot be read as a whole. */
function huge(size: number, start = ""): Blob {
  const file = new Blob([start]);
  const whole = () => Promise.reject(new Error("It was read whole."));
  return Object.assign(Object.defineProperty(file, "size", { value: size }), {
    text: whole,
    arrayBuffer: whole,
  });
}

describe("what is too large is refused by its size, before it is read", () => {
  it("a picture of a folder", async () => {
    const [path, other] = ["steel/Cr/1.tif", "steel/Cr/2.tif"];
    const set = await openFiles([
      { path, file: huge(3e9) },
      { path: other, file: new Blob(["a"]) },
    ]);
    await expect(set.read("Cr/1.tif")).rejects.toThrow(
      "“Cr/1.tif” has 2,861 MB; a file that is read whole has at most 2,048 MB.",
    );
    expect(await set.read("Cr/2.tif")).toHaveLength(1);
  });

  it("an ONNX model", async () => {
    await expect(openOnnx(huge(3e9), "net.onnx")).rejects.toThrow(
      "net.onnx has 2,861 MB; an .onnx file may have up to 2,048 MB.",
    );
  });

  it("the list of weights of TensorFlow.js", async () => {
    await expect(describeWeights([{ path: "model.json", file: huge(50e6, "{") }])).rejects.toThrow(
      "model.json has 48 MB; a model.json may have up to 32 MB.",
    );
  });
});

describe("the size of a text's file", () => {
  it("refuses only what would be refused when it was read", () => {
    // The longest letters of all: three bytes each.
    const most = "€".repeat(LIMITS.bytes);
    expect(sizeFault(new Blob([most]).size)).toBe(undefined);
    expect(sizeFault(new Blob([`${most}a`]).size)).toBe(
      "The file is 24.0 MB; a graph has at most 8 MB. Is it a graph?",
    );
    expect(parseGraph(`${most}a`).problems[0]?.message).toBe(
      "The file is 8.0 MB; a graph has at most 8 MB. Is it a graph?",
    );
    expect(sizeFault(7e6, "walkthrough", 2e6)).toContain("7.0 MB; a walkthrough has at most 2 MB");
  });
});
