import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Throttle } from "../../src/engine/throttle";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function heard(): { readonly values: number[]; readonly throttle: Throttle<number> } {
  const values: number[] = [];
  return { values, throttle: new Throttle(100, (value) => values.push(value)) };
}

test("the first is handed on at once, then the newest once an interval", () => {
  const { values, throttle } = heard();
  for (let value = 0; value < 10; value++) {
    throttle.tell(value);
    vi.advanceTimersByTime(30);
  }
  expect(values).toEqual([0, 3, 6, 9]);
});

test("what nothing follows is handed on when the interval is over, and once", () => {
  const { values, throttle } = heard();
  throttle.tell(1);
  throttle.tell(2);
  throttle.tell(3);
  expect(values).toEqual([1]);
  vi.advanceTimersByTime(1000);
  expect(values).toEqual([1, 3]);
  throttle.tell(4);
  expect(values).toEqual([1, 3, 4]);
});

test("what waits is handed on when asked, and dropped when it is of no more use", () => {
  const { values, throttle } = heard();
  throttle.tell(1);
  throttle.tell(2);
  throttle.flush();
  throttle.tell(3);
  throttle.stop();
  vi.advanceTimersByTime(1000);
  expect(values).toEqual([1, 2]);
});
