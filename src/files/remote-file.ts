import { addressName } from "../graph/address";
import { NodeError } from "../graph/problem";
import type { ByteSource } from "./byte-source";
import { count } from "./names";
import type { Pieces, RemoteState } from "./pieces";
import {
  type Answer,
  Flaky,
  isSameState,
  type Net,
  requestPart,
  requestSize,
  requestWhole,
} from "./remote-request";
import { joinSpans, missingSpans, type Span, spansLength } from "./spans";

/** Asked for at first: the headers of most files of weights are in it, bytes. */
const FIRST = 16 * 1024;
/** At most so many bytes a request: after each, what came outlasts the page. */
const PIECE = 4 * 1024 ** 2;
/** What a reader asks for in less than this, bytes, is read on to here: it will ask for the next. */
const LEAST = 64 * 1024;
/** Ms before each new try; a try that brought something starts the count anew. */
const PAUSES = [500, 1000, 2000, 4000];

export interface RemoteOptions {
  readonly net: Net;
  readonly signal: AbortSignal;
  /** Told with every chunk: bytes that are there, and bytes that are needed as far as that is known. */
  progress(done: number, total: number | undefined): void;
}

/** The download broke off, and trying again did not help. */
export class DownloadBroken extends NodeError {
  /** Whether what came is kept and the rest can follow. */
  readonly canGoOn: boolean;
  constructor(message: string, canGoOn: boolean) {
    super(message);
    this.name = "DownloadBroken";
    this.canGoOn = canGoOn;
  }
}

/**
 * A file at an address, of which only the parts that are read are fetched, each once: they are put into `pieces`, which
 * may have some already. A server that sends no parts sends the whole file when it is opened.
 */
export class RemoteFile implements ByteSource {
  readonly name: string;
  /** Whether the server sends parts: without them nothing can be resumed. */
  readonly sendsParts: boolean;
  readonly #url: URL;
  readonly #pieces: Pieces;
  readonly #options: RemoteOptions;
  readonly #state: RemoteState;
  #wanted: readonly Span[] = [];

  private constructor(
    url: URL,
    pieces: Pieces,
    options: RemoteOptions,
    state: RemoteState,
    sendsParts: boolean,
  ) {
    this.name = addressName(url);
    this.#url = url;
    this.#pieces = pieces;
    this.#options = options;
    this.#state = state;
    this.sendsParts = sendsParts;
  }

  /** Asks for the file's beginning. What `pieces` has of another state of the file is forgotten. */
  static async open(url: URL, pieces: Pieces, options: RemoteOptions): Promise<RemoteFile> {
    const first = await trying(url, options, false, () =>
      requestPart(url, 0, FIRST, options.net, options.signal),
    );
    if (!first.isPart) return RemoteFile.#openWhole(url, pieces, options, first);
    const size = first.size ?? (await sizeOf(url, options));
    if (size === undefined) {
      await first.body.cancel();
      const whole = await trying(url, options, false, () => requestWhole(url, options.net, options.signal));
      return RemoteFile.#openWhole(url, pieces, options, whole);
    }
    const state = stateOf(first, size);
    if (!pieces.state || !isSameState(pieces.state, state)) await pieces.begin(state);
    const remote = new RemoteFile(url, pieces, options, state, true);
    if (missingSpans(pieces.spans, [[0, Math.min(FIRST, size)]]).length === 0) await first.body.cancel();
    else await remote.#take(first, 0, Math.min(FIRST, size)).catch(passing);
    return remote;
  }

