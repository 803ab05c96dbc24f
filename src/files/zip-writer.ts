import { BlobReader, BlobWriter, ZipWriter } from "@zip.js/zip.js/lib/zip-core-native.js";

/** Every file has the same date, so that equal contents are equal bytes: the earliest that a zip knows. */
const DATE = new Date(1980, 0, 1);

const open = () =>
  new ZipWriter(new BlobWriter("application/zip"), { useWebWorkers: false, lastModDate: DATE });

/** Files as one zip, in their order. Numbers gain next to nothing by being packed: they are stored as they are. */
export async function writeZip(
  files: readonly { readonly path: string; readonly content: Blob }[],
): Promise<Blob> {
  const zip = open();
  for (const { path, content } of files) await zip.add(path, new BlobReader(content), { level: 0 });
  return zip.close();
}

/** Files in one zip, packed, one after the other as they come: none is held beyond its turn. */
export async function zipOf(
  files: AsyncIterable<{ readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> }>,
): Promise<Blob> {
  const zip = open();
  for await (const { path, bytes } of files) await zip.add(path, new BlobReader(new Blob([bytes])));
  return zip.close();
}
