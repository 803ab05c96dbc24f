import { fileURLToPath } from "node:url";
import { createServer, preview } from "vite";
import { ensureBuilt } from "../../scripts/build.mjs";

/**
 * What the browser tests open: the page as it is built for users, and by the dev server the modules that are tested by
 * themselves. There nothing reloads a page in mid-test, and its cache is its own.
 */
const root = fileURLToPath(new URL("../..", import.meta.url));
const at = (port) => ({ host: "127.0.0.1", port: Number(port), strictPort: true });

const source = await createServer({
  root,
  cacheDir: `${root}node_modules/.vite-browser`,
  logLevel: "warn",
  server: { ...at(process.env.TENSORLOOM_SOURCE_PORT), hmr: false, watch: null },
  optimizeDeps: {
    entries: ["src/files/*.ts", "scripts/bench/kernels/page.html", "tests/browser/webg*.html"],
    // Asked for by name at run time, and so not found ahead.
    include: ["@tensorflow/tfjs-backend-webgpu"],
  },
});
await source.listen();

// Last: the tests begin when this one answers.
ensureBuilt();
await preview({ root, logLevel: "warn", preview: at(process.env.TENSORLOOM_PAGE_PORT) });
