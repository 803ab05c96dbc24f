import type { Patch } from "@/graph/patch";
import type { Picture } from "./picture";

/** What the list of graphs shows of one, without reading it. */
export interface Summary {
  readonly id: string;
  readonly title: string;
  /** When it was changed last, or came here, in ms since 1970. */
  readonly at: number;
  readonly nodes: number;
  readonly picture: Picture;
  /** When it was deleted. It is there still, for the one who did not mean it. */
  readonly deleted?: number;
}

/** A graph as it is kept: a whole text, and the steps since. */
export interface Kept {
  /** Grows with every writer: what one that was put out of office still writes belongs to no graph any more. */
  readonly epoch: number;
  readonly base: string;
  readonly steps: readonly Patch[];
}

/** Why a state of a graph was kept. */
export type Occasion = "opened" | "run" | "hour" | "named" | "before" | "original";

/** A state of a graph to go back to. */
export interface Version {
  readonly graph: string;
  readonly at: number;
  readonly why: Occasion;
  readonly name?: string;
  readonly text: string;
}

/** Writing was refused because another writer took the graph over. */
export class TakenOver extends Error {}

/** Where graphs lie: IndexedDB on the page, a map in tests. Every promise is fulfilled when what it wrote is kept. */
export interface GraphPlace {
  list(): Promise<readonly Summary[]>;
  read(id: string): Promise<Kept | undefined>;
  /** A graph that is not there yet, as the first writer's. */
  create(summary: Summary, base: string): Promise<void>;
  /** Takes office as the graph's only writer: a new base, in place of base and steps before. Gives the new epoch. */
  begin(id: string, base: string): Promise<number>;
  /** One step more. Handed to the browser before this returns. */
  append(id: string, epoch: number, number: number, step: Patch): Promise<void>;
  /** A new base in place of the old one and the steps before `next`. Throws TakenOver where another writer came. */
  compact(id: string, epoch: number, next: number, base: string): Promise<void>;
  summarize(summary: Summary): Promise<void>;
  /** Takes a graph away for good, with its versions. */
  remove(id: string): Promise<void>;
  versions(id: string): Promise<readonly Version[]>;
  /** Puts versions in and takes others away, by their time. */
  changeVersions(id: string, put: readonly Version[], gone: readonly number[]): Promise<void>;
}
