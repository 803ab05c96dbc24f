import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { pageNodes } from "./scripts/page-nodes.mjs";
import { pageOffline } from "./scripts/page-offline.mjs";
import { pageWalls } from "./scripts/page-walls.mjs";

/** Shared memory, and so threads, exist only on a cross-origin isolated page. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** `vite build` makes the page in dist/page; `--mode cli` the command line in dist/cli. */
export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: mode === "cli" ? [] : [react(), tailwindcss(), pageNodes(), pageWalls(), pageOffline()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  publicDir: mode === "cli" ? false : "public",
  build:
    mode === "cli"
      ? { ssr: "src/cli/main.ts", outDir: "dist/cli", target: "node20", emptyOutDir: true }
      : { outDir: "dist/page", target: "es2023", emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  worker: { format: "es" },
  server: { headers: isolation },
  preview: { headers: isolation },
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/browser/**", "node_modules/**"],
    environment: "node",
    // By itself it leaves one core alone, which of two is half of all.
    maxWorkers: "100%",
    // Machines are slow and shared: a test ends because it is done, not because time is up.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
}));
