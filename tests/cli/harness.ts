import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { headerOf } from "../../scripts/page-walls.mjs";
import { main } from "../../src/cli/main";

/** The command line in this process: its exit status and what it said. No browser unless one is handed in. */
export async function tensorloom(
  words: readonly string[],
  place: {
    folder?: string;
    page?: string;
    chromium?: () => Promise<string>;
    chromiumArguments?: readonly string[];
  } = {},
): Promise<{ exit: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const exit = await main(words, {
    folder: process.cwd(),
    page: "dist/page",
    walls: headerOf,
    chromium: () => Promise.reject(new Error("This test was to start no browser.")),
    chromiumArguments: [],
    ...place,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { exit, out, err };
}

/** A folder that is gone after the work. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a document into a folder; gives its path. */
export function writeGraph(folder: string, graph: unknown, name = "graph.json"): string {
  const path = join(folder, name);
  writeFileSync(path, typeof graph === "string" ? graph : JSON.stringify(graph));
  return path;
}
