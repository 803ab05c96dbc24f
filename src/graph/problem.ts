import type { Edit } from "./edits";
import type { Value } from "./values";

/** A file's own words may stand in a sentence about it, however long they are and whatever is in them. */
const LONGEST = 4000;

/** The sentence with what nobody can see made visible; what is far too long ends somewhere. */
export function printable(sentence: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced, with marks that turn text round.
  const seen = sentence.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  return seen.length <= LONGEST ? seen : `${seen.slice(0, LONGEST)}…`;
}

/** A one-click repair: an edit of the document, and what the button says. */
export interface Fix {
  readonly title: string;
  readonly edit: Edit;
}

/** What is wrong with a graph, found before running. */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly node?: string;
  readonly port?: string;
  readonly setting?: string;
  readonly message: string;
  readonly expected?: string;
  readonly got?: string;
  /** The node upstream where the trouble began. */
  readonly cause?: string;
  readonly fix?: Fix;
}

/** A type of node to put on the edge into the failing port, or, with `before`, into the first such node upstream. */
export interface Insertion {
  readonly type: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly before?: string;
}

export interface ErrorDetails {
  readonly port?: string;
  readonly setting?: string;
  readonly expected?: string;
  readonly got?: string;
  /** A node that would mend it: the checker makes the edit. */
  readonly insert?: Insertion;
}

/** A user's mistake or a bad input, in a sentence that a student can act on. Anything else thrown is our own fault. */
export class NodeError extends Error {
  readonly details: ErrorDetails;
  /** Given by whoever throws, from the node's own id on: a function, since a definition does not know its id. */
  readonly fix: ((node: string) => Fix) | undefined;
  /** What was made before it failed and is worth keeping, by port: the last good weights of a training. */
  partial: Readonly<Record<string, Value>> | undefined;
  constructor(message: string, details: ErrorDetails = {}, fix?: (node: string) => Fix) {
    super(printable(message));
    this.name = "NodeError";
    this.details = details;
    this.fix = fix;
  }

  /** The same error with what was made before it and is worth keeping. */
  keeping(partial: Readonly<Record<string, Value>>): this {
    this.partial = partial;
    return this;
  }
}
