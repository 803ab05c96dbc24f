import type { Facts } from "../../compile/checked";
import type { Graph } from "../../graph/document";
import type { Failure, GivenFile } from "../protocol";
import type { SentSample } from "./sent-sample";

/** All that it takes to make a run's pictures once more, elsewhere: its graph, and what is known of its files. */
export interface PictureRecipe {
  readonly graph: Graph;
  readonly targets?: readonly string[];
  readonly facts: Facts;
  readonly files: ReadonlyMap<string, readonly GivenFile[]>;
}

/** A picture by the key of its dataset's port in the plan. */
export interface PictureQuestion {
  readonly key: string;
  readonly index: number;
  readonly epoch: number;
}

export type ToPictureWorker =
  /** `budget`: bytes of pictures that it may keep for the next epoch. */
  | { readonly recipe: PictureRecipe; readonly budget: number }
  | {
      readonly id: number;
      readonly question: PictureQuestion;
      /** Memory of pictures that are done with, to be used again. */
      readonly spare: readonly ArrayBuffer[];
    };

export type FromPictureWorker =
  | { readonly id: number; readonly sample: SentSample["sample"] }
  | { readonly id: number; readonly failure: Failure };
