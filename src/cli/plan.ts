import { bytesText, durationText } from "../compile/amounts";
import type { Checked } from "../compile/checked";
import {
  blockedBy,
  type ExplainedStep,
  explainPlan,
  type Machine,
  planSeconds,
  timeInWords,
} from "../compile/explain";
import { type Plan, plan } from "../compile/plan";
import { planMemory } from "../compile/plan-memory";
import { roomProblems } from "../compile/room";
import type { Problem } from "../graph/problem";
import { registry } from "../registry";
import type { Asked } from "./args";
import { checkedWithData, hasErrors } from "./check";
import { EXIT, type Host } from "./host";
import { load } from "./load";
import { jsonText, plainProblem } from "./results";
import { keptSpeeds, machineSpeeds } from "./speeds";
import { countText, listText, printable, problemText } from "./words";

/** `plan`: what a run would do, in order, what is done once for all epochs, and what cannot be and why. Runs nothing. */
export async function planCommand(asked: Asked, host: Host): Promise<number> {
  const loaded = await load(asked, host.folder, registry);
  const { checked, ofData } = await checkedWithData(loaded, host);
  const known = [...loaded.problems, ...checked.problems, ...ofData];
  const made = plan(checked, registry);
  const machine = hasErrors(known) ? await keptSpeeds(host) : await machineSpeeds(host);
  const planned = new Set(made.steps.flatMap(({ nodes }) => nodes));
  const tooLarge = roomProblems(checked, machine?.device ?? "", registry).filter(
    ({ node }) => node !== undefined && planned.has(node),
  );
  const problems = [...known, ...tooLarge];
  for (const problem of problems) host.stderr.write(`${problemText(problem)}\n`);
  host.stdout.write(
    asked.json ? planJson(checked, made, problems, machine) : planText(checked, made, machine),
  );
  return hasErrors(problems) ? EXIT.wrong : EXIT.done;
}

function planText(checked: Checked, made: Plan, machine: Machine | undefined): string {
  const steps = explainPlan(made, machine);
  const blocked = blockedBy(checked, registry, made.blocked);
  const width = Math.max(
    0,
    ...steps.map(({ nodes }) => nodes[0].length),
    ...[...blocked.keys()].map((id) => id.length),
  );
  const number = String(steps.length).length;
  const indent = " ".repeat(number + width + 4);
  const lines = [
    ...steps.map((step, at) => {
      const { nodes } = step;
      const says =
        step.refused === undefined
          ? [...step.says, ...timeInWords(step)]
          : [...step.says, "Cannot fit: see above what would."];
      const head = `${String(at + 1).padStart(number)}  ${nodes[0].padEnd(width)}  `;
      return says.length === 0 ? `${head}runs` : head + says.join(`\n${indent}`);
    }),
    ...[...blocked].map(([id, by]) => `${"-".padStart(number)}  ${id.padEnd(width)}  ${blockedText(id, by)}`),
    ...(made.skipped.length > 0 ? [`Not run, because no result needs them: ${listText(made.skipped)}.`] : []),
  ];
  const verdict = blocked.size === 0 ? "" : `, ${countText(blocked.size, "node")} blocked`;
  return `${lines.map(printable).join("\n")}\n${printable(checked.graph.title)}: ${countText(steps.length, "step")}${verdict}${totalText(made, steps)}.\n`;
}

/** `; about 14 s, and 310 MB of the device's memory`. */
function totalText(made: Plan, steps: readonly ExplainedStep[]): string {
  const seconds = planSeconds(steps);
  const { peak } = planMemory(made);
  const parts = [
    ...(seconds === undefined ? [] : [durationText(1000 * seconds)]),
    ...(peak === 0 ? [] : [`${bytesText(peak)} of the device's memory`]),
  ];
  return parts.length === 0 ? "" : `; about ${parts.join(", and ")}`;
}

function blockedText(id: string, by: readonly string[]): string {
  if (by.includes(id)) return "cannot run: see above what is wrong with it";
  return by.length === 0 ? "cannot run" : `blocked by ${listText(by)}`;
}

function planJson(
  checked: Checked,
  made: Plan,
  problems: readonly Problem[],
  machine: Machine | undefined,
): string {
  const blocked = blockedBy(checked, registry, made.blocked);
  const steps = explainPlan(made, machine);
  const seconds = planSeconds(steps);
  return jsonText({
    graph: { title: checked.graph.title, key: made.key },
    status: hasErrors(problems) ? "wrong" : "ready",
    targets: made.targets,
    ...(machine ? { device: machine.device } : {}),
    ...(seconds === undefined ? {} : { seconds: Number(seconds.toPrecision(3)) }),
    bytes: planMemory(made),
    steps: steps.map((step) => ({ ...step, state: step.refused === undefined ? "will-run" : "refused" })),
    blocked: [...blocked].map(([node, by]) => ({ node, by })),
    skipped: made.skipped,
    problems: problems.map(plainProblem),
  });
}
