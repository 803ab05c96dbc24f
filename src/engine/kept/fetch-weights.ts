import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { extractParts } from "../../files/extract";
import { digestFiles } from "../../files/file-set";
import { MemoryPieces, type Pieces } from "../../files/pieces";
import { DownloadBroken, RemoteFile, type RemoteOptions } from "../../files/remote-file";
import { openSafetensors } from "../../files/safetensors";
import type { StoredArray } from "../../files/stored";
import { openTorchFile } from "../../files/torch-file";
import { formatOf } from "../../files/weight-format";
import { nameWeights } from "../../files/weight-names";
import { documentAddress } from "../../graph/address";
import type { Asset } from "../../graph/document";
import type { WeightFacts } from "../../graph/node";
import { NodeError } from "../../graph/problem";
import type { GivenFile } from "../protocol";
import type { KeptFiles, PutAway } from "./kept-files";
import { Partial } from "./partial";
import { siblingsOf } from "./siblings";
import { openUnfinished } from "./unfinished";

export interface FetchOrder {
  readonly url: URL;
  /** What the document says that is there; what comes must be the same. */
  readonly expected: Asset | undefined;
  /** Which arrays the node needs, by torchvision's names; undefined where that cannot be told. */
  needed(facts: WeightFacts): ReadonlySet<string> | undefined;
  readonly kept: KeptFiles;
  readonly remote: RemoteOptions;
}

export interface FetchedWeights {
  readonly asset: Asset;
  readonly files: readonly GivenFile[];
  /** Sentences for the user: why it is not kept, what could not be done. */
  readonly remarks: readonly string[];
}

/**
 * Fetches weights from an address and keeps them. Of a safetensors file, or torch's zip, only the header and the arrays
 * that the node needs are fetched, if the server sends parts: they are kept as a safetensors file of their own. Anything
 * else is fetched whole, a TensorFlow.js model or the parts of a safetensors with all its files. Throws NodeError, or
 * DownloadBroken after which the same order goes on.
 */
export async function fetchWeights(order: FetchOrder): Promise<FetchedWeights> {
  const { url, kept, expected } = order;
  return withPieces(order, url, async (pieces) => {
    const remote = await RemoteFile.open(url, pieces, order.remote);
    const format = await formatOf({ path: remote.name, file: remote });
    if (format === "json") return fetchSet(order, remote);
    // Told whole by its digest it can only be checked whole.
    const inPart = expected ? expected.arrays !== undefined : remote.sendsParts;
    const chosen = inPart ? await chooseArrays(order, remote, format) : undefined;
    if (!chosen) {
      await remote.fetch([[0, remote.size]]);
      const put = await kept.put(remote.name, remoteParts(remote));
      return finish(order, [{ path: remote.name, put }], put.sha256, undefined);
    }
    await remote.fetch(chosen.flatMap(({ spans = [] }) => spans));
    const put = await kept.put(remote.name, extractParts(chosen));
    const arrays = chosen.map(({ name }) => name).sort();
    if (expected?.arrays && expected.arrays.length < arrays.length) {
      // The node needs more than what the document tells the digest of: that part is checked by itself.
      const told = new Set(expected.arrays);
      const part = chosen.filter(({ name }) => told.has(name));
      return finish(
        order,
        [{ path: remote.name, put }],
        put.sha256,
        arrays,
        await digestOf(extractParts(part)),
      );
    }
    return finish(order, [{ path: remote.name, put }], put.sha256, arrays);
  });
}

/** The arrays to fetch: what the node needs, and what the document tells the digest of. Undefined: the whole file. */
async function chooseArrays(
  { expected, needed, url }: FetchOrder,
  remote: RemoteFile,
  format: string,
): Promise<readonly StoredArray[] | undefined> {
  const stored =
    format === "safetensors"
      ? (await openSafetensors(remote, remote.name)).stored
      : format === "zip"
        ? await openTorchFile(remote, remote.name).catch((error: unknown) => {
            // A zip of another kind, such as a .keras file: its own reader takes it whole.
            if (error instanceof NodeError && expected === undefined) return undefined;
            throw error;
          })
        : undefined;
  if (!stored?.every(({ spans }) => spans)) return undefined;
  const { arrays, source, preprocessing } = nameWeights(stored, remote.name, "torch");
  const shapes = Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape]));
  const names = needed({ source, preprocessing, shapes });
  const chosen = new Set(expected?.arrays ?? []);
  for (const [name, array] of arrays) if (!names || names.has(name)) chosen.add(array.name);
  const missing = [...chosen].find((name) => !stored.some((array) => array.name === name));
  if (missing !== undefined) {
    throw new NodeError(
      `${remote.name} at ${url.host} has no ${missing}, which this graph asks for: another file is there now. Look at the address.`,
      { expected: missing },
    );
  }
  if (!expected && chosen.size === stored.length) return undefined;
  return stored.filter(({ name }) => chosen.has(name));
}

