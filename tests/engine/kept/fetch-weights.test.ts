import { describe, expect, it } from "vitest";
import { fetchWeights } from "@/engine/kept/fetch-weights";
import { KeptFiles } from "@/engine/kept/kept-files";
import { neededArrays } from "@/engine/kept/needed-arrays";
import { Pace } from "@/engine/kept/pace";
import { siblingsOf } from "@/engine/kept/siblings";
import { digestFiles } from "@/files/file-set";
import { DownloadBroken } from "@/files/remote-file";
import { readSafetensors } from "@/files/safetensors";
import { describeWeights, readWeights } from "@/files/weights-file";
import { type Asset, emptyGraph, type Graph } from "@/graph/document";
import { NodeError } from "@/graph/problem";
import { registry } from "@/registry";
import { FakeSite } from "../../files/fake-site";
import {
  expected as arraysOf,
  expectSame,
  fixture,
  fixtureBytes,
  fixtureFolder,
} from "../../files/weight-fixtures";

/** Node has no place to keep files: what comes is in memory, as in a private window. */
const graphWith = (output: string): Graph => ({
  ...emptyGraph(),
  nodes: { vgg16: { type: "vgg16", version: 1, settings: { output } } },
});

async function fetchIt(
  site: FakeSite,
  name: string,
  output = "fc7",
  expected?: Asset,
  kept = new KeptFiles(),
) {
  return fetchWeights({
    url: new URL(`https://weights.example/net/${name}`),
    expected,
    kept,
    needed: (facts) => neededArrays(graphWith(output), "vgg16", facts, registry),
    remote: { net: site.net, signal: new AbortController().signal, progress: () => {} },
  });
}

const partsOf = () =>
  Promise.all(
    ["part.safetensors.index.json", "part-00001-of-00002.safetensors", "part-00002-of-00002.safetensors"].map(
      fixture,
    ),
  );

const site = async (name: string) => new FakeSite(await fixtureBytes(name));

describe("the arrays that a node needs", () => {
  it("are those of its network as its settings say, of the width that the file has", async () => {
    const { shapes, source, preprocessing } = await describeWeights([await fixture("fine.safetensors")]);
    const facts = { source, preprocessing, shapes: Object.fromEntries(shapes) };
    const needed = (output: string) => neededArrays(graphWith(output), "vgg16", facts, registry);
    expect(needed("features")?.size).toBe(26);
    expect(needed("fc6")?.has("classifier.0.weight")).toBe(true);
    expect(needed("fc6")?.has("classifier.3.weight")).toBe(false);
    expect(needed("fc7")?.size).toBe(30);
  });
});

