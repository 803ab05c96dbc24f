import { decodePicture } from "../../../src/files/decode";
import { convert } from "../../../src/pixels/colour";
import { makeResizer } from "../../../src/pixels/resample";
import { normalize, toTensor } from "../../../src/pixels/tensor";
import { chosenFiles } from "./engine";
import { MEAN, STD } from "./pictures";

interface Jpeg {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

let pictures: readonly Jpeg[] = [];

/** What the nodes Convert colour, Resize, To tensor and Normalize do to a file that was read. */
async function prepared({ name, bytes }: Jpeg): Promise<Float32Array> {
  const picture = convert(await decodePicture(bytes, name), "RGB");
  const resize = resizerFor(picture.height, picture.width);
  return normalize(toTensor(resize(picture)), 3, MEAN, STD);
}

let kept: { height: number; width: number; resize: ReturnType<typeof makeResizer> } | undefined;

/** As the node Resize keeps it: most sets have one size. */
function resizerFor(height: number, width: number) {
  if (kept?.height !== height || kept.width !== width)
    kept = { height, width, resize: makeResizer({ height, width }, { height: 224, width: 224 }, "bilinear") };
  return kept.resize;
}

export const decodeSide = {
  /** Takes the bytes of the page's files into memory: reading them is no part of the figure. */
  async takeJpegs(): Promise<number> {
    pictures = await Promise.all(
      [...chosenFiles()].map(async (file) => ({
        name: file.name,
        bytes: new Uint8Array(await file.arrayBuffer()),
      })),
    );
    return pictures.length;
  },

  /** Ms a picture, `together` at a time: one, or a batch as a trainer asks for it. */
  async decode(together: number): Promise<number> {
    const start = performance.now();
    for (let at = 0; at < pictures.length; at += together)
      await Promise.all(pictures.slice(at, at + together).map(prepared));
    return (performance.now() - start) / pictures.length;
  },

  /** Ms a picture of each piece of the work, one picture at a time: where the time goes. */
  async decodePieces(): Promise<Readonly<Record<string, number>>> {
    const sums = { decode: 0, resize: 0, tensor: 0, normalize: 0 };
    for (const { name, bytes } of pictures) {
      const start = performance.now();
      const picture = convert(await decodePicture(bytes, name), "RGB");
      const decoded = performance.now();
      const resized = resizerFor(picture.height, picture.width)(picture);
      const after = performance.now();
      const tensor = toTensor(resized);
      const made = performance.now();
      normalize(tensor, 3, MEAN, STD);
      const end = performance.now();
      sums.decode += decoded - start;
      sums.resize += after - decoded;
      sums.tensor += made - after;
      sums.normalize += end - made;
    }
    return Object.fromEntries(Object.entries(sums).map(([name, ms]) => [name, ms / pictures.length]));
  },
};
