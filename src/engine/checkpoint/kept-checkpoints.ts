import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { fileIn, filesIn, isFull, isTaken, openSync, removeIn } from "../kept/private-files";
import type { KeptTraining } from "../protocol";
import type { AboutCheckpoint, Checkpoint } from "./checkpoint";
import { aboutSealed, readSealed, writeSealed } from "./sealed-file";

/** Changes whenever the numbers of a training or the form of a checkpoint do. */
const FORM = "1";
/** Bytes of all; what was written longest ago goes first. */
const MOST = 2e9;

/** Files of all: a training has one or two. */
const MOST_FILES = 60;

/** Why a checkpoint is not there, where that is worth a word. */
export type NotKept = "no room" | "no folder" | "taken";

interface About extends AboutCheckpoint {
  /** Counts the checkpoints of one training: the larger is the newer. */
  readonly number: number;
  readonly key: string;
}

/**
 * Checkpoints in the browser's private folder: two files for each training, written by turns, so that the one before is
 * whole while the next is not. A file that was torn or changed is noticed and the other one taken.
 */
export class KeptCheckpoints {
  readonly #folder: Promise<FileSystemDirectoryHandle | undefined>;
  readonly #most: number;

  constructor(folder: Promise<FileSystemDirectoryHandle | undefined>, most = MOST) {
    this.#folder = folder;
    this.#most = most;
  }

  /** The newest whole one of a training, by its key: the recipe, and the device whose numbers it has. */
  async read(key: string): Promise<Checkpoint | undefined> {
    const folder = await this.#folder;
    if (!folder) return undefined;
    for (const { name } of await this.#newestFirst(folder, key)) {
      const file = await fileIn(folder, name);
      const checkpoint = file && (await readSealed(file, name));
      if (checkpoint) return checkpoint as Checkpoint;
      await removeIn(folder, name).catch(() => undefined);
    }
    return undefined;
  }

  /** Writes over the older of a training's two. Undefined where it was kept. */
  async write(
    key: string,
    checkpoint: Checkpoint,
    about: AboutCheckpoint,
    bytes: number,
  ): Promise<NotKept | undefined> {
    const folder = await this.#folder;
    if (!folder) return "no folder";
    if (bytes > this.#most) return "no room";
    const [newest] = await this.#newestFirst(folder, key);
    const number = (newest?.about.number ?? 0) + 1;
    const name = nameOf(key, number);
    await this.#makeRoom(folder, key, bytes);
    try {
      const file = await openSync(folder, name);
      try {
        await writeSealed(file, name, checkpoint, { ...about, number, key } satisfies About);
      } finally {
        file.close();
      }
      // The result of a training that is over: the one before it serves nobody any more.
      if (about.isDone) await removeIn(folder, nameOf(key, number + 1));
      return undefined;
    } catch (error) {
      if (isTaken(error)) return "taken";
      if (!isFull(error)) throw error;
      await removeIn(folder, name);
      return "no room";
    }
  }

  /** Trainings that can go on, and results of those that are over; newest first. */
  async list(): Promise<readonly KeptTraining[]> {
    const folder = await this.#folder;
    if (!folder) return [];
    const newest = new Map<string, KeptTraining & { number: number }>();
    for (const { name, bytes, at } of await filesIn(folder)) {
      const about = await aboutIn(folder, name);
      if (!about) continue;
      const { number, key, ...told } = about;
      const before = newest.get(key);
      const sum = bytes + (before?.bytes ?? 0);
      if (before && before.number > number) newest.set(key, { ...before, bytes: sum });
      else newest.set(key, { key, number, bytes: sum, at, ...told });
    }
    return [...newest.values()].map(({ number: _, ...kept }) => kept).sort((a, b) => b.at - a.at);
  }

  async remove(key: string): Promise<void> {
    const folder = await this.#folder;
    if (!folder) return;
    for (const number of [0, 1]) await removeIn(folder, nameOf(key, number));
  }

  async #newestFirst(folder: FileSystemDirectoryHandle, key: string) {
    const found: { name: string; about: About }[] = [];
    for (const number of [0, 1]) {
      const name = nameOf(key, number);
      const about = await aboutIn(folder, name);
      if (about) found.push({ name, about });
    }
    return found.sort((a, b) => b.about.number - a.about.number);
  }

  async #makeRoom(folder: FileSystemDirectoryHandle, key: string, bytes: number): Promise<void> {
    const own = new Set([nameOf(key, 0), nameOf(key, 1)]);
    const others = (await filesIn(folder)).filter(({ name }) => !own.has(name)).sort((a, b) => a.at - b.at);
    let sum = 2 * bytes + others.reduce((all, file) => all + file.bytes, 0);
    for (const [at, file] of others.entries()) {
      if (sum <= this.#most && others.length - at <= MOST_FILES - 2) return;
      await removeIn(folder, file.name).catch(() => undefined);
      sum -= file.bytes;
    }
  }
}

function nameOf(key: string, number: number): string {
  return `${bytesToHex(sha256(utf8ToBytes(`${FORM} ${key}`))).slice(0, 32)}-${number % 2}`;
}

/** Undefined too where another tab is writing it. */
async function aboutIn(folder: FileSystemDirectoryHandle, name: string): Promise<About | undefined> {
  try {
    const file = await fileIn(folder, name);
    return file && ((await aboutSealed(file, name)) as About | undefined);
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