describe("weights from an address", () => {
  it.each(["fine.safetensors", "timm.safetensors", "zip.pth"])("are in part what %s holds", async (name) => {
    const { asset, files, remarks } = await fetchIt(await site(name), name, "features");
    expect(asset.arrays).toHaveLength(26);
    expect(asset.url).toBe(`https://weights.example/net/${name}`);
    expect(remarks.join()).toMatch(/keeps no files.*this visit/);
    const wanted = new Map([...(await arraysOf("fine"))].filter(([array]) => array.startsWith("features.")));
    expectSame((await readWeights(files)).arrays, wanted);
    const file = files[0]?.file as Blob;
    expect([...(await readSafetensors(file, name)).arrays.keys()]).toEqual(asset.arrays);
    expect(asset.bytes).toBe(file.size);
  });

  it.each(["keras-2.h5", "legacy.pth", "checkpoint-legacy.pth"])("come whole of %s", async (name) => {
    const { asset, files } = await fetchIt(await site(name), name, "features");
    expect(asset.arrays).toBeUndefined();
    expect(new Uint8Array((await files[0]?.file.arrayBuffer()) as ArrayBuffer)).toEqual(
      await fixtureBytes(name),
    );
  });

  it("come whole from a server that sends no parts", async () => {
    const there = Object.assign(await site("fine.safetensors"), { ranges: false });
    const { asset } = await fetchIt(there, "fine.safetensors", "features");
    expect(asset.arrays).toBeUndefined();
    expect(asset.bytes).toBe(there.bytes.length);
  });

  it("are the same for whoever fetches them by the graph, and refused with both digests if they are not", async () => {
    const there = await site("fine.safetensors");
    const { asset } = await fetchIt(there, "fine.safetensors", "features");
    expect((await fetchIt(there, "fine.safetensors", "features", asset)).asset).toEqual(asset);
    // Another network by now: what the graph tells the digest of is checked all the same.
    const more = await fetchIt(there, "fine.safetensors", "fc7", asset);
    expect(more.asset.arrays).toHaveLength(30);

    there.bytes = there.bytes.slice();
    const at = there.bytes.length - 1;
    // The last array is of the classifier: what the graph names does not have it.
    there.bytes[at] = (there.bytes[at] ?? 0) ^ 1;
    expect((await fetchIt(there, "fine.safetensors", "features", asset)).asset).toEqual(asset);
    const wrong = { ...asset, sha256: "1".repeat(64) };
    for (const output of ["features", "fc7"]) {
      const refused = fetchIt(there, "fine.safetensors", output, wrong);
      await expect(refused).rejects.toThrow(
        new RegExp(`SHA-256 is ${asset.sha256}, and the graph says 1{64}`),
      );
    }
  });

  it("are fetched whole where the graph tells the digest of the whole file", async () => {
    const there = await site("fine.safetensors");
    const { asset } = await fetchIt(Object.assign(there, { ranges: false }), "fine.safetensors");
    there.ranges = true;
    expect((await fetchIt(there, "fine.safetensors", "features", asset)).asset).toEqual(asset);
    there.bytes = there.bytes.map((byte, at) => (at === there.bytes.length - 1 ? byte ^ 1 : byte));
    await expect(fetchIt(there, "fine.safetensors", "features", asset)).rejects.toThrow(/is not used/);
  });

  it("that lack what the graph names are refused by that name", async () => {
    const there = await site("fine.safetensors");
    const { asset } = await fetchIt(there, "fine.safetensors", "features");
    const wrong = { ...asset, arrays: ["features.99.weight"] };
    await expect(fetchIt(there, "fine.safetensors", "features", wrong)).rejects.toThrow(
      /no features\.99\.weight/,
    );
  });

  it("go on after a break without asking again for what came", async () => {
    const there = await site("legacy.pth");
    const kept = new KeptFiles();
    there.mischief.push({ cutAfter: 16_384 }, { cutAfter: 5000 });
    for (let tries = 0; tries < 5; tries++) there.mischief.push("throw");
    await expect(fetchIt(there, "legacy.pth", "features", undefined, kept)).rejects.toThrow(DownloadBroken);
    there.asked.length = 0;
    there.mischief.length = 0;
    await fetchIt(there, "legacy.pth", "features", undefined, kept);
    expect(there.asked).toEqual(["0-16383", `${16_384 + 5000}-${there.bytes.length - 1}`]);
  });

  it.each([
    ["tfjs-layers", "model.json", /\.bin$/],
    [".", "part.safetensors.index.json", /^part-0000\d-of/],
  ])("come with all files that %s/%s names", async (folder, index, parts) => {
    const all = folder === "." ? await partsOf() : await fixtureFolder(folder);
    const given = all.map(({ path, file }) => ({ path: path.slice(path.lastIndexOf("/") + 1), file }));
    const sites = new Map<string, FakeSite>();
    for (const { path, file } of given) {
      sites.set(path, new FakeSite(new Uint8Array(await file.arrayBuffer())));
    }
    const there = new FakeSite(new Uint8Array(0));
    Object.assign(there, {
      net: {
        ...there.net,
        fetch: (url: string, request: RequestInit) =>
          (sites.get(url.slice(url.lastIndexOf("/") + 1)) ?? there).net.fetch(url, request),
      },
    });
    const { asset, files } = await fetchIt(there, index);
    expect(asset).toMatchObject({ name: index, sha256: (await digestFiles(given)).sha256 });
    expect(files.filter(({ path }) => parts.test(path)).length).toBeGreaterThan(0);
    expectSame((await readWeights(files)).arrays, (await readWeights(given)).arrays);
    // One of them is another by now.
    const last = sites.get(files.at(-1)?.path ?? "") as FakeSite;
    last.bytes = last.bytes.map((byte, at) => (at === last.bytes.length - 1 ? byte ^ 1 : byte));
    await expect(fetchIt(there, index, "fc7", asset)).rejects.toThrow(/is not used/);
  });

  it("that are no VGG16 are refused before their numbers are fetched", async () => {
    const there = await site("not-vgg.pth");
    const refused = fetchIt(there, "not-vgg.pth");
    await expect(refused).rejects.toThrow(NodeError);
    await expect(refused).rejects.toThrow(/holds no VGG16/);
  });
});

describe("the files of a model in several", () => {
  const url = new URL("https://weights.example/net/model.json?download=true");

  it("lie beside the file that names them", () => {
    const manifest = { weightsManifest: [{ paths: ["a b.bin"] }, { paths: ["c.bin"] }] };
    expect(siblingsOf(JSON.stringify(manifest), "model.json", url).map(String)).toEqual([
      "https://weights.example/net/a%20b.bin?download=true",
      "https://weights.example/net/c.bin?download=true",
    ]);
    const index = {
      weight_map: { "features.0.weight": "p1.safetensors", "features.0.bias": "p1.safetensors" },
    };
    expect(siblingsOf(JSON.stringify(index), "index.json", url)).toHaveLength(1);
  });

  it.each([
    "https://elsewhere.example/a.bin",
    "../a.bin",
    "//elsewhere.example/a",
    "..",
    "a?b",
    "javascript:1",
  ])("are refused where they lie elsewhere: %s", (path) => {
    const text = JSON.stringify({ weightsManifest: [{ paths: [path] }] });
    expect(() => siblingsOf(text, "model.json", url)).toThrow(NodeError);
  });
});

describe("the time that is left", () => {
  it("follows from the last seconds, and is not told before there is something to tell", () => {
    const pace = new Pace();
    expect(pace.secondsLeft(0, 1000, 0)).toBeUndefined();
    expect(pace.secondsLeft(100, 1000, 200)).toBeUndefined();
    expect(pace.secondsLeft(100, 1000, 1000)).toBeCloseTo(9);
    for (let second = 2; second <= 12; second++) pace.secondsLeft(100, 1000, 1000 * second);
    expect(pace.secondsLeft(100, 1000, 13_000)).toBeUndefined();
    expect(pace.secondsLeft(550, undefined, 14_000)).toBeUndefined();
  });
});
