import type { Problem } from "../graph/problem";

/** A problem as lines of text: where, what, what was expected and what came, and what would mend it. */
export function problemText(problem: Problem): string {
  const place = [problem.node, problem.port ?? problem.setting]
    .filter((part) => part !== undefined)
    .join(".");
  const lines = [`${problem.severity}: ${place ? `${place}: ` : ""}${problem.message}`];
  if (problem.expected !== undefined) lines.push(`  expected: ${problem.expected}`);
  if (problem.got !== undefined) lines.push(`  got:      ${problem.got}`);
  if (problem.cause !== undefined && problem.cause !== problem.node)
    lines.push(`  it began at ${problem.cause}`);
  if (problem.fix) lines.push(`  to mend it: ${problem.fix.title}`);
  return printable(lines.join("\n"));
}

/** Without what would move a terminal's cursor or change its colours: titles and names come from strangers. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** `a, b and c`; `none` for an empty list. */
export function listText(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "none";
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** `1 node`, `3 nodes`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
