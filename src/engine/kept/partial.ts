import { MemoryPieces, type Pieces, type RemoteState } from "../../files/pieces";
import { joinSpans, type Span } from "../../files/spans";
import { NodeError } from "../../graph/problem";
import { isFull, isTaken, openSync, removeIn, type SyncFile, writeText } from "./private-files";

/** What a list of downloads under way says of one. */
export interface PartialAbout {
  readonly name: string;
  readonly url?: string;
}

/** Of a download under way: which bytes of which state of the file are there. */
export interface PartialNote extends PartialAbout {
  readonly state: RemoteState;
  readonly spans: readonly Span[];
}

/**
 * The bytes of a download under way, in a file of the browser's with a note of what is in it beside: it goes on after a
 * reload. Where there is no room, or no such place, they are in memory and gone with the page.
 */
export class Partial implements Pieces {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #name: string;
  readonly #about: PartialAbout;
  #file: SyncFile | undefined;
  #memory: MemoryPieces | undefined;
  #state: RemoteState | undefined;
  #spans: readonly Span[] = [];

  private constructor(folder: FileSystemDirectoryHandle, name: string, about: PartialAbout, file: SyncFile) {
    this.#about = about;
    this.#folder = folder;
    this.#name = name;
    this.#file = file;
  }

  /** The partial file of this name, with what came of it before. Throws NodeError while another tab has it. */
  static async open(folder: FileSystemDirectoryHandle, name: string, about: PartialAbout): Promise<Partial> {
    const file = await openSync(folder, name).catch((error: unknown) => {
      if (!isTaken(error)) throw error;
      throw new NodeError("This file is being fetched already, perhaps in another tab. Wait for it there.");
    });
    const partial = new Partial(folder, name, about, file);
    const note = await noteIn(folder, `${name}.json`);
    // The note is written after the bytes: it never names some that are not there, unless the disk lost them.
    if (note?.spans.every(([, to]) => to <= file.getSize())) {
      partial.#state = note.state;
      partial.#spans = note.spans;
    }
    return partial;
  }

  get state(): RemoteState | undefined {
    return this.#memory ? this.#memory.state : this.#state;
  }

  get spans(): readonly Span[] {
    return this.#memory ? this.#memory.spans : this.#spans;
  }

  async begin(state: RemoteState): Promise<void> {
    if (this.#memory) return this.#memory.begin(state);
    this.#state = state;
    this.#spans = [];
    await removeIn(this.#folder, `${this.#name}.json`);
    this.#file?.truncate(0);
  }

  async write(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.#memory) {
      try {
        if (this.#file?.write(bytes, { at }) !== bytes.length)
          throw new DOMException("", "QuotaExceededError");
        this.#spans = joinSpans([...this.#spans, [at, at + bytes.length]]);
        return;
      } catch (error) {
        if (!isFull(error)) throw error;
        await this.#intoMemory();
      }
    }
    await this.#memory?.write(at, bytes);
  }

  async read(from: number, to: number): Promise<ArrayBuffer> {
    if (this.#memory) return this.#memory.read(from, to);
    const bytes = new Uint8Array(to - from);
    this.#file?.read(bytes, { at: from });
    return bytes.buffer;
  }

  async save(): Promise<void> {
    if (this.#memory || !this.#state) return;
    this.#file?.flush();
    const note: PartialNote = { ...this.#about, state: this.#state, spans: this.#spans };
    await writeText(this.#folder, `${this.#name}.json`, JSON.stringify(note)).catch((error: unknown) => {
      if (!isFull(error)) throw error;
    });
  }

  /** Lets go of the file. What came stays, to go on from, or is removed. Gives what is in memory. */
  async close(keep: boolean): Promise<Pieces | undefined> {
    if (keep) await this.save();
    this.#file?.close();
    this.#file = undefined;
    if (!keep || this.#memory) {
      await removeIn(this.#folder, `${this.#name}.json`);
      await removeIn(this.#folder, this.#name);
    }
    return this.#memory;
  }

  async #intoMemory(): Promise<void> {
    const memory = new MemoryPieces();
    if (this.#state) await memory.begin(this.#state);
    for (const [from, to] of this.#spans) {
      await memory.write(from, new Uint8Array(await this.read(from, to)));
    }
    this.#memory = memory;
    this.#file?.truncate(0);
  }
}

async function noteIn(folder: FileSystemDirectoryHandle, name: string): Promise<PartialNote | undefined> {
  try {
    const text = await (await (await folder.getFileHandle(name)).getFile()).text();
    return JSON.parse(text) as PartialNote;
  } catch {
    // None, or one that was being written when the page went: the download begins anew.
    return undefined;
  }
}
