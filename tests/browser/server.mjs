import { fileURLToPath } from "node:url";
import { createServer } from "vite";

/** The dev server of the browser tests: nothing reloads a page in mid-test, and its cache is its own. */
const root = fileURLToPath(new URL("../..", import.meta.url));
const server = await createServer({
  root,
  cacheDir: `${root}node_modules/.vite-browser`,
  logLevel: "warn",
  server: {
    host: "127.0.0.1",
    port: Number(process.env.TENSORLOOM_TEST_PORT),
    strictPort: true,
    hmr: false,
    watch: null,
  },
  optimizeDeps: {
    entries: ["index.html", "src/engine/worker.ts", "src/files/*.ts", "scripts/bench/kernels/page.html"],
  },
});
await server.listen();
