import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { ensureBuilt } from "../../scripts/build.mjs";

/** What a first visit waits for at most, bytes after gzip. */
const MOST = 260_000;

const page = fileURLToPath(new URL("../../dist/page/", import.meta.url));
const assets = join(page, "assets");
const textOf = (name: string) => readFileSync(join(assets, name), "utf8");

/** The scripts that a script needs before it begins: what it imports, and what that imports. */
function needed(name: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(name)) return known;
  known.add(name);
  for (const [, other = ""] of textOf(name).matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
    needed(other, known);
  return known;
}

describe("a first visit", () => {
  let scripts: ReadonlySet<string>;

  beforeAll(() => {
    ensureBuilt();
    const html = readFileSync(join(page, "index.html"), "utf8");
    const [, entry = ""] = /src="\.\/assets\/([\w.-]+\.js)"/.exec(html) ?? [];
    // The entry asks for the editor or for the command line's page.
    const [, editor = ""] = /import\([`"']\.\/(main-[\w-]+\.js)[`"']\)/.exec(textOf(entry)) ?? [];
    scripts = new Set([...needed(entry), ...needed(editor)]);
  });

  it("waits for at most 260 kB of scripts before the editor can be used", () => {
    const sizes = [...scripts].map((name) => [name, gzipSync(textOf(name), { level: 9 }).length] as const);
    const all = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
    expect(sizes.length).toBeGreaterThan(1);
    expect(all, JSON.stringify(sizes)).toBeGreaterThan(100_000);
    expect(all, JSON.stringify(sizes)).toBeLessThanOrEqual(MOST);
  });

  it("gets the engine in a worker of its own, and no tfjs in the page", () => {
    expect(readdirSync(assets).some((name) => /^worker-.*\.js$/.test(name))).toBe(true);
    for (const name of scripts)
      expect(textOf(name), name).not.toMatch(/registerKernel|makeTensorFromTensorInfo/);
  });

  it("gets what nodes are, not what they do when they run", () => {
    const editor = [...scripts].map(textOf).join("\n");
    // Words of a node's docs are there for its page and for the search; those of its run's refusals are not.
    const has = (words: string) => editor.includes(words);
    expect(has("Draws pictures of six kinds of steel surface")).toBe(true);
    expect(has("The page has no run of nodes and layers")).toBe(true);
    expect(has("rolled-in scale (RS) and scratches")).toBe(false);
    expect(has("are the same picture, on both sides of the split")).toBe(false);
  });
});
