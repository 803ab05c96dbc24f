import { describe, expect, it } from "vitest";
import { tensorloom } from "./harness";

const check = (...data: string[]) =>
  tensorloom(["check", "graphs/steel-defects.json", ...data.flatMap((one) => ["--data", one])]);

describe("--data with an address", () => {
  it.each([
    [["vgg16=https://ann:word@weights.example/a.pth"], /user's name or password/],
    [["vgg16=https://weights.example/a", "vgg16=package.json"], /an address comes alone/],
    [["vgg16=package.json", "vgg16=https://weights.example/a"], /an address comes alone/],
    [["resize=https://weights.example/a"], /resize takes no files/],
  ])("%s is refused in words", async (data, words) => {
    const { exit, err } = await check(...data);
    expect(exit).toBe(2);
    expect(err).toMatch(words);
    expect(err).not.toContain("word@");
  });
});
