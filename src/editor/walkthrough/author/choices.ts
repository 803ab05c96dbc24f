import { useMemo } from "react";
import type { Graph } from "@/graph/document";
import { registry } from "@/registry";
import { questionsOf } from "@/walkthrough/answers";
import type { Choices } from "@/walkthrough/author/goal-forms";
import { followed, graphBefore } from "@/walkthrough/author/record";
import type { Step, Walkthrough, Which } from "@/walkthrough/document";
import { numbersOf } from "@/walkthrough/numbers";
import { useSession } from "../../state/editor";
import { titleOf } from "../../state/titles";
import { useAuthor } from "./author-store";
import { startGraph } from "./writing";

/** What the forms of a step can choose from. */
export interface StepChoices extends Choices {
  readonly draft: Walkthrough;
  readonly start: Graph;
  readonly before: Graph;
}

/** The graph is that of the step's end, with what it had at its beginning: a goal may be that something goes. */
export function useChoices(draft: Walkthrough, step: Step): StepChoices {
  const template = useAuthor((state) => state.template);
  const result = useSession((state) => state.result);
  const { id, showMe, questions } = step;
  return useMemo(() => {
    const start = startGraph(draft, template);
    const before = graphBefore(draft, start, id, registry);
    const after = followed(showMe ?? [], before, registry);
    const own = questions ?? [];
    const others = questionsOf(draft).filter((question) => !own.some((each) => each.id === question.id));
    return {
      draft,
      start,
      before,
      registry,
      graph: { ...after, nodes: { ...before.nodes, ...after.nodes } },
      questions: [...own, ...others],
      metrics: Object.fromEntries(
        Object.entries(result?.outputs ?? {}).map(([node, fields]) => [node, Object.keys(numbersOf(fields))]),
      ),
    };
  }, [draft, template, id, showMe, questions, result]);
}

/** `Resize (resize)`: what it is called, and by what name it is known. */
export function nodeLabel(graph: Graph, id: string): string {
  const title = titleOf(graph, id);
  return title === id ? id : `${title} (${id})`;
}

/** A node of the canvas as a walkthrough names it: what is in the start graph by its id, what a student adds by its type. */
export function whichOf(id: string, port: string | undefined, start: Graph, now: Graph): Which {
  const type = now.nodes[id]?.type;
  const of = Object.hasOwn(start.nodes, id) || type === undefined ? { node: id } : { type };
  return { ...of, ...(port === undefined ? {} : { port }) };
}

export function whichLabel(which: Which, graph: Graph): string {
  const name =
    "node" in which && which.node !== undefined
      ? nodeLabel(graph, String(which.node))
      : `any ${registry.get(String(which.type))?.title ?? String(which.type)}`;
  return which.port === undefined ? name : `${name}, port ${which.port}`;
}
