import type { Checked } from "../compile/checked";
import { blockedBy, explainPlan } from "../compile/explain";
import { type Plan, plan } from "../compile/plan";
import type { Problem } from "../graph/problem";
import { registry } from "../registry";
import type { Asked } from "./args";
import { checkedWithData, hasErrors } from "./check";
import { EXIT, type Host } from "./host";
import { load } from "./load";
import { jsonText, plainProblem } from "./results";
import { countText, listText, printable, problemText } from "./words";

/** `plan`: what a run would do, in order, what is done once for all epochs, and what cannot be and why. Runs nothing. */
export async function planCommand(asked: Asked, host: Host): Promise<number> {
  const loaded = await load(asked, host.folder, registry);
  const { checked, ofData } = await checkedWithData(loaded, host);
  const problems = [...loaded.problems, ...checked.problems, ...ofData];
  for (const problem of problems) host.stderr.write(`${problemText(problem)}\n`);
  const made = plan(checked, registry);
  host.stdout.write(asked.json ? planJson(checked, made, problems) : planText(checked, made));
  return hasErrors(problems) ? EXIT.wrong : EXIT.done;
}

function planText(checked: Checked, made: Plan): string {
  const steps = explainPlan(made);
  const blocked = blockedBy(checked, registry, made.blocked);
  const width = Math.max(
    0,
    ...steps.map(({ nodes }) => nodes[0].length),
    ...[...blocked.keys()].map((id) => id.length),
  );
  const number = String(steps.length).length;
  const indent = " ".repeat(number + width + 4);
  const lines = [
    ...steps.map(({ nodes, says }, at) => {
      const head = `${String(at + 1).padStart(number)}  ${nodes[0].padEnd(width)}  `;
      return says.length === 0 ? `${head}runs` : head + says.join(`\n${indent}`);
    }),
    ...[...blocked].map(([id, by]) => `${"-".padStart(number)}  ${id.padEnd(width)}  ${blockedText(id, by)}`),
    ...(made.skipped.length > 0 ? [`Not run, because no result needs them: ${listText(made.skipped)}.`] : []),
  ];
  const verdict = blocked.size === 0 ? "" : `, ${countText(blocked.size, "node")} blocked`;
  return `${lines.map(printable).join("\n")}\n${printable(checked.graph.title)}: ${countText(steps.length, "step")}${verdict}.\n`;
}

function blockedText(id: string, by: readonly string[]): string {
  if (by.includes(id)) return "cannot run: see above what is wrong with it";
  return by.length === 0 ? "cannot run" : `blocked by ${listText(by)}`;
}

function planJson(checked: Checked, made: Plan, problems: readonly Problem[]): string {
  const blocked = blockedBy(checked, registry, made.blocked);
  return jsonText({
    graph: { title: checked.graph.title, key: made.key },
    status: hasErrors(problems) ? "wrong" : "ready",
    targets: made.targets,
    steps: explainPlan(made).map((step) => ({ ...step, state: "will-run" })),
    blocked: [...blocked].map(([node, by]) => ({ node, by })),
    skipped: made.skipped,
    problems: problems.map(plainProblem),
  });
}
