import { expect, it } from "vitest";
import { deviceError } from "@/engine/device-error";
import { NodeError } from "@/graph/problem";

it("says how much a GPU takes in one piece, and what to do", () => {
  const said = deviceError(
    new Error(
      "Requested texture size [10137x10138] greater than WebGL maximum on this browser / GPU [8192x8192].",
    ),
  );
  expect(said).toBeInstanceOf(NodeError);
  expect((said as NodeError).message).toContain("needs 102.8 million numbers in one piece");
  expect((said as NodeError).message).toContain("takes 67.1 million (textures of 8192 by 8192)");
});

it("leaves every other error as it is", () => {
  const error = new Error("The batch is empty.");
  expect(deviceError(error)).toBe(error);
});
