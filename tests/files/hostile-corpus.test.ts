import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { inputOf, judge, known, setTraps } from "../../scripts/hostile/judge";

const ROOT = join(import.meta.dirname, "../..");
/** Ms of computing for one input: what hung took minutes, and machines are slow and shared. */
const SLOWEST = 8000;

beforeAll(setTraps);

describe("an input that was made to harm, or that did once", () => {
  it.each(known(ROOT).map((input) => [`${input.kind}: ${input.name}`, input] as const))(
    "%s is opened or refused in words",
    async (_, input) => {
      // Made here: what is large is made when it is asked for.
      expect(input.files.length).toBeGreaterThan(0);
      const before = process.cpuUsage();
      const judged = await judge(input);
      const { user, system } = process.cpuUsage(before);
      expect(judged).toEqual({ kind: input.kind, isOpened: judged.isOpened });
      expect((user + system) / 1000).toBeLessThan(SLOWEST);
    },
  );
});

it("inputs are the same for the same seed, and 300 of them do no harm", async () => {
  const [first, second] = [await inputOf(ROOT, 5, 17), await inputOf(ROOT, 5, 17)];
  expect(first).toEqual(second);
  const kinds = new Set<string>();
  for (let index = 0; index < 300; index++) {
    const input = await inputOf(ROOT, 5, index);
    kinds.add(input.kind);
    const judged = await judge(input);
    expect([index, judged]).toEqual([index, { kind: input.kind, isOpened: judged.isOpened }]);
  }
  expect(kinds.size).toBe(10);
});

it("the judge sees a script, a request and a machine's word", async () => {
  const text = readFileSync(join(ROOT, "graphs/steel-defects.json"));
  const input = { kind: "graph", files: [{ path: "g.json", bytes: new Uint8Array(text) }] } as const;
  expect(await judge(input)).toEqual({ kind: "graph", isOpened: true });
  const parse = JSON.parse;
  const during = async (act: () => void) => {
    JSON.parse = (given) => {
      act();
      return parse(given);
    };
    return judge(input).finally(() => {
      JSON.parse = parse;
    });
  };
  const traps = globalThis as unknown as { __ran(): void };
  expect((await during(() => traps.__ran())).fault).toBe("script");
  expect((await during(() => void fetch("https://elsewhere.invalid/").catch(() => {}))).fault).toBe(
    "request",
  );
  expect(
    (
      await during(() => {
        throw new TypeError("Cannot read properties of undefined (reading 'x')");
      })
    ).fault,
  ).toBe("words");
});
