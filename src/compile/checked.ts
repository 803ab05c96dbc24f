import type { Edge, Graph, Node } from "../graph/document";
import type { DataFacts, NodeDefinition, WeightFacts } from "../graph/node";
import type { Problem } from "../graph/problem";
import type { ValueType } from "../graph/types";

/** What is known about the data from outside the graph, by node id: filled in once files were looked through. */
export interface Facts {
  readonly data: Readonly<Record<string, DataFacts>>;
  /** Of files with weights, by node id. */
  readonly weights?: Readonly<Record<string, WeightFacts>>;
  /** Nodes whose files are at hand in this tab (the document only names them). */
  readonly files: ReadonlySet<string>;
}

export const NO_FACTS: Facts = { data: {}, files: new Set() };

export interface CheckedNode {
  readonly id: string;
  readonly node: Node;
  /** Absent for a type that this version does not know: a placeholder. */
  readonly definition: NodeDefinition | undefined;
  /** All settings, defaults filled in; absent where one is out of range. */
  readonly settings: Readonly<Record<string, unknown>> | undefined;
  readonly inputs: Readonly<Record<string, ValueType | undefined>>;
  readonly outputs: Readonly<Record<string, ValueType>>;
  /** `blocked`: it is fine itself, but something upstream is not. */
  readonly state: "ready" | "wrong" | "blocked";
}

export interface CheckedEdge {
  readonly edge: Edge;
  readonly type: ValueType | undefined;
}

/** The typed graph: the type and shape of every edge, and everything that is wrong. */
export interface Checked {
  readonly graph: Graph;
  /** In an order in which every node stands behind what it needs. */
  readonly nodes: ReadonlyMap<string, CheckedNode>;
  readonly edges: readonly CheckedEdge[];
  readonly problems: readonly Problem[];
}
