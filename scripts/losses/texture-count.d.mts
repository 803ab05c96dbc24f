import type { EnginePage } from "./engine-page.mjs";

export interface Textures {
  readonly count: number;
  /** Of all textures, those that are kept for later too. */
  readonly bytes: number;
}

export function watchTextures(engine: EnginePage): Promise<void>;
export function textures(engine: EnginePage): Promise<Textures>;
