import { randomBytes } from "node:crypto";

/*
 * The page's walls: what its scripts may do, said to the browser, which holds to it whatever a graph or a fault of ours
 * asks for. A page of files alone cannot send headers, so its own part stands in its head.
 */

/** For the page: scripts of its own files alone, WebAssembly, and no address but its own. */
const PAGE = {
  "default-src": ["'none'"],
  "script-src": ["'self'", "'wasm-unsafe-eval'"],
  // tfjs starts its threads from scripts that it makes itself.
  "worker-src": ["'self'", "blob:"],
  // Widgets place themselves by style elements, which can do no more than look otherwise.
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "blob:", "data:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'", "blob:", "data:"],
  "manifest-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "require-trusted-types-for": ["'script'"],
  // One for what workers and the offline copy are loaded from, one for Markdown.
  "trusted-types": ["default", "tensorloom-markdown", "dompurify"],
};

/** For the engine's worker, which fetches weights from an address once the user has agreed to it. */
const WORKER = {
  "default-src": ["'none'"],
  "script-src": ["'self'", "'wasm-unsafe-eval'", "blob:"],
  "worker-src": ["'self'", "blob:"],
  "connect-src": ["'self'", "blob:", "data:", "https:", "http:"],
};

const text = (policy) =>
  Object.entries(policy)
    .map(([name, values]) => `${name} ${values.join(" ")}`)
    .join("; ");

/** As a header, where there is a server that can send one. */
export const headerOf = (path) =>
  /\/(worker|picture-worker|thread)-[\w-]+\.js$/.test(path)
    ? text(WORKER)
    : `${text(PAGE)}; frame-ancestors 'self'`;

/**
 * The same walls for `npm start`, whose server makes the page of its sources: what reloads it stands inline, with a word that
 * nobody else knows, and listens on a socket.
 */
export function startWalls() {
  const nonce = randomBytes(16).toString("base64");
  const page = {
    ...PAGE,
    "script-src": [...PAGE["script-src"], `'nonce-${nonce}'`],
    "connect-src": [...PAGE["connect-src"], "ws:"],
    "frame-ancestors": ["'self'"],
  };
  return {
    name: "start-walls",
    config: () => ({ html: { cspNonce: nonce } }),
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const isWorker = request.headers["sec-fetch-dest"] === "worker";
        response.setHeader(
          "Content-Security-Policy",
          isWorker ? text({ ...WORKER, "connect-src": [...WORKER["connect-src"], "ws:"] }) : text(page),
        );
        next();
      });
    },
  };
}

/** Puts the walls into the head of the page as it is built, and sends the header from `vite preview`. */
export function pageWalls() {
  return {
    name: "page-walls",
    transformIndexHtml: {
      order: "pre",
      handler: (html, { server }) => (server ? html : html.replace("<head>", `<head>\n    ${meta}`)),
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        response.setHeader("Content-Security-Policy", headerOf(request.url?.split("?")[0] ?? ""));
        next();
      });
    },
  };
}

const meta = `<meta http-equiv="Content-Security-Policy" content="${text(PAGE)}" />`;
