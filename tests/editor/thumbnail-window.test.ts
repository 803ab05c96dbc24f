import { describe, expect, it } from "vitest";
import { missing, type Sight, withMore } from "@/editor/results/thumbnail-window";
import type { Thumbnail } from "@/figures/figure";

const picture = (name: number): Thumbnail => ({
  name: String(name),
  caption: "",
  height: 1,
  width: 1,
  rgba: new Uint8ClampedArray(4),
});
const nothing = () => false;

/** Fetches until nothing is missing, as a person who looks there for long enough. */
function filled(held: ReadonlyMap<number, Thumbnail>, sight: Sight, total: number, most?: number) {
  let all = held;
  let fetches = 0;
  for (;;) {
    const places = missing(sight, total, (place) => all.has(place));
    if (places.length === 0) return { all, fetches };
    all = withMore(all, places, places.map(picture), sight, most);
    fetches++;
  }
}

describe("the pictures around what is in sight", () => {
  it("are fetched there first, also in the midst of twenty thousand", () => {
    expect(missing({ from: 9990, until: 10_020 }, 20_000, nothing)).toEqual(
      Array.from({ length: 30 }, (_, at) => 9990 + at),
    );
  });

  it("are fetched up to the last one, and not beyond", () => {
    const { all } = filled(new Map(), { from: 19_980, until: 20_000 }, 20_000);
    expect(all.get(19_999)?.name).toBe("19999");
    expect(Math.max(...all.keys())).toBe(19_999);
    expect(missing({ from: 0, until: 10 }, 3, nothing)).toEqual([0, 1, 2]);
    expect(missing({ from: 0, until: 10 }, 0, nothing)).toEqual([]);
  });

  it("come in few questions, with a page ahead", () => {
    const { all, fetches } = filled(new Map(), { from: 0, until: 24 }, 20_000);
    expect(fetches).toBe(2);
    expect(all.size).toBe(84);
  });

  it("stay few, whatever was scrolled through, and those in sight are among them", () => {
    let all: ReadonlyMap<number, Thumbnail> = new Map();
    for (let from = 0; from < 20_000; from += 500) {
      const sight = { from, until: from + 30 };
      all = filled(all, sight, 20_000, 200).all;
      expect(all.size).toBeLessThanOrEqual(200);
      for (let place = from; place < from + 30; place++) expect(all.get(place)?.name).toBe(String(place));
    }
  });
});
