import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Another site with weights, in earnest: it lets every page read them, sends parts, and breaks off when it is told. */
export class WeightsSite {
  /** Path and range of every request that came. */
  readonly asked: string[] = [];
  /** Of the next bodies that are longer than 20 kB: bytes after which nothing comes until `breakOff`; at 0 it breaks at once. */
  readonly breaks: number[] = [];
  sendsParts = true;
  /** Whether pages of other sites may read it. */
  isOpen = true;
  /** Bodies begin, and end only when it is let go on. */
  isHeld = false;
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #server: Server;

  private constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Serves files of this repository by the paths that are given. */
  static async open(paths: Readonly<Record<string, string>>): Promise<WeightsSite> {
    const files = new Map<string, Uint8Array>();
    for (const [path, file] of Object.entries(paths)) files.set(path, await readFile(file));
    const site = new WeightsSite(files);
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    return site;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  at(path: string): string {
    return `http://${this.host}${path}`;
  }

  /** Breaks every connection: a browser drops what it has of a broken body and did not hand on, so the page reads first. */
  breakOff(): void {
    this.#server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? "/", "http://site").pathname;
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    this.asked.push(`${path} ${range ? `${range[1]}-${range[2]}` : "whole"}`);
    if (this.isOpen) {
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("Access-Control-Expose-Headers", "ETag, Content-Range");
    }
    const file = this.#files.get(path);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("ETag", `"${file.length}"`);
    const isPart = range !== null && this.sendsParts;
    const from = isPart ? Number(range[1]) : 0;
    const body = isPart ? file.subarray(from, Number(range[2]) + 1) : file;
    if (isPart) response.setHeader("Content-Range", `bytes ${from}-${from + body.length - 1}/${file.length}`);
    response.setHeader("Content-Length", body.length);
    response.writeHead(isPart ? 206 : 200);
    const after = body.length > 20_000 ? this.breaks.shift() : undefined;
    if (after === 0) request.socket.destroy();
    else if (after !== undefined) response.write(body.subarray(0, after));
    else if (this.isHeld && body.length > 20_000) response.write(body.subarray(0, 20_000));
    else response.end(body);
  }
}
