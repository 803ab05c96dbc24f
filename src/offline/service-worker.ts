/*
 * Keeps the page's own files in the browser, so that it opens and runs without a network. Each build has a cache of its own
 * and is taken as a whole: files of two builds are never mixed. What is not this page's own goes past it.
 */

interface Build {
  readonly version: string;
  /** What the editor needs to open. */
  readonly core: readonly string[];
  /** The rest: the engine, its kernels, the sample's weights. */
  readonly rest: readonly string[];
}

/** Written in by the build. */
declare const BUILD: Build;

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Scope {
  readonly location: Location;
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(
    type: "fetch",
    listener: (
      event: ExtendableEvent & { request: Request; respondWith(answer: Promise<Response>): void },
    ) => void,
  ): void;
  addEventListener(type: "message", listener: (event: ExtendableEvent & { data: unknown }) => void): void;
}

const scope = globalThis as unknown as Scope;
const PREFIX = "tensorloom-page-";
const cacheName = `${PREFIX}${BUILD.version}`;

scope.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([...BUILD.core])));
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(removeOthers().then(() => scope.clients.claim()));
});

scope.addEventListener("message", (event) => {
  if (event.data === "take over") scope.skipWaiting();
  if (event.data === "keep the rest") event.waitUntil(keepRest());
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope.registration.scope)) return;
  event.respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const isPage = request.mode === "navigate";
  const kept = await cache.match(isPage ? "./" : request, { ignoreSearch: isPage, ignoreVary: true });
  if (kept) return isPage ? isolated(kept) : kept;
  const fresh = await fetch(request);
  const path = `.${request.url.slice(scope.registration.scope.length - 1)}`;
  if (fresh.ok && BUILD.rest.includes(path)) await cache.put(request, fresh.clone());
  return isPage ? isolated(fresh) : fresh;
}

/** The kernels' threads need an isolated page, which not every server asks for. */
function isolated(response: Response): Response {
  if (!response.ok || response.headers.has("Cross-Origin-Opener-Policy")) return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** One after the other, so that the page's own work comes first. What is there already is not fetched again. */
async function keepRest(): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const path of BUILD.rest) if (!(await cache.match(path))) await cache.add(path);
}

async function removeOthers(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && name !== cacheName) await caches.delete(name);
}