/** A model.json with its shards, or the index of a safetensors file with its parts: all files whole. */
async function fetchSet(order: FetchOrder, index: RemoteFile): Promise<FetchedWeights> {
  await index.fetch([[0, index.size]]);
  const text = await index.slice(0, index.size).arrayBuffer();
  const urls = siblingsOf(new TextDecoder().decode(text), index.name, order.url);
  const { kept } = order;
  const files = [{ path: index.name, put: await kept.put(index.name, remoteParts(index)) }];
  for (const url of urls) {
    files.push(
      await withPieces(order, url, async (pieces) => {
        const remote = await RemoteFile.open(url, pieces, order.remote);
        await remote.fetch([[0, remote.size]]);
        return { path: remote.name, put: await kept.put(remote.name, remoteParts(remote)) };
      }),
    );
  }
  const all = await digestFiles(files.map(({ path, put }) => ({ path, file: put.file })));
  return finish(order, files, all.sha256, undefined);
}

/**
 * Checks the digest, enters what came into the index, and says what the document keeps of it. `told` is the digest of what
 * the document tells one of, where that is a part of what came.
 */
async function finish(
  order: FetchOrder,
  files: readonly { readonly path: string; readonly put: PutAway }[],
  digest: string,
  arrays: readonly string[] | undefined,
  told = digest,
): Promise<FetchedWeights> {
  const { expected } = order;
  if (expected && told !== expected.sha256) {
    await order.kept.discard(files.map(({ put }) => put.sha256));
    throw new NodeError(
      `What ${order.url.host} sent is not ${expected.name} as this graph names it: its SHA-256 is ${told}, and the graph says ${expected.sha256}. It is not used. If you trust the file as it is now, take the weights away from the node and fetch it again.`,
      { expected: expected.sha256, got: told },
    );
  }
  const url = documentAddress(order.url);
  const [first] = files;
  const asset: Asset = {
    name: first?.path ?? order.url.host,
    bytes: files.reduce((sum, { put }) => sum + put.file.size, 0),
    sha256: digest,
    ...(url ? { url } : {}),
    ...(arrays ? { arrays: [...arrays] } : {}),
  };
  const why = files.find(({ put }) => put.why)?.put.why;
  if (why === undefined) await order.kept.enter(asset, files);
  const unsaid = url
    ? []
    : ["The address has a key in it, which a graph never holds: the graph names the file without it."];
  return {
    asset,
    files: files.map(({ path, put }) => ({ path, file: put.file })),
    remarks: [...(why ? [why] : []), ...unsaid],
  };
}

/** Works with the pieces of an address: those of before are there, and those that came stay if it breaks off. */
async function withPieces<T>(
  { kept }: FetchOrder,
  url: URL,
  work: (pieces: Pieces) => Promise<T>,
): Promise<T> {
  const folder = await kept.folder;
  const before = kept.inMemory.get(url.href);
  const pieces = before ?? (folder ? await openUnfinished(folder, url) : new MemoryPieces());
  let goesOn = false;
  try {
    return await work(pieces);
  } catch (error) {
    // Stopped or broken off. What was refused for what it is would be refused again.
    goesOn = error instanceof DownloadBroken || !(error instanceof NodeError);
    throw error;
  } finally {
    const inMemory = pieces instanceof Partial ? await pieces.close(goesOn) : pieces;
    if (goesOn && inMemory) kept.inMemory.set(url.href, inMemory);
    else kept.inMemory.delete(url.href);
  }
}

async function* remoteParts(remote: RemoteFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const PIECE = 4 * 1024 ** 2;
  for (let at = 0; at < remote.size; at += PIECE) {
    yield new Uint8Array(await remote.slice(at, at + PIECE).arrayBuffer());
  }
}

async function digestOf(parts: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<string> {
  const hash = sha256.create();
  for await (const part of parts) hash.update(part);
  return bytesToHex(hash.digest());
}
