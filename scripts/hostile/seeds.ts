import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { writeBundle } from "../../src/files/bundle";
import { crc32 } from "../../src/files/crc32";
import { linkFragment } from "../../src/files/graph-link";
import { withPngText } from "../../src/files/png-text";
import { parseGraph } from "../../src/graph/parse";
import { randomStream } from "../../src/random";
import { readWalkthrough } from "../../src/walkthrough/parse";
import { submissionText } from "../../src/walkthrough/submission";
import { writeTiff } from "../../tests/files/tiff-writer";
import { makeZip } from "../../tests/files/zip-writer";
import { joined } from "./mutate";
import type { KindName } from "./open";

type Bytes = Uint8Array<ArrayBuffer>;

export interface SeedFile {
  readonly path: string;
  readonly bytes: Bytes;
}

/** A good input: one file, or some that belong together. */
export type Seed = readonly SeedFile[];

const utf8 = (value: string) => new TextEncoder().encode(value) as Bytes;

/** Good files of each kind: those of the repository's tests, and some that are written here. `root` is the repository. */
export async function makeSeeds(root: string): Promise<Readonly<Record<KindName, readonly Seed[]>>> {
  const file = (path: string): SeedFile => ({
    path: path.slice(path.lastIndexOf("/") + 1),
    bytes: new Uint8Array(readFileSync(join(root, path))),
  });
  const all = (folder: string, ending: RegExp) =>
    readdirSync(join(root, folder))
      .filter((name) => ending.test(name))
      .map((name) => file(`${folder}/${name}`));
  const graphs = [...all("graphs", /\.json$/), ...all("tests/fixtures/graphs/v1", /\.json$/)];
  const texts = graphs.map(({ bytes }) => new TextDecoder().decode(bytes));
  const course = [...all("tests/fixtures/walkthroughs", /\.json$/), ...all("public/walkthroughs", /\.json$/)];
  const pictures = [
    ...all("tests/browser/files/fixtures", /\.(png|jpg|gif|bmp|webp)$/),
    ...tiffs(),
    { path: "interlaced.png", bytes: interlacedPng() },
  ];
  const small = texts.filter((text) => text.length < 4000).slice(0, 8);
  const weights = all("tests/fixtures/weights", /\.(pth|pkl|h5|safetensors)$/).filter(
    ({ path }) => !path.startsWith("part"),
  );
  const folders = readdirSync(join(root, "tests/fixtures/weights")).filter((name) => name.startsWith("tfjs"));
  const png = file("tests/browser/files/fixtures/grey.png").bytes;
  return {
    graph: graphs.map((each) => [each]),
    link: texts.map((text) => [{ path: "link", bytes: utf8(linkFragment(text)) }]),
    "picture-graph": small.map((text) => [{ path: "graph.png", bytes: withPngText(png, text) }]),
    bundle: await Promise.all(
      small.map(async (text, at) => [{ path: "work.loom", bytes: await bundleOf(text, at, png) }]),
    ),
    walkthrough: course.map((each) => [each]),
    submission: await Promise.all(
      small.map(async (text) => [
        { path: "handed-in.loom", bytes: await handedIn(text, course[0]?.bytes ?? utf8("{}")) },
      ]),
    ),
    block: graphs.map((each) => [each]),
    archive: archives(pictures).map((bytes) => [{ path: "pictures.zip", bytes }]),
    picture: pictures.map((each) => [each]),
    weights: [
      ...weights.map((each) => [each]),
      ...folders.map((folder) => all(`tests/fixtures/weights/${folder}`, /./)),
      [
        file("tests/fixtures/weights/part-00001-of-00002.safetensors"),
        file("tests/fixtures/weights/part-00002-of-00002.safetensors"),
        file("tests/fixtures/weights/part.safetensors.index.json"),
      ],
      [{ path: "net.onnx", bytes: onnx() }],
      [
        {
          path: "folder.zip",
          bytes: makeZip([
            {
              name: "model.safetensors",
              data: weights.find(({ path }) => path === "fine.safetensors")?.bytes ?? new Uint8Array(),
            },
          ]),
        },
      ],
    ],
  };
}

async function bundleOf(graph: string, at: number, png: Bytes): Promise<Bytes> {
  const node = Object.keys(parseGraph(graph).graph?.nodes ?? {})[0] ?? "images";
  const data = new Map([[node, [{ path: "Cr_1.png", file: new File([png], "Cr_1.png") }]]]);
  const results = new Map([["results.json", new Blob(['{"steps":[]}'])]]);
  const blob = await writeBundle({
    title: `Bundle ${at}`,
    graph,
    ...(at % 2 === 0 ? { data, results } : {}),
  });
  return new Uint8Array(await blob.arrayBuffer());
}

