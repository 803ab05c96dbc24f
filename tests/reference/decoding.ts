import { decodePicture } from "../../src/files/decode";
import { pictureKind } from "../../src/files/picture-kind";
import type { Answer, Case, Tensor } from "./load";
import { LATER } from "./on-device";

/** Whether a case of group `transforms` reads a picture file: only a browser decodes those. */
export function isDecoding({ call }: Pick<Case, "call">): boolean {
  return call.startsWith("PIL.Image.open");
}

/** The pixels of the file `bytes`, rows by columns by channels. */
export async function decode(
  inputs: Record<string, Tensor>,
): Promise<Record<string, Answer> | { skip: string }> {
  const bytes = Uint8Array.from(inputs.bytes?.data ?? [], Number);
  if (pictureKind(bytes) === "tiff") return { skip: `decoding TIFF ${LATER}` };
  const { height, width, channels, data } = await decodePicture(bytes, "the case's file");
  return { out: { shape: channels === 1 ? [height, width] : [height, width, channels], data } };
}
