/** Modules that come with Python, of those that nodes and the exporter ask for. */
const STANDARD = new Set(
  "argparse collections copy functools hashlib itertools json math os pathlib random re struct sys time zipfile".split(
    " ",
  ),
);

/**
 * The imports of a program, each once, sorted as Python's style guide has them: what comes with Python, a blank line, the
 * rest. An import that no line uses is left out; several from one module become one.
 */
export function gatherImports(imports: readonly string[], lines: readonly string[]): readonly string[] {
  const text = lines.join("\n");
  const isUsed = (name: string) => new RegExp(`(?<![\\w.])${name}\\b`).test(text);
  const whole = new Set<string>();
  const from = new Map<string, Set<string>>();
  for (const line of imports) {
    const parts = /^from (\S+) import (.+)$/.exec(line);
    if (!parts?.[1] || !parts[2]) {
      const name = /^import (\S+)(?: as (\S+))?$/.exec(line);
      if (!name?.[1]) throw new Error(`No import of Python: ${line}`);
      if (isUsed(name[2] ?? name[1])) whole.add(line);
      continue;
    }
    const names = parts[2].split(",").map((name) => name.trim());
    for (const name of names.filter(isUsed)) {
      const known = from.get(parts[1]);
      if (known) known.add(name);
      else from.set(parts[1], new Set([name]));
    }
  }
  const made = [
    ...[...whole].map((line) => ({ line, module: line.split(" ")[1] ?? "" })),
    ...[...from].map(([module, names]) => ({
      line: `from ${module} import ${[...names].sort().join(", ")}`,
      module,
    })),
  ];
  const rank = ({ line, module }: (typeof made)[number]) => `${line.startsWith("from") ? 1 : 0}${module}`;
  const sorted = made.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const isStandard = ({ module }: (typeof made)[number]) => STANDARD.has(module.split(".")[0] ?? "");
  const groups = [sorted.filter(isStandard), sorted.filter((one) => !isStandard(one))];
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, at) => [...(at > 0 ? [""] : []), ...group.map(({ line }) => line)]);
}
