import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MemoryPieces } from "@/files/pieces";
import { DownloadBroken, RemoteFile } from "@/files/remote-file";
import { openSafetensors, writeSafetensors } from "@/files/safetensors";
import { joinSpans, missingSpans, spansLength } from "@/files/spans";
import { openTorchFile } from "@/files/torch-file";
import { NodeError } from "@/graph/problem";
import { FakeSite } from "./fake-site";
import { fixture, fixtureBytes } from "./weight-fixtures";

const URL_OF_IT = new URL("https://weights.example/net/vgg16.safetensors");
const MB = 1024 ** 2;

/** `a` of 6 MB, `b` of 2 MB, `c` of 1 kB, in this order. */
const state = new Map(
  [
    ["a", 1.5 * MB],
    ["b", 0.5 * MB],
    ["c", 256],
  ].map(([name, length], index) => {
    const data = new Float32Array(Number(length)).map((_, at) => at + index);
    return [String(name), { shape: [data.length], data }] as const;
  }),
);
const large = () => writeSafetensors(state);

function open(site: FakeSite, pieces = new MemoryPieces(), signal = new AbortController().signal) {
  const told: [number, number | undefined][] = [];
  const progress = (done: number, total: number | undefined) => void told.push([done, total]);
  const opened = RemoteFile.open(URL_OF_IT, pieces, { net: site.net, signal, progress });
  return { pieces, told, opened };
}

/** Compared by digest: a list of millions of numbers takes minutes to compare. */
const same = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const numbers = (data: Float32Array = new Float32Array(0)) => same(new Uint8Array(data.slice().buffer));

const bytesOf = async (remote: RemoteFile, from = 0, to = remote.size) =>
  new Uint8Array(await remote.slice(from, to).arrayBuffer());

