import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod/mini";
import { canonicalJson, canonicalText } from "../graph/canonical";
import { type Graph, identifier } from "../graph/document";
import { findPoison, isRecord, quote, safely } from "../graph/parse";
import type { Walkthrough } from "./document";
import { walkthroughText } from "./text";

export const SUBMISSION_FORMAT = "tensorloom-submission";
export const SUBMISSION_VERSION = 1;

const hex = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const time = z.number().check(z.gte(0));
const answer = z.union([
  z.array(z.int().check(z.gte(0))).check(z.maxLength(100)),
  z.number(),
  z.string().check(z.maxLength(20_000)),
]);
const node = z.string().check(z.minLength(1), z.maxLength(64));

/** What a student hands in beside the graph: plain data, in a bundle as `submission.json`. */
const submissionSchema = z.object({
  format: z.literal(SUBMISSION_FORMAT),
  formatVersion: z.literal(SUBMISSION_VERSION),
  walkthrough: z.object({ id: identifier, digest: hex }),
  student: z.optional(z.string().check(z.maxLength(200))),
  /** When it was handed in, ISO 8601. */
  madeAt: z.string().check(z.maxLength(40)),
  answers: z.record(identifier, answer),
  /** Of data nodes that were looked through. */
  data: z.record(node, z.object({ classes: z.number(), pictures: z.number() })),
  /** Results that fit the graph: their numbers by name, and the key that says how they were made. */
  results: z.record(
    node,
    z.object({
      key: z.string().check(z.maxLength(200)),
      at: time,
      metrics: z.record(z.string(), z.number()),
    }),
  ),
  ranAt: z.optional(time),
  opened: z
    .array(z.object({ what: z.string().check(z.maxLength(40)), node: z.optional(node), at: time }))
    .check(z.maxLength(10_000)),
  /** By step: seconds spent, and whether the page saw its goal met at some time. */
  steps: z.record(identifier, z.object({ seconds: time, done: z.boolean() })),
  /** Every seed set in the graph, as `node.setting`. */
  seeds: z.record(z.string().check(z.maxLength(200)), z.number()),
  /** Of all of this and the graph. It tells a changed file, not a forged one. */
  digest: hex,
});

export type Submission = Readonly<z.infer<typeof submissionSchema>>;
export type SubmissionParts = Omit<
  Submission,
  "format" | "formatVersion" | "walkthrough" | "seeds" | "digest"
>;

/** A submission's text. Without the same graph beside it its digest is wrong. */
export function submissionText(parts: SubmissionParts, walkthrough: Walkthrough, graph: Graph): string {
  const value = {
    format: SUBMISSION_FORMAT,
    formatVersion: SUBMISSION_VERSION,
    walkthrough: { id: walkthrough.id, digest: walkthroughDigest(walkthrough) },
    ...parts,
    seeds: seedsOf(graph),
  } as const;
  return `${JSON.stringify({ ...value, digest: digestOf(value, graph) }, null, 2)}\n`;
}

export interface ReadSubmission {
  readonly submission?: Submission;
  /** The digest is that of this submission with this graph. */
  readonly isWhole: boolean;
  readonly problems: readonly string[];
}

/** Reads a submission's text beside its graph. Nothing is thrown. */
export function readSubmission(text: string, graph: Graph): ReadSubmission {
  const refuse = (problem: string): ReadSubmission => ({ isWhole: false, problems: [problem] });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("submission.json is not JSON: the file is damaged.");
  }
  const poison = findPoison(value, 8, "submission");
  if (poison) return refuse(poison);
  if (!isRecord(value) || value.format !== SUBMISSION_FORMAT)
    return refuse(
      `submission.json is no submission: its "format" is ${quote(isRecord(value) ? value.format : value)}.`,
    );
  if (typeof value.formatVersion === "number" && value.formatVersion > SUBMISSION_VERSION)
    return refuse(
      `It was handed in from a newer Tensorloom (format ${value.formatVersion}; this one reads up to ${SUBMISSION_VERSION}). Update to check it.`,
    );
  const parsed = safely(() => submissionSchema.safeParse(value));
  if (!parsed?.success)
    return refuse(`submission.json is wrong at ${parsed?.error.issues[0]?.path.join(".") || "its top"}.`);
  const { digest, ...rest } = parsed.data;
  return { submission: parsed.data, isWhole: digest === digestOf(rest, graph), problems: [] };
}

/** Which walkthrough, to the letter, something was done with. */
export function walkthroughDigest(walkthrough: Walkthrough): string {
  return bytesToHex(sha256(utf8ToBytes(walkthroughText(walkthrough))));
}

/** The graph without looks and titles: equal graphs have equal digests however they are laid out. */
export function workDigest(graph: Graph): string {
  const nodes = Object.entries(graph.nodes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { type, version, settings }]) => [id, type, version, settings]);
  const edges = graph.edges.map(({ from, to }) => `${from} ${to}`).sort();
  const files = Object.entries(graph.assets).map(([id, asset]) => [id, asset.sha256]);
  return bytesToHex(sha256(utf8ToBytes(canonicalJson([nodes, edges, files]))));
}

function digestOf(value: unknown, graph: Graph): string {
  return bytesToHex(sha256(utf8ToBytes(`${canonicalJson(value)}\n${canonicalText(graph)}`)));
}

function seedsOf(graph: Graph): Record<string, number> {
  return Object.fromEntries(
    Object.entries(graph.nodes).flatMap(([id, { settings }]) =>
      typeof settings.seed === "number" ? [[`${id}.seed`, settings.seed] as const] : [],
    ),
  );
}
