import { NodeError } from "../graph/problem";
import type { RemoteState } from "./pieces";

/** What a remote file is read through: the browser's own, or a test's. */
export interface Net {
  fetch(url: string, request: RequestInit): Promise<Response>;
  /** Resolves after so many ms; rejects when the signal says stop. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  isOnline(): boolean;
}

/** It did not work, but it may when it is tried again. `message` says what happened. */
export class Flaky extends Error {}

/** What the first answer tells of the file, and the body that came with it. */
export interface Answer {
  /** Bytes in all; undefined where the server does not say. */
  readonly size: number | undefined;
  readonly etag?: string;
  readonly modified?: string;
  /** Whether it is the part that was asked for, and not the whole file from its first byte. */
  readonly isPart: boolean;
  /** How many bytes the body should have, where that is said. */
  readonly length: number | undefined;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Ways of asking that are the same every time: nothing of the user goes along, and the browser keeps no second copy. */
const PLAIN: RequestInit = {
  mode: "cors",
  credentials: "omit",
  referrerPolicy: "no-referrer",
  cache: "no-store",
};

/** Answers that may be another one in a moment. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/**
 * Asks for the bytes from `from` up to `to`. No If-Range goes along: of that a browser first asks the server for leave
 * (a preflight), which many file servers do not answer; instead each answer's ETag, date and size are compared.
 * Throws Flaky, or NodeError where trying again is of no use.
 */
export async function requestPart(
  url: URL,
  from: number,
  to: number,
  net: Net,
  signal: AbortSignal,
): Promise<Answer> {
  const headers = { Range: `bytes=${from}-${to - 1}` };
  const response = await ask(url, { ...PLAIN, headers, signal }, net, signal);
  const name = url.host;
  if (response.status === 416) {
    await response.body?.cancel();
    throw new NodeError(
      `${name} says that there are no bytes at ${from.toLocaleString("en-US")} of this file: it is empty or was made shorter. Look at the address, and fetch it again.`,
    );
  }
  if (!response.ok) await refuse(response, url);
  refusePage(response, url);
  if (response.status !== 206) return whole(response);
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get("Content-Range") ?? "");
  if (range && Number(range[1]) !== from) {
    await response.body?.cancel();
    throw new NodeError(
      `${name} was asked for the bytes from ${from} on and sent those from ${range[1]} on. Download the file and drop it here.`,
    );
  }
  const total = range?.[3] === undefined || range[3] === "*" ? undefined : Number(range[3]);
  const length = range ? Number(range[2]) + 1 - from : numberOf(response.headers.get("Content-Length"));
  return { ...tagsOf(response), size: total, isPart: true, length, body: bodyOf(response) };
}

/** Asks for the whole file. */
export async function requestWhole(url: URL, net: Net, signal: AbortSignal): Promise<Answer> {
  const response = await ask(url, { ...PLAIN, signal }, net, signal);
  if (!response.ok) await refuse(response, url);
  refusePage(response, url);
  return whole(response);
}

/** The file's size, where a server hides it behind the parts that it sends; undefined where it does not say. */
export async function requestSize(url: URL, net: Net, signal: AbortSignal): Promise<number | undefined> {
  const response = await ask(url, { ...PLAIN, method: "HEAD", signal }, net, signal);
  return response.ok ? numberOf(response.headers.get("Content-Length")) : undefined;
}

/** Whether two answers can be of the same file. Where a server tells neither tag nor date, only the size speaks. */
export function isSameState(a: RemoteState, b: Partial<RemoteState>): boolean {
  const differs = <T>(x: T | undefined, y: T | undefined) => x !== undefined && y !== undefined && x !== y;
  return !(differs(a.size, b.size) || differs(a.etag, b.etag) || differs(a.modified, b.modified));
}

async function ask(url: URL, request: RequestInit, net: Net, signal: AbortSignal): Promise<Response> {
  try {
    const response = await net.fetch(url.href, request);
    if (!PASSING.includes(response.status)) return response;
    await response.body?.cancel();
    throw new Flaky(`${url.host} answered ${response.status}`);
  } catch (error) {
    signal.throwIfAborted();
    // The browser says TypeError and no more: the site may be down, or not let other pages read it.
    if (error instanceof TypeError) throw new Flaky(`${url.host} did not answer`);
    throw error;
  }
}

async function refuse(response: Response, url: URL): Promise<never> {
  await response.body?.cancel();
  const { status } = response;
  const why: Readonly<Record<number, string>> = {
    401: "asks for a login (401), which this page never gives. Download the file in a tab and drop it here",
    403: "does not give this file to everybody (403). Look at the address; if you may have the file, download it in a tab and drop it here",
    404: "has no file at this address (404). Look at the address: it should be that of the file itself",
    410: "no longer has this file (410). Look for it at another address",
  };
  throw new NodeError(`${url.host} ${why[status] ?? `answered ${status}. Look at the address`}.`, {
    expected: "a file",
    got: String(status),
  });
}

function refusePage(response: Response, url: URL): void {
  if (!/^text\/html\b/i.test(response.headers.get("Content-Type") ?? "")) return;
  response.body?.cancel().catch(() => {});
  throw new NodeError(
    `At this address ${url.host} has a web page, not a file of weights. Copy the address of the file itself, often behind a button “download”.`,
    { expected: "a file of weights", got: "a web page" },
  );
}

function whole(response: Response): Answer {
  const length = numberOf(response.headers.get("Content-Length"));
  return { ...tagsOf(response), size: length, isPart: false, length, body: bodyOf(response) };
}

function tagsOf({ headers }: Response): Pick<Answer, "etag" | "modified"> {
  const etag = headers.get("ETag");
  const modified = headers.get("Last-Modified");
  return { ...(etag ? { etag } : {}), ...(modified ? { modified } : {}) };
}

function bodyOf(response: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  return response.body ?? new Blob([]).stream();
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
