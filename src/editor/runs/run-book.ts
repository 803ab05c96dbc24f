import { createStore as createShelf, del, entries, set } from "idb-keyval";
import { createStore } from "zustand/vanilla";
import { addLog } from "../state/session-store";
import type { RunRecord } from "./run-record";

/** So many runs are kept; the oldest that has no name goes first. */
const KEPT = 60;

export interface RunBook {
  /** The newest first. */
  readonly records: readonly RunRecord[];
  /** Those to be compared: two at most, in the order in which they were chosen. */
  readonly chosen: readonly string[];
  readonly isComparing: boolean;
}

export const runBook = createStore<RunBook>(() => ({ records: [], chosen: [], isComparing: false }));

const shelf = () => createShelf("tensorloom-runs", "runs");

/** Brings back the runs that this browser kept. Where it keeps nothing, those of this visit are all there are. */
export async function openRunBook(): Promise<void> {
  try {
    const kept = await entries<string, RunRecord>(shelf());
    const records = kept.map(([, record]) => record).filter((record) => Array.isArray(record.graph?.edges));
    runBook.setState((book) => ({ records: newestFirst([...book.records, ...records]) }));
  } catch (error) {
    notKept(error);
  }
}

/** Counts it on from the last run that is kept, of whatever visit: a number is a name. */
export function addRun(ended: RunRecord): void {
  const { records } = runBook.getState();
  const record = { ...ended, number: Math.max(0, ...records.map(({ number }) => number)) + 1 };
  const gone = new Set(tooMany([record, ...records]));
  runBook.setState({ records: newestFirst([record, ...records]).filter(({ id }) => !gone.has(id)) });
  keep(record);
  for (const id of gone) forget(id);
}

/** An empty name gives the run its number back. */
export function renameRun(id: string, name: string): void {
  const records = runBook.getState().records.map((record) => {
    if (record.id !== id) return record;
    const { name: _, ...rest } = record;
    const renamed = name.trim() === "" ? rest : { ...rest, name: name.trim().slice(0, 80) };
    keep(renamed);
    return renamed;
  });
  runBook.setState({ records });
}

export function removeRun(id: string): void {
  runBook.setState(({ records, chosen }) => ({
    records: records.filter((record) => record.id !== id),
    chosen: chosen.filter((each) => each !== id),
  }));
  forget(id);
}

/** Of three chosen the first gives way: two are compared. */
export function chooseRun(id: string, on: boolean): void {
  runBook.setState(({ chosen }) => {
    const others = chosen.filter((each) => each !== id);
    return { chosen: on ? [...others, id].slice(-2) : others };
  });
}

/** The runs that are one too many. */
export function tooMany(records: readonly RunRecord[], most = KEPT): readonly string[] {
  const unnamed = newestFirst(records).filter(({ name }) => name === undefined);
  return unnamed.slice(Math.max(0, most - (records.length - unnamed.length))).map(({ id }) => id);
}

function newestFirst(records: readonly RunRecord[]): readonly RunRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return [...byId.values()].sort((a, b) => b.at - a.at);
}

function keep(record: RunRecord): void {
  set(record.id, record, shelf()).catch(notKept);
}

function forget(id: string): void {
  del(id, shelf()).catch(notKept);
}

function notKept(error: unknown): void {
  addLog(
    "warning",
    `This browser did not keep the list of runs: ${error instanceof Error ? error.message : error}`,
  );
}
