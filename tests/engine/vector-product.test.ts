import { describe, expect, it } from "vitest";
import { isLargeVectorProduct } from "@/engine/repairs/vector-product";

/** That the numbers are right is for tests/browser/kernels.spec.ts: only a browser has WebGL. */
describe("a vector times a large matrix", () => {
  const fc6 = [25088, 4096];
  it("is one row, or one column, and more products than the limit", () => {
    expect(isLargeVectorProduct([1, 25088], fc6, false, false, 2 ** 24)).toBe(true);
    expect(isLargeVectorProduct([1, 4096], fc6, false, true, 2 ** 24)).toBe(true);
    expect(isLargeVectorProduct(fc6, [4096, 1], false, false, 2 ** 24)).toBe(true);
    expect(isLargeVectorProduct([25088, 1], fc6, true, false, 2 ** 24)).toBe(true);
  });
  it("is neither two rows nor a small one, in which stock is faster", () => {
    expect(isLargeVectorProduct([2, 25088], fc6, false, false, 2 ** 24)).toBe(false);
    expect(isLargeVectorProduct([1, 4096], [4096, 1000], false, false, 2 ** 24)).toBe(false);
    expect(isLargeVectorProduct([1, 1, 4096], [8, 4096, 1000], false, false, 2 ** 24)).toBe(true);
  });
});
