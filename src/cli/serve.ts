import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { pipeline } from "node:stream/promises";

/** A server of the built page for the browser that we start ourselves: this machine only, a port that is free. */
export interface LocalServer {
  /** `http://127.0.0.1:54321/` */
  readonly address: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Shared memory, and so threads, exist only on a cross-origin isolated page. */
const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

export interface Served {
  readonly folder: string;
  /** The Content-Security-Policy of a path. */
  walls(path: string): string;
  /** Who may save: the page that was told this word. */
  readonly key: string;
  /** The file that a name is saved in; undefined where none is. */
  saveTo(name: string): string | undefined;
}

/** Serves the folder behind its walls; what the page POSTs to `/saved/NAME` with the key lands in the file for that name. */
export async function serve(served: Served): Promise<LocalServer> {
  const server = createServer((request, response) => {
    const policy = served.walls(request.url?.split("?")[0] ?? "");
    for (const [name, value] of Object.entries({ ...HEADERS, "Content-Security-Policy": policy }))
      response.setHeader(name, value);
    const answer = request.method === "POST" ? save(request, served) : send(request, response, served.folder);
    answer
      .then((status) => {
        if (!response.headersSent) response.writeHead(status).end();
      })
      .catch((error: Error) => {
        if (!response.headersSent) response.writeHead(500).end(error.message);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The local server has no port.");
  return {
    address: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function send(request: IncomingMessage, response: ServerResponse, folder: string): Promise<number> {
  if (request.method !== "GET" && request.method !== "HEAD") return 405;
  const path = pathIn(folder, request.url ?? "/");
  if (!path) return 400;
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return 404;
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": type, "Content-Length": found.size });
  if (request.method === "HEAD") response.end();
  else await pipeline(createReadStream(path), response).catch(() => {});
  return 200;
}

async function save(request: IncomingMessage, { key, saveTo }: Served): Promise<number> {
  const name = /^\/saved\/([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)$/.exec(request.url ?? "")?.[1];
  const path = name && saveTo(name);
  if (!path || request.headers["x-tensorloom-key"] !== key) return 403;
  await pipeline(request, createWriteStream(path));
  return 204;
}

/** The file that a URL means, or undefined where it leads out of the folder. */
function pathIn(folder: string, url: string): string | undefined {
  try {
    const name = decodeURIComponent(new URL(url, "http://localhost").pathname);
    const path = normalize(join(folder, name === "/" ? "index.html" : name));
    return path.startsWith(folder + sep) && !path.includes("\0") ? path : undefined;
  } catch {
    return undefined;
  }
}
