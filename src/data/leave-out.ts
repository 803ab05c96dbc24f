import { NodeError } from "../graph/problem";
import { names } from "../graph/settings";

/** What both data nodes ask: pictures that a user does not want, by name. */
export const EXCLUDE = names("Pictures left out", {
  default: [],
  added: true,
  doc: "By name; the part behind the last / is enough where only one picture is called so.",
});

/** Some names of the data, and those among the wished-for ones that cannot be followed. */
export interface LeftOut {
  readonly names: ReadonlySet<string>;
  readonly unknown: readonly string[];
  /** Fit several pictures, so that none is left out. */
  readonly unclear: readonly string[];
}

export function leftOut(all: readonly string[], exclude: readonly string[]): LeftOut {
  const out = new Set<string>();
  if (exclude.length === 0) return { names: out, unknown: [], unclear: [] };
  const known = new Set(all);
  const unknown: string[] = [];
  const unclear: string[] = [];
  for (const wanted of exclude) {
    const fitting = known.has(wanted) ? [wanted] : all.filter((name) => name.endsWith(`/${wanted}`));
    const [only] = fitting;
    if (only === undefined) unknown.push(wanted);
    else if (fitting.length > 1) unclear.push(wanted);
    else out.add(only);
  }
  return { names: out, unknown, unclear };
}

/** A sentence for each name that cannot be followed. */
export function leftOutWarnings({ unknown, unclear }: Pick<LeftOut, "unknown" | "unclear">) {
  const about = (name: string, why: string) => ({
    setting: "exclude",
    message: `${name} is to be left out, but ${why}.`,
  });
  return [
    ...unknown.map((name) => about(name, "no picture here is called so")),
    ...unclear.map((name) => about(name, "several pictures are called so. Say which, with its folder")),
  ];
}

export function allLeftOut(count: number): NodeError {
  return new NodeError(
    `${count === 1 ? "The only picture is" : `All ${count} pictures are`} left out: there is nothing to work with. Put some back.`,
    { setting: "exclude", expected: "at least 1 picture", got: "0 pictures" },
    (node) => ({ title: "Put all back", edit: { kind: "unset", node, setting: "exclude" } }),
  );
}
