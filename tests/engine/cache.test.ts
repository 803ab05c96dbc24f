import { expect, it } from "vitest";
import { MemoryCache } from "@/engine/cache";

it("forgets what was not used for longest when the budget is spent", async () => {
  const cache = new MemoryCache(100);
  await cache.set("a", 1, 40);
  await cache.set("b", 2, 40);
  await cache.get("a");
  await cache.set("c", 3, 40);
  expect(await cache.get("b")).toBeUndefined();
  expect(await cache.get("a")).toBe(1);
  expect(cache.bytes).toBe(80);
});

it("does not keep what is larger than everything it may hold", async () => {
  const cache = new MemoryCache(100);
  await cache.set("small", 1, 10);
  await cache.set("huge", 2, 101);
  expect(await cache.get("huge")).toBeUndefined();
  expect(await cache.get("small")).toBe(1);
});

it("counts a value that is set again once", async () => {
  const cache = new MemoryCache(100);
  await cache.set("a", 1, 40);
  await cache.set("a", 2, 60);
  expect(cache.bytes).toBe(60);
});
