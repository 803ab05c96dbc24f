import { describe, expect, it } from "vitest";
import { type ChoiceShelf, Choices, isOwnFaster, type Times, timeBoth } from "@/engine/webgl/choices";

/** A shelf as a browser would be, with what lies on it to look at. */
function shelf(): ChoiceShelf & { readonly lies: Map<string, unknown> } {
  const lies = new Map<string, unknown>();
  return {
    lies,
    read: async (device) => lies.get(device),
    write: async (device, times) => void lies.set(device, structuredClone(times)),
  };
}

/** A kernel that takes these times one behind the other, and notes how often it was to do the work. */
function taking(...times: readonly number[]) {
  const asked: number[] = [];
  return {
    asked,
    run: (repeats: number) => {
      const ms = times[Math.min(asked.length, times.length - 1)] ?? Number.NaN;
      asked.push(repeats);
      return ms;
    },
  };
}

describe("measuring two kernels", () => {
  it("takes one round where they are far apart, so that a slow device does not wait", () => {
    const [own, stock] = [taking(100), taking(900)];
    expect(timeBoth(own.run, stock.run)).toEqual({ own: 100, stock: 900 });
    expect([own.asked, stock.asked]).toEqual([[1], [1]]);
  });

  it("takes the middle of three where they are close", () => {
    const times = timeBoth(taking(100, 180, 101).run, taking(110, 111, 60).run);
    expect(times).toEqual({ own: 101, stock: 110 });
  });

  it("does short work several times a round, for browsers make their clocks coarse", () => {
    const [own, stock] = [taking(0, 8, 8, 16), taking(1, 16, 16, 16)];
    expect(timeBoth(own.run, stock.run)).toEqual({ own: 1, stock: 2 });
    expect(own.asked).toEqual([1, 8, 8, 8]);
  });

  it("takes ours only where they are clearly faster", () => {
    expect(isOwnFaster({ own: 94, stock: 100 })).toBe(true);
    expect(isOwnFaster({ own: 96, stock: 100 })).toBe(false);
    expect(isOwnFaster({ own: 0, stock: 0 })).toBe(false);
  });
});

describe("what was measured", () => {
  const fast: Times = { own: 1, stock: 3 };
  const slow: Times = { own: 3, stock: 1 };

  it("is not known before, and counts afterwards", () => {
    const choices = new Choices(shelf(), "a GPU");
    expect(choices.isOwn("56×56")).toBeUndefined();
    choices.keep("56×56", fast);
    choices.keep("14×14", slow);
    expect(choices.isOwn("56×56")).toBe(true);
    expect(choices.isOwn("14×14")).toBe(false);
  });

  it("is there at the next visit, on the same device only", async () => {
    const browser = shelf();
    new Choices(browser, "a GPU").keep("56×56", fast);
    const next = new Choices(browser, "a GPU");
    await next.read();
    expect(next.isOwn("56×56")).toBe(true);
    const other = new Choices(browser, "another GPU");
    await other.read();
    expect(other.isOwn("56×56")).toBeUndefined();
  });

  it("keeps what was known when a shape is added", async () => {
    const browser = shelf();
    new Choices(browser, "a GPU").keep("56×56", fast);
    const next = new Choices(browser, "a GPU");
    await next.read();
    next.keep("14×14", slow);
    expect(browser.lies.get("a GPU")).toEqual({ "56×56": fast, "14×14": slow });
  });

  it("counts before what an earlier visit kept", async () => {
    const browser = shelf();
    browser.lies.set("a GPU", { "56×56": slow });
    const choices = new Choices(browser, "a GPU");
    choices.keep("56×56", fast);
    await choices.read();
    expect(choices.isOwn("56×56")).toBe(true);
  });

  it("holds for the visit where a browser keeps nothing", async () => {
    const refuse = () => Promise.reject(new Error("No IndexedDB"));
    const choices = new Choices({ read: refuse, write: refuse }, "a GPU");
    await choices.read();
    choices.keep("56×56", fast);
    expect(choices.isOwn("56×56")).toBe(true);
    // A rejection that nobody handles would fail this test.
    await new Promise((resolve) => setTimeout(resolve));
  });

  it("is measured again where what was kept is none", async () => {
    const kept = { a: fast, b: { own: "1", stock: 2 }, c: null, d: { own: 1 }, e: { own: -1, stock: 2 } };
    for (const value of [kept, [], "text", 7, null]) {
      const browser = shelf();
      browser.lies.set("a GPU", value);
      const choices = new Choices(browser, "a GPU");
      await choices.read();
      expect([...choices.times.keys()]).toEqual(value === kept ? ["a"] : []);
    }
  });
});
