import { bytesFor } from "../memory";
import type { Size } from "../picture";
import type { AxisWeights } from "../weights";
import { putWords, withRoom } from "./room";

/**
 * Both passes of PIL's resize on HWC bytes, in WebAssembly: the same bytes as `resampleColumns` and then `resampleRows`,
 * which are the plain code for it. A pass is left out where its weights are absent. `undefined` where there is no SIMD.
 */
export function resampleFast(
  data: Uint8Array,
  from: Size,
  channels: number,
  across: AxisWeights | undefined,
  down: AxisWeights | undefined,
): Uint8Array<ArrayBuffer> | undefined {
  const width = across ? across.starts.length : from.width;
  const height = down ? down.starts.length : from.height;
  const stride = width * channels;
  const out = height * stride;
  const axis = (weights: AxisWeights | undefined) =>
    weights ? [4 * weights.starts.length, 4 * weights.weights.length, 8 * weights.taps + 8] : [0, 0, 0];
  const lengths = [data.length, from.height * stride, out, ...axis(across), ...axis(down)];
  return withRoom(lengths, (room) => {
    const { kernels, bytes } = room;
    const [source, wide, last, columns, columnWeights, , rows, rowWeights, pairs] = room.at as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    bytes.set(data, source);
    if (across) {
      putWords(room, columns, across.starts);
      putWords(room, columnWeights, across.weights);
      kernels.resampleColumns(
        source,
        from.height,
        from.width * channels,
        channels,
        width,
        across.taps,
        columns,
        columnWeights,
        wide,
      );
    }
    const half = across ? wide : source;
    if (down) {
      putWords(room, rows, down.starts);
      putWords(room, rowWeights, down.weights);
      kernels.resampleRows(half, stride, height, down.taps, rows, rowWeights, last, pairs);
    }
    const at = down ? last : half;
    const result = bytesFor(out);
    result.set(bytes.subarray(at, at + out));
    return result;
  });
}
