import type { NodeDefinition } from "../../graph/node";
import type { Pictures } from "../../graph/run";
import { adopt, giveBack } from "../../pixels/memory";
import { failureOf } from "../failure";
import { KeptPictures } from "../kept-pictures";
import type { FromPictureWorker, ToPictureWorker } from "./messages";
import { PictureMaker } from "./picture-maker";
import { packSample } from "./sent-sample";

export interface PictureAnswer {
  readonly message: FromPictureWorker;
  readonly transfer: readonly ArrayBuffer[];
}

/** What a picture worker does with what it is told: a recipe in, then questions in and pictures out. */
export class PictureDesk {
  readonly #registry: ReadonlyMap<string, NodeDefinition>;
  readonly #pictures: Pictures;
  #maker: PictureMaker | undefined;
  #kept: KeptPictures | undefined;

  constructor(registry: ReadonlyMap<string, NodeDefinition>, pictures: Pictures) {
    this.#registry = registry;
    this.#pictures = pictures;
  }

  /** Of a recipe there is nothing to say. */
  async receive(told: ToPictureWorker): Promise<PictureAnswer | undefined> {
    if ("recipe" in told) {
      // Pictures that were kept are known by how they were made: the next run finds them again.
      this.#kept ??= new KeptPictures(told.budget);
      this.#maker = new PictureMaker(told.recipe, this.#registry, this.#pictures, this.#kept);
      return undefined;
    }
    const { id, question, spare } = told;
    for (const buffer of spare) {
      const memory = new Uint8Array(buffer);
      adopt(memory);
      giveBack(memory);
    }
    try {
      if (!this.#maker) throw new Error("A picture was asked for before the recipe came.");
      const { sample, transfer } = packSample(await this.#maker.sample(question));
      return { message: { id, sample }, transfer };
    } catch (error) {
      return { message: { id, failure: failureOf(error) }, transfer: [] };
    }
  }
}
