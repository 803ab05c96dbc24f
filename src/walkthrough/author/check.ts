import type { Graph } from "../../graph/document";
import type { Walkthrough } from "../document";
import type { Registry } from "../names";
import { readWalkthrough } from "../parse";
import { reach } from "../reach";

/** Something that is wrong or odd, and the step that it is about. */
export interface Finding {
  readonly step: string | undefined;
  /** A fault keeps the file from being opened; a remark does not. */
  readonly weight: "fault" | "remark";
  readonly text: string;
}

/**
 * All that can be found without running anything: what a reader of the file would refuse, then whether "show me" reaches every
 * goal from the start graph.
 */
export function findings(draft: Walkthrough, start: Graph, registry: Registry): readonly Finding[] {
  const empty = emptyFields(draft);
  if (empty.length > 0) return empty;
  const { walkthrough, problems } = readWalkthrough(JSON.parse(JSON.stringify(draft)));
  const told = problems.map((problem) => placed(problem, draft, walkthrough ? "remark" : "fault"));
  if (!walkthrough) return told;
  const reached = reach(walkthrough, start, registry).flatMap(({ step, problems: each }) =>
    each.map((text): Finding => ({ step, weight: "remark", text })),
  );
  return [...told, ...reached];
}

/** What a form leaves empty, in the form's own words. */
function emptyFields({ title, steps }: Walkthrough): readonly Finding[] {
  const fault = (step: string | undefined, text: string): Finding => ({ step, weight: "fault", text });
  return [
    ...(title.trim() === "" ? [fault(undefined, "The walkthrough has no title yet.")] : []),
    ...steps.flatMap(({ id, title: name, text, questions = [] }) => [
      ...(name.trim() === "" ? [fault(id, "The step has no title yet.")] : []),
      ...(text.trim() === "" ? [fault(id, "The step has no text yet: what is a student to do?")] : []),
      ...questions.flatMap((question) => [
        ...(question.text.trim() === "" ? [fault(id, "A question of this step has no words yet.")] : []),
        ...(question.kind === "choice" && question.options.some((option) => option.text.trim() === "")
          ? [fault(id, "An option of a question has no words yet.")]
          : []),
      ]),
    ]),
  ];
}

/** Sentences that name a step by its number, or a field by its path, are led to the step. */
function placed(text: string, { steps }: Walkthrough, weight: Finding["weight"]): Finding {
  const [, number, rest] = /^Step (\d+)(?: \([^)]*\))?:? ?([\s\S]*)$/.exec(text) ?? [];
  if (number !== undefined)
    return { step: steps[Number(number) - 1]?.id, weight, text: sentence(rest ?? text) };
  const [, index] = /^steps\.(\d+)/.exec(text) ?? [];
  return { step: index === undefined ? undefined : steps[Number(index)]?.id, weight, text };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
