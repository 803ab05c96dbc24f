import { describe, expect, it } from "vitest";
import { EngineError } from "@/engine/client";
import type { RunEvent } from "@/engine/protocol";
import { ThroughLosses } from "@/engine/through-losses";

const lost = () => new EngineError({ message: "The engine's worker died.", isLost: true });
const progress = (done: number): RunEvent => ({
  run: 1,
  kind: "progress",
  node: "trainer",
  done,
  total: 100,
});

/** Each attempt gets so many batches done before it is lost; the last is not. */
async function attempts(batches: readonly number[]) {
  const losses = new ThroughLosses();
  let at = 0;
  let begun = 0;
  const result = await losses.run(
    async () => {
      losses.note({ run: 1, kind: "planned", nodes: ["trainer"] });
      losses.note({ run: 1, kind: "running", node: "trainer" });
      const done = batches[at++];
      if (done === undefined) return "done";
      for (let batch = 1; batch <= done; batch++) losses.note(progress(batch));
      throw lost();
    },
    async () => void begun++,
  );
  return { result, begun };
}

describe("a run that loses its engine", () => {
  it("goes on as often as it comes further", async () => {
    expect(await attempts([5, 9, 10, 30, 31, 32, 33, 34, 35, 36])).toEqual({ result: "done", begun: 10 });
    expect(await attempts([5, 5, 4, 6, 6, 6])).toEqual({ result: "done", begun: 6 });
  });

  it("ends with a sentence where it does not", async () => {
    await expect(attempts([5, 5, 5, 5])).rejects.toThrow(
      /worker died\. This happened 3 times at the same place, so the run was ended/,
    );
  });

  it("ends at once with any other error", async () => {
    const losses = new ThroughLosses();
    const wrong = async () => {
      throw new EngineError({ message: "wrong" });
    };
    await expect(losses.run(wrong, async () => expect.fail("begun anew"))).rejects.toThrow("wrong");
  });
});
