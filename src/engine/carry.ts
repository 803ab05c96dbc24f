import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Checked, CheckedNode } from "../compile/checked";
import { plan } from "../compile/plan";
import { type End, readWiring } from "../compile/wiring";
import { carriedName, carriersOf, differences, drawnWithout, startName, trainersOf } from "../export/carry";
import { manyPlaces } from "../export/checks";
import { blobOf } from "../files/blob-of";
import { safetensorsParts } from "../files/safetensors";
import { selectRows } from "../graph/dataset";
import { isModelNode } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { Value } from "../graph/values";
import type { Module } from "../module/module";
import type { StateDict } from "../module/state";
import { stateSpecs } from "../module/state";
import type { LastRun } from "./evidence";
import { forward } from "./forward";
import type { CarriedFiles } from "./protocol";
import { inOrder } from "./rows";
import type { RunRecord } from "./save-model";
import type { ComputeHost } from "./source";

/** An order or a draw for so many pictures in all, over the epochs, can come along: some hundred megabytes of text. */
const MOST = 1e7;
/** So many pictures have their logits compared. */
const PICTURES = 8;

/**
 * What the last run drew and found, for a program of this name that is to do the same: as JSON the split, the orders, the
 * draws and the losses, and of each trainer the weights that it began with.
 */
export async function carriedFiles(
  last: LastRun,
  record: RunRecord | undefined,
  name: string,
  begin: (module: Module) => Promise<StateDict>,
  host: ComputeHost,
): Promise<CarriedFiles> {
  if (!record) throw notRun();
  const { checked } = record;
  const carriers = carriersOf(checked).filter(({ id }) => last.values.has(id));
  const trainers = trainersOf(checked);
  for (const { id } of [...carriers, ...trainers]) if (!isDone(record, id)) throw notRun(id);
  const around = valuesAround(last);
  const files: CarriedFiles["files"][number][] = [];
  const said: Record<string, unknown> = {};
  const epochs = epochsOf(trainers, around);
  for (const { id, definition, settings } of carriers) {
    if (!definition || isModelNode(definition) || !definition.carry) continue;
    said[id] = await definition.carry({
      settings,
      inputs: around(id),
      outputs: last.values.get(id) ?? {},
      epochs,
    });
  }
  for (const trainer of trainers) {
    const { module } = around(trainer.id);
    if (module?.kind !== "Module") throw new Error(`${trainer.id} has no network.`);
    const state = await begin(module.module);
    const isInFile = fromFile(module.module);
    const carried = new Map([...state].filter(([array]) => !isInFile(array)));
    const file = startName(name, trainer.id);
    const parts = safetensorsParts(carried);
    files.push({ name: file, file: await blobOf(parts) });
    said[trainer.id] = {
      ...(said[trainer.id] as object),
      differs: differences(checked, trainer),
      weights: file,
      sha256: digestOf(parts),
      fromFiles: [...state.keys()].filter(isInFile),
      logits: await logitsOf(checked, trainer, around(trainer.id), module.module, state, host),
    };
  }
  const text = JSON.stringify(said, null, 1);
  const own = { name: carriedName(name), file: new Blob([text], { type: "application/json" }) };
  return { files: [own, ...files], nodes: Object.keys(said) };
}

/** Refuses a run whose trainers would do something else by now. */
export function needSameRun(
  record: RunRecord | undefined,
  checked: Checked,
  registry: LastRun["registry"],
): void {
  if (!record) throw notRun();
  const now = new Map(
    plan(checked, registry).steps.flatMap(({ nodes, key }) => nodes.map((id) => [id, key] as const)),
  );
  for (const { id } of carriersOf(checked)) {
    const then = record.steps.find(({ node }) => node === id);
    if (now.has(id) && then?.key !== now.get(id)) throw notRun(id);
  }
}

function digestOf(parts: readonly Uint8Array[]): string {
  const digest = sha256.create();
  for (const part of parts) digest.update(part);
  return bytesToHex(digest.digest());
}

function isDone({ steps }: RunRecord, id: string): boolean {
  return steps.some(({ node, status }) => node === id && (status === "done" || status === "cached"));
}

function notRun(id?: string): NodeError {
  return new NodeError(
    `${id === undefined ? "The graph" : `As it is now, ${id}`} was not run to its end yet, so there is no run to carry. Press Run, then export again.`,
  );
}

/** The values that came into a node, by its ports. */
function valuesAround({ graph, registry, values }: LastRun) {
  const { sources } = readWiring(graph, registry);
  return (id: string): Readonly<Record<string, Value | undefined>> => {
    const ends: [string, End][] = [...(sources.get(id) ?? [])];
    return Object.fromEntries(ends.map(([port, end]) => [port, values.get(end.node)?.[end.port]]));
  };
}

/** The epochs of the longest training. Throws NodeError where their orders and draws are too many to carry. */
function epochsOf(trainers: readonly CheckedNode[], around: ReturnType<typeof valuesAround>): number {
  const all = trainers.map(({ id, settings }) => {
    const { train } = around(id);
    return {
      id,
      epochs: Number(settings?.epochs ?? 1),
      pictures: train?.kind === "Dataset" ? train.names.length : 0,
    };
  });
  for (const { id, epochs, pictures } of all) {
    if (epochs * pictures <= MOST) continue;
    throw new NodeError(
      `${id} learns from ${pictures} pictures in ${epochs} epochs: too many orders to carry. Run it with at most ${Math.floor(MOST / pictures)} epochs, or export without the run.`,
    );
  }
  return Math.max(1, ...all.map(({ epochs }) => epochs));
}

/** Whether an array has its first values from a file that the program reads itself. */
function fromFile(module: Module): (array: string) => boolean {
  const specs = stateSpecs(module);
  const layers = new Set(
    module.layers.filter(({ weights }) => weights && weights.kind !== "random").map(({ name }) => name),
  );
  return (array) => layers.has(specs.get(array)?.layer ?? "");
}

/** What the network first says of a few pictures: of such as are the same elsewhere. */
async function logitsOf(
  checked: Checked,
  { id }: CheckedNode,
  inputs: Readonly<Record<string, Value | undefined>>,
  module: Module,
  state: StateDict,
  host: ComputeHost,
) {
  const of = ["train", "validation"].find((port) => drawnWithout(checked, `${id}.${port}`).length === 0);
  const dataset = inputs[of ?? ""];
  if (dataset?.kind !== "Dataset") return undefined;
  const few = selectRows(dataset, inOrder(Math.min(PICTURES, dataset.names.length)));
  const { output } = await forward({ module, state, dataset: few }, host, () => undefined);
  const places = manyPlaces(output.length, 60);
  return { of, names: few.names, places, values: places.map((place) => output[place]) };
}
