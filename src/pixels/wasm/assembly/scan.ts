import { begin, fill, isOver, number, restart, symbol } from "./huffman";
import { dct } from "./dct";

/** Where the coefficient of each place in the zigzag lies in its block, row by row, and nothing beyond 63. */
const PLACE = memory.data<u8>([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55,
  62, 63,
]);
/** int16 coefficients of one block, already multiplied by their steps. */
const BLOCK = memory.data(128, 16);

/** Words of a component: both Huffman tables, the steps (uint16, zigzag), the plane and its bytes a row, the last mean. */
const AC = 4, STEPS = 8, PLANE = 12, STRIDE = 16, MEAN = 20, COMPONENT = 24;

/**
 * Decodes the only scan of a baseline JPEG from its bytes to `to`, into planes of whole blocks. Of three components the
 * first has `across` × `down` blocks in each of `columns` × `rows` units, the others one. `interval`: units between
 * restarts, or 0. Gives 0 where the data are not whole and right.
 */
export function scan(
  from: usize, to: usize, components: usize, count: i32, across: i32, down: i32, columns: i32, rows: i32, interval: i32,
): i32 {
  begin(from, to);
  let left = interval, restarts = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (interval > 0 && left-- == 0) {
        if (!restart(restarts++)) return 0;
        for (let c = 0; c < count; c++) store<i32>(components + COMPONENT * c + MEAN, 0);
        left = interval - 1;
      }
      for (let c = 0; c < count; c++) {
        const component = components + COMPONENT * c;
        const h = c == 0 ? across : 1, v = c == 0 ? down : 1;
        const stride = load<u32>(component + STRIDE);
        const plane = load<u32>(component + PLANE) + 8 * (stride * <usize>(row * v) + <usize>(column * h));
        for (let y = 0; y < v; y++) for (let x = 0; x < h; x++) {
          const last = block(component);
          if (last < 0) return 0;
          dct(BLOCK, last, plane + 8 * (stride * <usize>y + <usize>x), stride);
        }
      }
      if (isOver()) return 0;
    }
  }
  return 1;
}

/** Reads one block. Gives the last place in the zigzag that is not 0, or −1. */
function block(component: usize): i32 {
  const ac = load<u32>(component + AC), steps = load<u32>(component + STEPS);
  memory.fill(BLOCK, 0, 128);
  fill();
  const size = symbol(load<u32>(component));
  if (<u32>size > 15) return -1;
  let mean = load<i32>(component + MEAN);
  if (size > 0) mean += number(size);
  store<i32>(component + MEAN, mean);
  store<i16>(BLOCK, mean * <i32>load<u16>(steps));
  let last = 0;
  for (let k = 1; k < 64; k++) {
    fill();
    const both = symbol(ac);
    if (both < 0) return -1;
    const bits = both & 15;
    k += both >> 4;
    if (bits == 0) {
      if (both == 0xf0) continue;
      break;
    }
    if (k > 63) return -1;
    last = k;
    store<i16>(BLOCK + 2 * <usize>load<u8>(PLACE + k), number(bits) * <i32>load<u16>(steps + 2 * k));
  }
  return last;
}
