import { makePicture, type Picture, type Size } from "../pixels/picture";

/** A mask of 0 and 1 as lengths of runs, the first of zeros, each in 7 bits a byte: some hundred bytes for a picture of nuclei. */
export function packMask({ data }: Picture): Uint8Array {
  const out: number[] = [];
  let value = 0;
  let run = 0;
  const put = () => {
    for (; run >= 128; run = Math.floor(run / 128)) out.push(128 | (run % 128));
    out.push(run);
  };
  for (const next of data) {
    if (next !== value) {
      put();
      run = 0;
      value = next;
    }
    run++;
  }
  put();
  return Uint8Array.from(out);
}

/** The way back. Throws an Error where the runs are not those of a mask of that size. */
export function unpackMask(packed: Uint8Array, { height, width }: Size): Picture {
  const data = new Uint8Array(height * width);
  let at = 0;
  let value = 0;
  let run = 0;
  let unit = 1;
  for (const byte of packed) {
    run += (byte & 127) * unit;
    unit *= 128;
    if (byte >= 128) continue;
    if (value === 1) data.fill(1, at, at + run);
    at += run;
    value = 1 - value;
    run = 0;
    unit = 1;
  }
  if (at !== data.length) throw new Error(`A mask of ${at} pixels was kept for ${height}×${width} px.`);
  return makePicture("L", height, width, data);
}
