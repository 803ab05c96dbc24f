import { describe, expect, it } from "vitest";
import { KeptPictures } from "@/engine/kept-pictures";
import type { Dataset } from "@/graph/values";
import { datasetOf, grey } from "../nodes/harness";

/** Pictures of 100 bytes, and how often each was made. */
function counted(count: number): { dataset: Dataset; made: number[] } {
  const plain = datasetOf(Array.from({ length: count }, (_, index) => grey(10, 10, index)));
  const made = new Array<number>(count).fill(0);
  const sample: Dataset["sample"] = (index, epoch) => {
    made[index] = (made[index] ?? 0) + 1;
    return plain.sample(index, epoch);
  };
  return { dataset: { ...plain, sample }, made };
}

async function epochs(dataset: Dataset, count: number): Promise<void> {
  for (let epoch = 0; epoch < count; epoch++)
    for (const index of dataset.names.keys()) {
      const { image } = await dataset.sample(index, epoch);
      expect(image.data[0]).toBe(index);
    }
}

describe("pictures that are kept", () => {
  it("are made once, however many epochs ask for them", async () => {
    const { dataset, made } = counted(5);
    await epochs(new KeptPictures().keep(dataset, "a"), 6);
    expect(made).toEqual([1, 1, 1, 1, 1]);
  });

  it("are known to the next run by how they were made, and to no other dataset", async () => {
    const kept = new KeptPictures();
    await epochs(kept.keep(counted(3).dataset, "a"), 1);
    const again = counted(3);
    await epochs(kept.keep(again.dataset, "a"), 1);
    expect(again.made).toEqual([0, 0, 0]);
    const other = counted(3);
    await epochs(kept.keep(other.dataset, "b"), 1);
    expect(other.made).toEqual([1, 1, 1]);
  });

  it("stay within the budget: the first of a large set are kept, the others made anew", async () => {
    const kept = new KeptPictures(350);
    const { dataset, made } = counted(5);
    await epochs(kept.keep(dataset, "a"), 4);
    expect(made).toEqual([1, 1, 1, 4, 4]);
    expect(kept.bytes).toBe(300);
  });

  it("give way to another dataset's, the one first that was not used for longest", async () => {
    const kept = new KeptPictures(600);
    const [a, b, c] = [counted(2), counted(2), counted(3)];
    await epochs(kept.keep(a.dataset, "a"), 2);
    await epochs(kept.keep(b.dataset, "b"), 2);
    await epochs(kept.keep(a.dataset, "a"), 1);
    await epochs(kept.keep(c.dataset, "c"), 2);
    expect(kept.bytes).toBe(500);
    await epochs(kept.keep(a.dataset, "a"), 1);
    expect(a.made).toEqual([1, 1]);
    await epochs(kept.keep(b.dataset, "b"), 1);
    expect(b.made).toEqual([2, 2]);
  });
});
