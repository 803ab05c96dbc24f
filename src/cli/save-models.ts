import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { RunResult } from "../engine/protocol";
import type { Graph } from "../graph/document";
import { portsOf } from "../graph/node";
import { registry } from "../registry";
import { type SavedTo, UsageError } from "./args";
import { BrowserError, type Session } from "./browser";

/** A trained model that is to be saved: where it comes out, and where it goes. */
export interface ModelToSave extends SavedTo {
  readonly port: string;
}

/** What `--save-model` asks for, by this graph. Throws UsageError where a node makes no trained model. */
export function modelsOf(
  command: { readonly models: readonly SavedTo[] },
  graph: Graph,
  folder: string,
): readonly ModelToSave[] {
  const portOf = (node: string) => {
    const outputs = portsOf(registry.get(graph.nodes[node]?.type ?? ""), "outputs");
    return Object.keys(outputs).find((port) => outputs[port]?.kind === "TrainedModel");
  };
  return command.models.map((model) => {
    const port = portOf(model.node);
    if (port !== undefined) return { ...model, port, path: resolve(folder, model.path) };
    const able = Object.keys(graph.nodes).filter((node) => portOf(node) !== undefined);
    const fault = graph.nodes[model.node]
      ? `${model.node} makes no trained model`
      : `there is no node ${model.node}`;
    const advice =
      able.length > 0 ? `Nodes that make one: ${able.join(", ")}.` : "No node of this graph makes one.";
    throw new UsageError(`--save-model ${model.node}=…: ${fault}. ${advice}`);
  });
}

/** Before anything runs: a training is not to be lost for a folder that is not there. */
export async function needPlaces(models: readonly ModelToSave[]): Promise<void> {
  for (const { path } of models) {
    await access(dirname(path), constants.W_OK).catch(() => {
      throw new UsageError(
        `--save-model: nothing can be written into the folder ${dirname(path)}. Make it, or give another one.`,
      );
    });
  }
}

/** Saves the models of nodes that ran. The others have said by then why they did not. */
export async function saveModels(
  session: Session,
  outcome: RunResult,
  models: readonly ModelToSave[],
): Promise<void> {
  const made = new Set(
    outcome.steps.flatMap(({ node, status }) => (status === "done" || status === "cached" ? [node] : [])),
  );
  for (const { node, port, format, path } of models) {
    if (!made.has(node)) continue;
    const saved = await session.saveModel(node, port, format, path);
    if (!saved.ok) throw new BrowserError(`The model of ${node} could not be saved: ${saved.message}`);
  }
}
