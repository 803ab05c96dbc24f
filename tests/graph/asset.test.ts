import { describe, expect, it } from "vitest";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";

const file = { name: "vgg16.safetensors", bytes: 4, sha256: "0".repeat(64) };
const text = (asset: Record<string, unknown>) =>
  canonicalText({ ...emptyGraph(), assets: { vgg16: { ...file, ...asset } } });

describe("the files that a document names", () => {
  it("may have an address and the names of what was taken from there, and are saved as they were opened", () => {
    const url = "https://weights.example/net/resolve/main/vgg16.safetensors?download=true";
    for (const asset of [{}, { url }, { url, arrays: ["features.0.bias", "features.0.weight"] }]) {
      const { graph, problems } = parseGraph(text(asset));
      expect(problems).toEqual([]);
      expect(graph?.assets.vgg16).toEqual({ ...file, ...asset });
      expect(graph && canonicalText(graph)).toBe(text(asset));
    }
  });

  it.each([
    "https://ann:word@weights.example/vgg16.pth",
    "https:///ann:word@weights.example/vgg16.pth",
    "javascript:alert(1)",
    "file:///home/ann/vgg16.pth",
    7,
  ])("lose the address %s, and the graph opens all the same", (url) => {
    const { graph, problems } = parseGraph(text({ url }));
    expect(graph?.assets.vgg16).toEqual(file);
    expect(problems).toMatchObject([{ severity: "warning", node: "vgg16" }]);
    expect(JSON.stringify(problems)).not.toContain("word@");
  });
});