  /** The whole file as one answer: it cannot be resumed, so that what came of one that breaks is of no use. */
  static async #openWhole(url: URL, pieces: Pieces, options: RemoteOptions, answer: Answer) {
    const again = `${url.host} cannot send parts of a file, so that it has to begin anew: fetch it again, or download it and drop it here.`;
    await pieces.begin(stateOf(answer, answer.size ?? 0));
    let at = 0;
    try {
      for await (const bytes of chunks(answer.body, url.host)) {
        await pieces.write(at, bytes);
        at += bytes.length;
        // A body that was packed on its way is longer than was said.
        options.progress(at, answer.length !== undefined && answer.length >= at ? answer.length : undefined);
      }
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof Flaky)) throw error;
      throw new DownloadBroken(
        `The connection to ${url.host} broke after ${count(at, "byte")}. ${again}`,
        false,
      );
    }
    if (answer.length !== undefined && at < answer.length) {
      throw new DownloadBroken(
        `${url.host} promised ${count(answer.length, "byte")} and sent ${count(at, "byte")}. ${again}`,
        false,
      );
    }
    return new RemoteFile(url, pieces, options, stateOf(answer, at), false);
  }

  get size(): number {
    return this.#state.size;
  }

  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    const begin = Math.min(Math.max(0, from), this.size);
    const end = Math.min(Math.max(begin, to), this.size);
    return {
      arrayBuffer: async () => {
        if (missingSpans(this.#pieces.spans, [[begin, end]]).length > 0) {
          await this.fetch([[begin, Math.min(this.size, Math.max(end, begin + LEAST))]]);
        }
        return this.#pieces.read(begin, end);
      },
    };
  }

  /** Fetches what is not there yet of these parts. */
  async fetch(spans: readonly Span[]): Promise<void> {
    this.#wanted = joinSpans([...this.#wanted, ...spans]);
    this.#tell();
    for (const [from, to] of missingSpans(this.#pieces.spans, spans)) {
      for (let at = from; at < to; at += PIECE) await this.#fetchPiece(at, Math.min(to, at + PIECE));
    }
  }

  async #fetchPiece(from: number, to: number): Promise<void> {
    const { signal, net } = this.#options;
    try {
      await trying(this.#url, this.#options, true, async (advanced) => {
        const [rest] = missingSpans(this.#pieces.spans, [[from, to]]);
        if (!rest) return;
        const [at, end] = rest;
        const answer = await requestPart(this.#url, at, end, net, signal);
        await this.#refuseChanged(answer);
        const before = spansLength(this.#pieces.spans);
        try {
          await this.#take(answer, at, end);
        } finally {
          if (spansLength(this.#pieces.spans) > before) advanced();
        }
      });
    } finally {
      await this.#pieces.save();
    }
  }

  async #refuseChanged(answer: Answer): Promise<void> {
    const { size = this.size } = answer;
    const isSame = isSameState(this.#state, stateOf(answer, size));
    if (isSame && answer.isPart) return;
    await answer.body.cancel();
    if (isSame) throw new Flaky(`${this.#url.host} sent the whole file where a part was asked for`);
    await this.#pieces.begin(this.#state);
    throw new NodeError(
      `${this.name} at ${this.#url.host} was changed while it was fetched, so that its parts do not belong together. Fetch it again.`,
    );
  }

  /** Puts an answer's bytes where they belong. Throws Flaky where it ends too early. */
  async #take(answer: Answer, from: number, to: number): Promise<void> {
    let at = from;
    for await (const bytes of chunks(answer.body, this.#url.host)) {
      this.#options.signal.throwIfAborted();
      const fitting = bytes.subarray(0, to - at);
      await this.#pieces.write(at, fitting);
      at += fitting.length;
      this.#tell();
      if (fitting.length < bytes.length) break;
    }
    if (at < to) throw new Flaky(`${this.#url.host} ended its answer early`);
  }

  #tell(): void {
    // The file's beginning comes before anybody knows what is needed of it.
    if (this.#wanted.length === 0) return;
    const there = spansLength(this.#wanted) - spansLength(missingSpans(this.#pieces.spans, this.#wanted));
    this.#options.progress(there, spansLength(this.#wanted));
  }
}

/** Tries, and tries again after pauses. In words: what broke, and whether what came is kept (`canGoOn`). */
async function trying<T>(
  url: URL,
  { net, signal }: RemoteOptions,
  canGoOn: boolean,
  attempt: (advanced: () => void) => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt(() => {
        failures = 0;
      });
    } catch (error) {
      if (!(error instanceof Flaky)) throw error;
      // Without a first answer it is most often not the net: a site that lets no page read it is not asked five times.
      const pause = canGoOn || failures === 0 ? PAUSES[failures] : undefined;
      if (pause === undefined) throw givenUp(url, error, net, canGoOn);
      await net.wait(pause, signal);
    }
  }
}

function givenUp(url: URL, { message }: Flaky, net: Net, canGoOn: boolean): DownloadBroken {
  if (!net.isOnline()) {
    return new DownloadBroken(
      `There is no connection to the net. Go on when it is back${canGoOn ? ": what came is kept" : ""}.`,
      true,
    );
  }
  if (canGoOn) {
    return new DownloadBroken(
      `${message}, ${PAUSES.length + 1} times in a row. What came is kept: go on later.`,
      true,
    );
  }
  if (!message.endsWith("did not answer")) {
    return new DownloadBroken(`${message}: it may be busy. Try again in a while.`, true);
  }
  return new DownloadBroken(
    `${url.host} cannot be read from here: it does not allow other pages to read its files (CORS), or it is not there. Open the address in a new tab; if the download begins there, drop the file here.`,
    false,
  );
}

async function sizeOf(url: URL, options: RemoteOptions): Promise<number | undefined> {
  try {
    return await requestSize(url, options.net, options.signal);
  } catch (error) {
    if (error instanceof Flaky) return undefined;
    throw error;
  }
}

function stateOf({ etag, modified }: Answer, size: number): RemoteState {
  return { size, ...(etag ? { etag } : {}), ...(modified ? { modified } : {}) };
}

/** What came of the beginning is there; the rest is asked for when it is read. */
function passing(error: unknown): void {
  if (!(error instanceof Flaky)) throw error;
}

/** A body's chunks; Flaky where the connection breaks. It is let go when the loop ends early. */
async function* chunks(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  host: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        // What a browser throws when a connection breaks, or ends before the length that was promised.
        throw error instanceof TypeError ? new Flaky(`The connection to ${host} broke`) : error;
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
