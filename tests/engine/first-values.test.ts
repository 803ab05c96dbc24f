import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { LivingValues } from "@/engine/first-values";
import type { WeightFiles } from "@/engine/weights";
import { readSafetensors } from "@/files/safetensors";
import { session, smallSteel, startEngine } from "./harness";

beforeAll(startEngine);

/** The shipped weights, as long as they can be had. */
function shop() {
  const state = { isOpen: true };
  const shipped: WeightFiles["shipped"] = async (path) => {
    if (!state.isOpen) throw new Error(`${path} was read again.`);
    return (await readSafetensors(new Blob([readFileSync(`public/${path}`)]), path)).arrays;
  };
  return { state, files: { shipped, given: shipped } };
}

const steel = (learningRate: number) =>
  smallSteel({ vgg16: { weights: "sample" }, trainer: { epochs: 1 }, adam: { learningRate } });

describe("values that networks start from", () => {
  it("are not read again by the next training, as long as a trained model holds them", async () => {
    const { state, files } = shop();
    const { run } = session({ weightFiles: files, firstValues: new LivingValues() });
    const first = await run(steel(1e-3));
    expect(first.result.status).toBe("done");
    state.isOpen = false;
    const second = await run(steel(1e-4));
    expect(second.result.status).toBe("done");
    const fresh = shop();
    const alone = await session({ weightFiles: fresh.files }).run(steel(1e-4));
    expect(second.result.outputs).toEqual(alone.result.outputs);
  });

  it("are read where nobody kept any", async () => {
    const { state, files } = shop();
    state.isOpen = false;
    const { result } = await session({ weightFiles: files, firstValues: new LivingValues() }).run(
      steel(1e-3),
    );
    expect(result.status).toBe("failed");
  });
});
