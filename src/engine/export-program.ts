import * as tf from "@tensorflow/tfjs-core";
import { check } from "../compile/check";
import { drawingNodes, drawnFiles, type ExportedFile } from "../export/drawn";
import { exportGraph } from "../export/export-graph";
import { zipOf } from "../files/zip-writer";
import { NodeError } from "../graph/problem";
import { registry } from "../registry";
import { needSameRun } from "./carry";
import type { CarriedFiles, ExportedProgram, Request } from "./protocol";
import type { RunRecord } from "./save-model";

/**
 * A graph as a notebook or a script: the file alone, or where something has to lie beside it, a zip of all. Here and not on
 * the page, which has neither the nodes' lines of Python nor what they compute.
 */
export async function exportProgram(
  { graph, facts, to, name, carry = false }: Request<"exportProgram">,
  base: string,
  run: {
    readonly record: RunRecord | undefined;
    readonly carried: (name: string) => Promise<CarriedFiles>;
  },
): Promise<ExportedProgram> {
  const checked = check(graph, facts, registry);
  if (carry) needSameRun(run.record, checked, registry);
  const drawn = drawingNodes(checked, facts.files);
  const fileName = `${name}.${to === "notebook" ? "ipynb" : "py"}`;
  const shipped = (path: string) => fetched(path, base);
  const carried = carry ? await run.carried(name) : undefined;
  const how = { to, drawn, name: fileName, tf, shipped };
  const { text, beside } = await exportGraph({
    checked,
    registry,
    ...how,
    ...(carried ? { carried: { name, nodes: new Set(carried.nodes) } } : {}),
  });
  if (drawn.length === 0 && !carried && Object.keys(beside).length === 0) {
    const type = to === "notebook" ? "application/x-ipynb+json" : "text/x-python";
    return { name: fileName, file: new Blob([text], { type }) };
  }
  async function* all(): AsyncGenerator<ExportedFile> {
    yield { path: `${name}/${fileName}`, bytes: new TextEncoder().encode(text) };
    for (const [own, path] of Object.entries(beside))
      yield { path: `${name}/${own}`, bytes: await shipped(path) };
    for (const { name: own, file } of carried?.files ?? [])
      yield { path: `${name}/${own}`, bytes: new Uint8Array(await file.arrayBuffer()) };
    for (const id of drawn)
      for await (const { path, bytes } of drawnFiles(checked, id)) yield { path: `${name}/${path}`, bytes };
  }
  return { name: `${name}-${to}.zip`, file: await zipOf(all()) };
}

async function fetched(path: string, base: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(path, base));
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new NodeError(
    `${path}, which comes with the page, could not be loaded (${response.status}). Reload the page.`,
  );
}
