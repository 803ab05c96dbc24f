import { BlobReader, BlobWriter, ZipWriter } from "@zip.js/zip.js/lib/zip-core-native.js";
import { describe, expect, it } from "vitest";
import { LARGEST_DATA, openBundle, writeBundle } from "@/files/bundle";

const parts = {
  title: "Steel",
  graph: '{"format":"tensorloom"}',
  walkthrough: '{"steps":[]}',
  data: new Map([
    [
      "images",
      [
        { path: "Cr/1.png", file: new File(["one"], "1.png") },
        { path: "In/2.png", file: new File(["two"], "2.png") },
      ],
    ],
  ]),
  weights: new Map([["trainer.safetensors", new Blob(["weights"])]]),
  results: new Map([["results.json", new Blob(["{}"])]]),
};

/** A zip of any entries, honest or not. */
async function zipOf(entries: Readonly<Record<string, string>>): Promise<Blob> {
  const zip = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [path, text] of Object.entries(entries)) await zip.add(path, new BlobReader(new Blob([text])));
  return zip.close();
}

/** The bundle's own entries with some changed. */
async function changed(change: (entries: Record<string, string>) => void): Promise<Blob> {
  const bundle = await openBundle(await writeBundle(parts), "a.loom");
  const entries: Record<string, string> = {};
  for (const { path } of bundle.entries) entries[path] = new TextDecoder().decode(await bundle.read(path));
  entries["manifest.json"] = JSON.stringify({
    format: "tensorloom-bundle",
    formatVersion: 1,
    title: "Steel",
    entries: bundle.entries,
  });
  change(entries);
  return zipOf(entries);
}

const refusal = (file: Blob) =>
  openBundle(file, "a.loom").then(
    () => "opened",
    (error: Error) => error.message,
  );

describe("a bundle", () => {
  it("brings back the graph, the walkthrough, the data of each node, weights and results", async () => {
    const bundle = await openBundle(await writeBundle(parts), "a.loom");
    expect(bundle.title).toBe("Steel");
    expect(bundle.graph).toBe(parts.graph);
    expect(bundle.remarks).toEqual([]);
    expect(bundle.entries.map(({ path, role }) => `${role} ${path}`)).toEqual([
      "data data/images/Cr/1.png",
      "data data/images/In/2.png",
      "graph graph.json",
      "results results/results.json",
      "walkthrough walkthrough.json",
      "weights weights/trainer.safetensors",
    ]);
    const given = (await bundle.data()).get("images") ?? [];
    expect(given.map(({ path }) => path)).toEqual(["Cr/1.png", "In/2.png"]);
    expect(await given[1]?.file.text()).toBe("two");
  });

  it("is the same bytes for the same contents", async () => {
    const [one, two] = await Promise.all([writeBundle(parts), writeBundle(parts)]);
    expect(new Uint8Array(await one.arrayBuffer())).toEqual(new Uint8Array(await two.arrayBuffer()));
  });

  it("takes no more data than it says", async () => {
    const big = new File([new Uint8Array(LARGEST_DATA + 1)], "big.zip");
    const made = writeBundle({ ...parts, data: new Map([["images", [{ path: "big.zip", file: big }]]]) });
    await expect(made).rejects.toThrow(/at most 6\d/);
  });
});

describe("a bundle from a stranger", () => {
  it("is refused before a graph is unpacked that is larger than any", async () => {
    const manifest = '{"format":"tensorloom-bundle","formatVersion":1,"title":"","entries":[]}';
    const file = await zipOf({ "manifest.json": manifest, "graph.json": " ".repeat(32_000_001) });
    expect(await refusal(file)).toMatch(/^The graph\.json of a\.loom is 31 MB; a graph has at most 31 MB/);
  });

  it("is refused in words where it is none", async () => {
    expect(await refusal(new Blob(["no zip at all"]))).toContain("a.loom");
    expect(await refusal(await zipOf({ "a.txt": "x" }))).toContain("no manifest.json");
    expect(await refusal(await zipOf({ "manifest.json": "{" }))).toContain("not JSON");
    expect(await refusal(await zipOf({ "manifest.json": "{}" }))).toContain("not that of a bundle");
    expect(
      await refusal(
        await zipOf({
          "manifest.json": '{"format":"tensorloom-bundle","formatVersion":1,"title":"","entries":[]}',
        }),
      ),
    ).toContain("no graph");
    const whole = new Uint8Array(await (await writeBundle(parts)).arrayBuffer());
    expect(await refusal(new Blob([whole.slice(0, whole.length / 2)]))).toContain("a.loom");
  });

  it("of a newer kind is refused politely", async () => {
    const file = await changed((entries) => {
      entries["manifest.json"] =
        entries["manifest.json"]?.replace('"formatVersion":1', '"formatVersion":2') ?? "";
    });
    expect(await refusal(file)).toContain("newer Tensorloom");
  });

  it("has what was changed in it noticed when it is read", async () => {
    const bundle = await openBundle(
      await changed((entries) => {
        entries["weights/trainer.safetensors"] = "WEIGHTS";
      }),
      "a.loom",
    );
    await expect(bundle.read("weights/trainer.safetensors")).rejects.toThrow("changed or damaged");
    const other = await changed((entries) => {
      entries["graph.json"] = '{"format":"tensorloon"}';
    });
    expect(await refusal(other)).toContain("changed or damaged");
  });

  it("is opened without what is missing, unnamed, of another length, or in the wrong place", async () => {
    const file = await changed((entries) => {
      delete entries["results/results.json"];
      entries["evil.html"] = "<script>";
      entries["data/images/Cr/1.png"] = "longer";
      entries["manifest.json"] =
        entries["manifest.json"]?.replace('"role":"walkthrough"', '"role":"weights"') ?? "";
    });
    const bundle = await openBundle(file, "a.loom");
    expect(bundle.remarks.join(" ")).toMatch(/results.json: it is missing/);
    expect(bundle.remarks.join(" ")).toMatch(/1.png: it has another length/);
    expect(bundle.remarks.join(" ")).toMatch(/walkthrough.json: it lies in the wrong place/);
    expect(bundle.remarks.join(" ")).toMatch(/evil.html/);
    expect(bundle.entries.map(({ path }) => path)).toEqual([
      "data/images/In/2.png",
      "graph.json",
      "weights/trainer.safetensors",
    ]);
  });

  it("cannot reach outside of itself", async () => {
    for (const path of ["../graph.json", "/etc/passwd", "data/../../x"])
      expect(
        await refusal(
          await changed((entries) => {
            entries[path] = "x";
          }),
        ),
      ).toMatch(/a\.loom/);
  });
});
