import type { Graph } from "../graph/document";
import type { OPENED } from "./document";

/** An answer as it is kept: indices of the options ticked, a number, or free words. */
export type Answer = readonly number[] | number | string;

/** What has really been done, as far as goals ask: the page makes it from its stores, the grader from a submission. */
export interface Evidence {
  readonly graph: Graph;
  /** Of data nodes that were looked through, by node id. */
  readonly data: Readonly<Record<string, { readonly classes: number; readonly pictures: number }>>;
  /** Nodes whose result fits the graph as it is, by id: when it was made, in ms, and its numbers by name. */
  readonly results: Readonly<
    Record<string, { readonly at: number; readonly metrics: Readonly<Record<string, number>> }>
  >;
  /** Every node that was to run has a result that fits; when the last of it was made. `undefined`: not so. */
  readonly ranAt: number | undefined;
  /** What was opened, and when. */
  readonly opened: readonly {
    readonly what: (typeof OPENED)[number];
    readonly node?: string;
    readonly at: number;
  }[];
  /** By question id. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** When the step began, in ms; 0 where that does not matter. */
  readonly since: number;
}

/** Whether a goal is met; if not, what is missing, a sentence each. */
export interface Judgement {
  readonly met: boolean;
  readonly missing: readonly string[];
}
