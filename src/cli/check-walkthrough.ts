import { emptyGraph, type Graph } from "../graph/document";
import { migrateGraph } from "../graph/migrate";
import { parseGraph, readGraph } from "../graph/parse";
import { registry } from "../registry";
import { WALKTHROUGH_FORMAT, type Walkthrough } from "../walkthrough/document";
import { parseWalkthrough } from "../walkthrough/parse";
import { reach, type StepReach } from "../walkthrough/reach";
import { UsageError } from "./args";
import { EXIT, type Host } from "./host";
import { jsonText } from "./results";
import { countText, printable } from "./words";

const templates = import.meta.glob<string>("../../graphs/*.json", { query: "?raw", import: "default" });

/** Whether a file's text says that it is a walkthrough. */
export function isWalkthrough(text: string): boolean {
  return new RegExp(`"format"\\s*:\\s*"${WALKTHROUGH_FORMAT}"`).test(text.slice(0, 2000));
}

/** `check` of a walkthrough: is every goal reached by "show me", and is none met before? Runs nothing. */
export async function checkWalkthrough(
  text: string,
  asked: { readonly graph: string; readonly json: boolean },
  host: Host,
) {
  const { walkthrough, problems } = parseWalkthrough(text);
  for (const problem of problems) host.stderr.write(`${printable(problem)}\n`);
  if (!walkthrough) return EXIT.wrong;
  const steps = reach(walkthrough, await startOf(walkthrough), registry);
  host.stdout.write(
    asked.json ? jsonText({ walkthrough: walkthrough.id, problems, steps }) : stepsText(walkthrough, steps),
  );
  return steps.some(({ reached, metBefore }) => !reached || metBefore) ? EXIT.wrong : EXIT.done;
}

async function startOf({ start, title }: Walkthrough): Promise<Graph> {
  if (start.template !== undefined) {
    const text = await templates[`../../graphs/${start.template}.json`]?.();
    const graph = text === undefined ? undefined : parseGraph(text).graph;
    if (graph) return migrateGraph(graph, registry).graph;
    const names = Object.keys(templates).map((path) => path.slice(path.lastIndexOf("/") + 1, -5));
    throw new UsageError(
      `There is no example graph ${start.template}. There are ${names.sort().join(", ")}.`,
    );
  }
  const own = start.graph === undefined ? undefined : readGraph(start.graph).graph;
  return own ? migrateGraph(own, registry).graph : emptyGraph(title);
}

function stepsText({ title, steps: all }: Walkthrough, steps: readonly StepReach[]): string {
  const lines = steps.flatMap(({ reached, problems }, index) => [
    `${index + 1}. ${all[index]?.title ?? ""}: ${reached ? "reached" : "not reached"}`,
    ...problems.map((problem) => `   ${problem}`),
  ]);
  const wrong = steps.filter(({ problems }) => problems.length > 0).length;
  const verdict = wrong === 0 ? "every goal is reached by Show me" : `${countText(wrong, "step")} to look at`;
  return `${[...lines, `${title}: ${countText(steps.length, "step")}, ${verdict}.`].map(printable).join("\n")}\n`;
}
