import fc from "fast-check";
import { Marked } from "marked";
import { describe, expect, it } from "vitest";
import { htmlOf, isReadable } from "@/editor/inspector/written-as";
import { COURSE, course, textOf } from "../walkthrough/course";

const reader = new Marked({ gfm: true });
const read = (text: string) => htmlOf(text, (readable) => reader.parse(readable, { async: false }));
const long = (piece: string) => piece.repeat(20_000 / piece.length);

describe("a stranger's Markdown", () => {
  it.each([">", "> ", "1. ", "- ", "a__b_", "***a", "*a_b", "[a](", "`", "<"])(
    "of nothing but %s stands as it was written, at once",
    (piece) => {
      const start = process.cpuUsage();
      expect(read(long(piece))).toContain('<p class="as-written">');
      expect(process.cpuUsage(start).user / 1000).toBeLessThan(500);
    },
  );

  it("is read in a moment, whatever it is made of", () => {
    const piece = fc.constantFrom(
      ..."> |>|- |1. |  |\n|\n\n|*|**|_|__|~~|`|```|[|](|)|<|$|a|b c|&|\\|#|\t||-|:".split("|"),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4000 }),
        (pieces, times) => {
          const text = pieces.join("").repeat(times).slice(0, 20_000);
          const start = process.cpuUsage();
          expect(typeof read(text)).toBe("string");
          expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  it("that a person wrote is read: all texts of the course are", () => {
    const texts = COURSE.flatMap((file) => course(file).steps.map(textOf));
    expect(texts.length).toBeGreaterThan(30);
    expect(texts.filter((text) => !isReadable(text))).toEqual([]);
  });
});
