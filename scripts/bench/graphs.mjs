import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../install.mjs";

/** An example graph with some settings changed: `{ node: { setting: value } }`. */
export function exampleGraph(name, changes = {}) {
  const graph = JSON.parse(readFileSync(join(root, "graphs", `${name}.json`), "utf8"));
  return withSettings(graph, changes);
}

export function withSettings(graph, changes) {
  const nodes = { ...graph.nodes };
  for (const [id, settings] of Object.entries(changes)) {
    if (!nodes[id]) throw new Error(`The graph has no node ${id}.`);
    nodes[id] = { ...nodes[id], settings: { ...nodes[id].settings, ...settings } };
  }
  return { ...graph, nodes };
}

/** Fails with the run's own words where it did not end well. */
export function needDone(ran) {
  if (ran.status !== "done")
    throw new Error(`The run ended as ${ran.status}: ${ran.problem ?? "no reason was given"}`);
  return ran;
}

/** Draws so many pictures a class in a page, saves them as JPEG and gives their paths. */
export async function jpegFiles(stage, count, seed = 0) {
  const page = await stage.page();
  const folder = join(stage.folder, `jpeg-${count}-${seed}`);
  mkdirSync(folder, { recursive: true });
  try {
    const made = await page.call("jpegs", count, seed);
    return Object.entries(made).map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, Buffer.from(text, "base64"));
      return path;
    });
  } finally {
    await page.close();
  }
}
