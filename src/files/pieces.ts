import { joinSpans, type Span } from "./spans";

/** What tells one state of a remote file from another, as far as its server says. */
export interface RemoteState {
  readonly size: number;
  readonly etag?: string;
  readonly modified?: string;
}

/** Where the bytes that came of a remote file are put, in whatever order they come. */
export interface Pieces {
  /** What is there, joined. */
  readonly spans: readonly Span[];
  /** Which state of the file the bytes are of; none before the first came. */
  readonly state: RemoteState | undefined;
  /** Forgets all bytes; those that come are of this state. */
  begin(state: RemoteState): Promise<void>;
  write(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Bytes that are there. */
  read(from: number, to: number): Promise<ArrayBuffer>;
  /** Makes what came outlast the page, where that can be. */
  save(): Promise<void>;
}

/** Pieces that are gone with the page. */
export class MemoryPieces implements Pieces {
  state: RemoteState | undefined;
  spans: readonly Span[] = [];
  #parts: { readonly at: number; readonly bytes: Uint8Array<ArrayBuffer> }[] = [];

  async begin(state: RemoteState): Promise<void> {
    this.state = state;
    this.spans = [];
    this.#parts = [];
  }

  async write(at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    // A copy: what is handed in may be a window on a much larger buffer.
    this.#parts.push({ at, bytes: bytes.slice() });
    this.spans = joinSpans([...this.spans, [at, at + bytes.length]]);
  }

  async read(from: number, to: number): Promise<ArrayBuffer> {
    const all = new Uint8Array(to - from);
    for (const { at, bytes } of this.#parts) {
      const begin = Math.max(from, at);
      const end = Math.min(to, at + bytes.length);
      if (begin < end) all.set(bytes.subarray(begin - at, end - at), begin - from);
    }
    return all.buffer;
  }

  async save(): Promise<void> {}
}