async function handedIn(text: string, course: Bytes): Promise<Bytes> {
  const { walkthrough } = readWalkthrough(JSON.parse(new TextDecoder().decode(course)));
  const { graph } = parseGraph(text);
  if (!walkthrough || !graph) throw new Error("A seed of a submission cannot be read.");
  const parts = {
    student: "A student",
    madeAt: "2024-01-01T00:00:00Z",
    answers: { why: [0, 1], size: 0.5, words: "Because." },
    data: { images: { classes: 6, pictures: 240 } },
    results: { metrics: { key: "abc", at: 1, metrics: { accuracy: 0.5 } } },
    ranAt: 1,
    opened: [{ what: "matrix", node: "matrix", at: 2 }],
    steps: { first: { seconds: 3, done: true } },
  };
  const submission = submissionText(parts, walkthrough, graph);
  const blob = await writeBundle({ title: "Handed in", graph: text, submission });
  return new Uint8Array(await blob.arrayBuffer());
}

function archives(pictures: readonly SeedFile[]): Bytes[] {
  const some = pictures.filter(({ bytes }) => bytes.length < 1500);
  const named = some.map(({ path, bytes }, at) => ({ name: `${"ABC"[at % 3]}_${path}`, data: bytes }));
  return [
    makeZip(named.slice(0, 4)),
    makeZip(named.slice(4, 9).map((entry) => ({ ...entry, name: `steel/${entry.name}`, stored: true }))),
    makeZip([...named.slice(9, 11), { name: "notes.txt", data: utf8("words") }]),
  ];
}

function tiffs(): SeedFile[] {
  const random = randomStream(1, "tiff");
  const bytes = (length: number) => Uint8Array.from({ length }, () => random.int(256));
  const of = (channels: number, depth: 8 | 16 = 8) => ({
    ...{ width: 21, height: 17, depth, channels, meaning: channels > 2 ? 2 : 1 },
    data:
      depth === 8
        ? bytes(21 * 17 * channels)
        : Uint16Array.from(bytes(21 * 17 * channels), (value) => value * 257),
  });
  const made: Record<string, Bytes> = {
    "plain.tif": writeTiff(of(1)),
    "lzw.tif": writeTiff(of(3), { compression: 5, rowsPerStrip: 4, predictor: true }),
    "deflate.tif": writeTiff(of(3), { compression: 8, tile: 16 }),
    "bits.tif": writeTiff(of(3), { compression: 32773, apart: true, big: true }),
    "wide.tif": writeTiff(of(1, 16), { compression: 5, big: true }),
  };
  return Object.entries(made).map(([path, content]) => ({ path, bytes: content }));
}

/** 9 × 7 px of 16 bits a channel, in Adam7's seven passes. */
function interlacedPng(): Bytes {
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  const rows: Uint8Array[] = [];
  for (const [x, y, dx, dy] of passes) {
    const columns = Math.ceil((9 - x) / dx);
    for (let row = y; row < 7; row += dy)
      if (columns > 0) rows.push(new Uint8Array(1 + columns * 6).fill(row, 1));
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, 9);
  view.setUint32(4, 7);
  header.set([16, 2, 0, 0, 1], 8);
  return pngOf(
    { type: "IHDR", data: header },
    { type: "IDAT", data: deflateSync(joined(...rows)) },
    { type: "IEND", data: new Uint8Array() },
  );
}

/** A PNG of these chunks, each with its right checksum. */
export function pngOf(...chunks: readonly { readonly type: string; readonly data: Uint8Array }[]): Bytes {
  const parts = chunks.map(({ type, data }) => {
    const chunk = joined(new Uint8Array(4), utf8(type), data, new Uint8Array(4));
    const view = new DataView(chunk.buffer);
    view.setUint32(0, data.length);
    view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, chunk.length - 4)));
    return chunk;
  });
  return joined(Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), ...parts);
}

/** One weight and one bias, by the numbers of onnx.proto3. */
function onnx(): Bytes {
  const field = (number: number, data: Uint8Array) =>
    joined(Uint8Array.of(number * 8 + 2, data.length), data);
  const tensor = (name: string, dims: readonly number[]) =>
    joined(
      ...dims.map((dim) => Uint8Array.of(8, dim)),
      Uint8Array.of(16, 1),
      field(8, utf8(name)),
      field(9, new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)).fill(1)),
    );
  const graph = joined(field(5, tensor("fc.weight", [2, 3])), field(5, tensor("fc.bias", [2])));
  return joined(
    Uint8Array.of(8, 8),
    field(2, utf8("test")),
    field(7, graph),
    field(14, joined(field(1, utf8("a")), field(2, utf8("b")))),
  );
}

/** The repository's corpus of inputs that were found to break something; none where there is no such folder. */
export function corpus(
  root: string,
): { readonly kind: KindName; readonly name: string; readonly bytes: Bytes }[] {
  const folder = join(root, "tests/fixtures/hostile");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.includes("--"))
    .map((name) => ({
      kind: name.slice(0, name.indexOf("--")) as KindName,
      name: name.slice(name.indexOf("--") + 2),
      bytes: new Uint8Array(readFileSync(join(folder, name))),
    }));
}
