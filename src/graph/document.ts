import { z } from "zod/mini";
import { ADDRESS } from "./address";

export const FORMAT = "tensorloom";
export const FORMAT_VERSION = 1;

/** Of ids of nodes, ports and settings. */
export const ID_RULE = "an id begins with a letter and has at most 64 letters, digits, - and _";
export const identifier = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/));
const portReference = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z][A-Za-z0-9_-]{0,63}\.[A-Za-z][A-Za-z0-9_-]{0,63}$/,
      "has to be node.port, such as images.dataset",
    ),
  );
const position = z.tuple([z.number(), z.number()]);

/** Objects are loose: fields that this version does not know are kept as they came. */
const node = z.looseObject({
  type: z.string().check(z.minLength(1), z.maxLength(64)),
  version: z.int().check(z.gte(1)),
  settings: z.record(identifier, z.unknown()),
  title: z.optional(z.string().check(z.maxLength(200))),
});

/** More bends than a hand would make are no honest edge. */
const MOST_BENDS = 64;

const edge = z.looseObject({
  from: portReference,
  to: portReference,
  /** Points that the line goes through, in px of the canvas: looks, no part of a cache key. */
  bends: z.optional(z.array(position).check(z.maxLength(MOST_BENDS))),
});

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/, "has to be 64 digits 0-9 and a-f"));
/** The name of a calm colour. One that is not known looks like none. */
const colour = z.optional(z.string().check(z.maxLength(40)));

/** Nodes that are looked at as one. Its nodes stay among the graph's: a group is a look, and no run knows of it. */
const group = z.looseObject({
  title: z.string().check(z.maxLength(200)),
  nodes: z.array(identifier),
  /** Groups inside it. A node or group is in one group at most: of several that name it, in the first. */
  groups: z.optional(z.array(identifier)),
  /** Shown as one card. */
  folded: z.optional(z.boolean()),
  /** The ports of its card, as `node.port`, beside those that edges lead through anyway. */
  inputs: z.optional(z.array(portReference)),
  outputs: z.optional(z.array(portReference)),
  colour,
  /** The block that it is an instance of. */
  definition: z.optional(
    z.looseObject({
      id: z.string().check(z.minLength(1), z.maxLength(64)),
      title: z.string().check(z.maxLength(200)),
      /** What the block was when it was put in. */
      digest: sha256,
      /** The block's name of each of its nodes, by the node's id here. */
      names: z.optional(z.record(identifier, identifier)),
    }),
  ),
});

/** Words on the canvas, in Markdown; as a frame, a rectangle behind nodes with a title. */
const note = z.looseObject({
  text: z.string().check(z.maxLength(20000)),
  position,
  size: z.optional(position),
  kind: z.optional(z.enum(["note", "frame"])),
  colour,
});

/**
 * What a node's files are. `sha256` is of the file itself; of several files, of the list of their digests; and where
 * `arrays` names some, of the safetensors file that holds these arrays of it as float32, sorted by name: of a large file at
 * an address only what the node needs is fetched.
 */
const asset = z.looseObject({
  name: z.string().check(z.maxLength(1000)),
  bytes: z.int().check(z.gte(0)),
  sha256,
  /** Where it was fetched from. Opening a document fetches nothing: the user is asked. */
  url: z.optional(
    z
      .string()
      .check(
        z.maxLength(2000),
        z.regex(ADDRESS, "has to be an address of http or https, without user or password"),
      ),
  ),
  /** By the names that they have in the file. */
  arrays: z.optional(z.array(z.string().check(z.maxLength(1000))).check(z.minLength(1), z.maxLength(20_000))),
});

/** The document: plain data, no code. Makes the published JSON Schema too. */
export const graphSchema = z.looseObject({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  title: z.string().check(z.maxLength(200)),
  nodes: z.record(identifier, node),
  edges: z.array(edge),
  groups: z.record(identifier, group),
  layout: z.record(identifier, position),
  notes: z.array(note),
  assets: z.record(identifier, asset),
});

export type Graph = Readonly<z.infer<typeof graphSchema>>;
export type Node = Readonly<z.infer<typeof node>>;
/** An output port and the input port that it feeds, each as `node.port`. */
export type Edge = Readonly<z.infer<typeof edge>>;
export type Group = Readonly<z.infer<typeof group>>;
export type Note = Readonly<z.infer<typeof note>>;
export type Asset = Readonly<z.infer<typeof asset>>;

/** Splits `node.port`. */
export function endpoint(reference: string): { readonly node: string; readonly port: string } {
  const dot = reference.indexOf(".");
  return { node: reference.slice(0, dot), port: reference.slice(dot + 1) };
}

export function emptyGraph(title = "Untitled"): Graph {
  return {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    title,
    nodes: {},
    edges: [],
    groups: {},
    layout: {},
    notes: [],
    assets: {},
  };
}
