import { decodePicture } from "../../src/files/decode";
import type { Answer, Case, Tensor } from "./load";

/** Whether a case of group `transforms` reads a picture file: only a browser decodes those. */
export function isDecoding({ call }: Pick<Case, "call">): boolean {
  return call.startsWith("PIL.Image.open");
}

/** The pixels of the file `bytes`, rows by columns by channels. */
export async function decode(inputs: Record<string, Tensor>): Promise<Record<string, Answer>> {
  const bytes = Uint8Array.from(inputs.bytes?.data ?? [], Number);
  const { height, width, channels, data } = await decodePicture(bytes, "the case's file");
  return { out: { shape: channels === 1 ? [height, width] : [height, width, channels], data } };
}
