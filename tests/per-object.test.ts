import { expect, it } from "vitest";
import { perObject } from "@/per-object";

it("works once for each object, and for objects that are equal but not the same twice", () => {
  let worked = 0;
  const size = perObject((list: readonly number[]) => {
    worked++;
    return list.length;
  });
  const one = [1, 2];
  expect([size(one), size(one), size([1, 2])]).toEqual([2, 2, 2]);
  expect(worked).toBe(2);
});

it("keeps an answer that is undefined", () => {
  let worked = 0;
  const nothing = perObject((_: object) => void worked++);
  const one = {};
  nothing(one);
  nothing(one);
  expect(worked).toBe(1);
});

it("does not keep what was thrown", () => {
  let isBroken = true;
  const read = perObject((_: object) => {
    if (isBroken) throw new Error("broken");
    return 1;
  });
  const one = {};
  expect(() => read(one)).toThrow("broken");
  isBroken = false;
  expect(read(one)).toBe(1);
});