async function refusal(work: Promise<unknown>): Promise<NodeError> {
  const error = await work.then(
    () => new Error("nothing was refused"),
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(NodeError);
  return error as NodeError;
}

describe("spans", () => {
  it("are joined where they touch, and what is missing of others is told", () => {
    const had = joinSpans([
      [20, 30],
      [0, 10],
      [10, 15],
      [40, 40],
    ]);
    expect(had).toEqual([
      [0, 15],
      [20, 30],
    ]);
    expect(missingSpans(had, [[5, 50]])).toEqual([
      [15, 20],
      [30, 50],
    ]);
    expect(missingSpans(had, [[2, 14]])).toEqual([]);
    expect(spansLength(had)).toBe(25);
  });
});

describe("a file at an address", () => {
  it("is read by its header and the one array that is wanted; nothing else is asked for", async () => {
    const site = new FakeSite(large());
    const { opened, told } = open(site);
    const remote = await opened;
    const { stored } = await openSafetensors(remote, remote.name);
    expect(told).not.toContainEqual([0, 0]);
    const b = stored.find(({ name }) => name === "b");
    await remote.fetch(b?.spans ?? []);
    expect(numbers(await b?.read())).toBe(numbers(state.get("b")?.data));
    const asked = site.asked.map((range) => range.split("-").map(Number) as [number, number]);
    const got = asked.reduce((sum, [from, to]) => sum + to + 1 - from, 0);
    expect(got).toBe(16 * 1024 + 2 * MB);
    expect(told.at(-1)).toEqual([2 * MB, 2 * MB]);
  });

  it("is read whole in pieces of 4 MB", async () => {
    const site = new FakeSite(large());
    const remote = await open(site).opened;
    await remote.fetch([[0, remote.size]]);
    expect(same(await bytesOf(remote))).toBe(same(site.bytes));
    expect(site.asked).toHaveLength(3);
  });

  it("gives the arrays of torch's zip without the rest of it", async () => {
    const bytes = await fixtureBytes("zip.pth");
    const site = new FakeSite(bytes);
    const remote = await open(site).opened;
    const there = await openTorchFile((await fixture("zip.pth")).file, "zip.pth");
    const arrays = await openTorchFile(remote, "zip.pth");
    await remote.fetch(arrays.flatMap(({ spans = [] }) => spans));
    const before = site.asked.length;
    for (const [index, array] of arrays.entries()) {
      expect(await array.read()).toEqual(await there[index]?.read());
      const [[from, to] = [0, 0]] = array.spans ?? [];
      expect(String.fromCharCode(...bytes.slice(from, from + 4))).toBe("PK\x03\x04");
      expect(["PK\x01\x02", "PK\x03\x04"]).toContain(String.fromCharCode(...bytes.slice(to, to + 4)));
    }
    expect(site.asked.slice(before), "their spans are all that reading them takes").toEqual([]);
  });

  it("is asked again after pauses when the connection breaks, and only for what is missing", async () => {
    const site = new FakeSite(large());
    const { opened } = open(site);
    const remote = await opened;
    site.mischief.push({ cutAfter: 1000 }, "throw", "busy");
    await remote.fetch([[MB, 2 * MB]]);
    expect(same(await bytesOf(remote, MB, 2 * MB))).toBe(same(site.bytes.slice(MB, 2 * MB)));
    expect(site.asked.slice(1)).toEqual([
      `${MB}-${2 * MB - 1}`,
      ...Array.from({ length: 3 }, () => `${MB + 1000}-${2 * MB - 1}`),
    ]);
    expect(site.waits).toEqual([500, 1000, 2000]);
  });

  it("keeps what came when it is given up, and goes on from there", async () => {
    const site = new FakeSite(large());
    const { opened, pieces } = open(site);
    const remote = await opened;
    site.mischief.push({ cutAfter: MB }, "throw", "throw", "throw", "throw", "throw");
    const error = await refusal(remote.fetch([[MB, 4 * MB]]));
    expect(error).toBeInstanceOf(DownloadBroken);
    expect((error as DownloadBroken).canGoOn).toBe(true);
    expect(error.message).toMatch(/weights\.example did not answer.*What came is kept/);

    site.mischief.length = 0;
    site.asked.length = 0;
    const again = await open(site, pieces).opened;
    await again.fetch([[MB, 4 * MB]]);
    expect(site.asked).toEqual(["0-16383", `${2 * MB}-${4 * MB - 1}`]);
    expect(same(await bytesOf(again, MB, 4 * MB))).toBe(same(site.bytes.slice(MB, 4 * MB)));
  });

  it("is begun anew when it was changed since the part that is there came", async () => {
    const site = new FakeSite(large());
    const { opened, pieces } = open(site);
    await (await opened).fetch([[MB, 2 * MB]]);
    site.bytes = site.bytes.map((byte) => byte ^ 1);
    site.etag = '"2"';
    const again = await open(site, pieces).opened;
    expect(same(await bytesOf(again, MB, MB + 8))).toBe(same(site.bytes.slice(MB, MB + 8)));
  });

  it("is refused when it changes while it is fetched", async () => {
    const site = new FakeSite(large());
    const { opened, pieces } = open(site);
    const remote = await opened;
    site.etag = '"2"';
    const error = await refusal(remote.fetch([[MB, 2 * MB]]));
    expect(error.message).toMatch(/vgg16\.safetensors.*was changed while it was fetched/);
    expect(pieces.spans).toEqual([]);
    site.etag = undefined;
    const other = await open(site).opened;
    site.bytes = site.bytes.slice(0, 3 * MB);
    expect((await refusal(other.fetch([[MB, 2 * MB]]))).message).toMatch(/was changed/);
  });

  it("comes whole from a server that sends no parts, with or without a length", async () => {
    for (const showsLength of [true, false]) {
      const site = new FakeSite(large());
      Object.assign(site, { ranges: false, showsLength });
      const { opened, told } = open(site);
      const remote = await opened;
      expect(remote.sendsParts).toBe(false);
      expect(same(await bytesOf(remote))).toBe(same(site.bytes));
      expect(site.asked).toHaveLength(1);
      expect(told.at(-1)).toEqual([site.bytes.length, showsLength ? site.bytes.length : undefined]);
    }
  });

  it("cannot be resumed from such a server, and that is said", async () => {
    const site = new FakeSite(large());
    site.ranges = false;
    site.mischief.push({ cutAfter: MB });
    const error = await refusal(open(site).opened);
    expect(error.message).toMatch(/promised 8,\d+,\d+ bytes and sent 1,048,576 bytes.*cannot send parts/);
    expect((error as DownloadBroken).canGoOn).toBe(false);
  });

  it("has its size asked for where the server hides it", async () => {
    const site = new FakeSite(large());
    site.showsRange = false;
    const remote = await open(site).opened;
    expect(remote.sendsParts).toBe(true);
    expect(site.asked).toEqual(["0-16383", "size"]);
    expect(remote.size).toBe(site.bytes.length);
    expect(same(await bytesOf(remote, 3 * MB, 3 * MB + 9))).toBe(same(site.bytes.slice(3 * MB, 3 * MB + 9)));
  });

  it("comes whole where its size cannot be learned", async () => {
    const site = new FakeSite(large());
    Object.assign(site, { showsRange: false, showsLength: false });
    const remote = await open(site).opened;
    expect(remote.sendsParts).toBe(false);
    expect(same(await bytesOf(remote))).toBe(same(site.bytes));
  });

  it("is refused in words when it is not there, not public, or a web page", async () => {
    for (const [change, words] of [
      [{ status: 404 }, /weights\.example has no file at this address \(404\)/],
      [{ status: 403 }, /does not give this file to everybody \(403\)/],
      [{ status: 401 }, /asks for a login/],
      [{ type: "text/html; charset=utf-8" }, /has a web page, not a file of weights/],
      [{ bytes: new Uint8Array(0) }, /is empty/],
    ] as const) {
      const site = Object.assign(new FakeSite(large()), change);
      expect((await refusal(open(site).opened)).message).toMatch(words);
    }
  });

  it("says what to do where the site lets no page read it, and where there is no net", async () => {
    const site = new FakeSite(large());
    site.mischief.push("throw", "throw");
    const closed = await refusal(open(site).opened);
    expect(closed.message).toMatch(
      /does not allow other pages to read its files \(CORS\).*drop the file here/,
    );
    expect(site.asked).toHaveLength(2);
    site.mischief.push("throw", "throw");
    site.online = false;
    expect((await refusal(open(site).opened)).message).toMatch(/no connection to the net/);
  });

  it("is let go at once when it is stopped", async () => {
    const site = new FakeSite(large());
    const stop = new AbortController();
    const { opened, pieces } = open(site, undefined, stop.signal);
    const remote = await opened;
    stop.abort();
    await expect(remote.fetch([[MB, 2 * MB]])).rejects.toMatchObject({ name: "AbortError" });
    expect(pieces.spans).toEqual([[0, 16 * 1024]]);
  });
});
