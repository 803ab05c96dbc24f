/** So much is handed over at a time, bytes. */
const PIECE = 32 * 1024 ** 2;

/**
 * One Blob of many bytes. A page hands a Blob's bytes to the browser, which may put them on the disk, and holds a copy
 * until they are taken: here the next piece is copied only when the one before was, so that hundreds of megabytes are
 * never there twice.
 */
export async function blobOf(parts: readonly Uint8Array<ArrayBuffer>[], most = PIECE): Promise<Blob> {
  const pieces: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const hand = async () => {
    const piece = new Blob(waiting);
    pieces.push(piece);
    waiting = [];
    length = 0;
    // It can be read when all of it has been taken, and not before.
    await piece.slice(0, 1).arrayBuffer();
  };
  for (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const to = Math.min(part.length, from + most - length);
      waiting.push(part.subarray(from, to));
      length += to - from;
      from = to;
      if (length === most) await hand();
    }
  }
  if (length > 0) await hand();
  return new Blob(pieces);
}
