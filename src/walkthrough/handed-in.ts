import { errorText } from "@/error-text";
import { openBundle } from "../files/bundle";
import { migrateGraph } from "../graph/migrate";
import { parseGraph } from "../graph/parse";
import type { HandedIn } from "./grade";
import type { Registry } from "./names";
import { readSubmission } from "./submission";

/** Answers and numbers of the longest walkthrough are far less, bytes. */
const LARGEST_SUBMISSION = 8_000_000;

/** Reads one file that was handed in. What is wrong with it is told in the table, beside the others. */
export async function readHandedIn(content: Blob, file: string, registry: Registry): Promise<HandedIn> {
  const refuse = (...problems: string[]): HandedIn => ({ file, isWhole: false, problems });
  try {
    const bundle = await openBundle(content, file);
    const parsed = parseGraph(bundle.graph);
    if (!parsed.graph) return refuse(...parsed.problems.map(({ message }) => message));
    const entry = bundle.entries.find(({ role }) => role === "submission");
    if (!entry) return refuse("It is a bundle without a submission: it was saved, and not handed in.");
    if (entry.bytes > LARGEST_SUBMISSION)
      return refuse(`Its submission.json has ${Math.round(entry.bytes / 1e6)} MB: that is no submission.`);
    const text = new TextDecoder().decode(await bundle.read(entry.path));
    const { submission, isWhole, problems } = readSubmission(text, parsed.graph);
    const graph = migrateGraph(parsed.graph, registry).graph;
    return {
      file,
      graph,
      isWhole,
      problems: [...bundle.remarks, ...problems],
      ...(submission ? { submission } : {}),
    };
  } catch (error) {
    return refuse(errorText(error));
  }
}
