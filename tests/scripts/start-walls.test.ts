import { join } from "node:path";
import { expect, it } from "vitest";
import { startWalls } from "../../scripts/page-walls.mjs";

it("the page of npm start stands behind walls, and what is inline in it has their word", async () => {
  const { createServer } = await import("vite");
  const server = await createServer({
    root: join(import.meta.dirname, "../.."),
    cacheDir: "node_modules/.vite-walls",
    plugins: [startWalls()],
    logLevel: "silent",
    optimizeDeps: { noDiscovery: true, entries: [] },
    server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
  });
  try {
    await server.listen();
    const address = server.resolvedUrls?.local[0] ?? "";
    const page = await fetch(address);
    const policy = page.headers.get("Content-Security-Policy") ?? "";
    const [, word = ""] = /script-src 'self' 'wasm-unsafe-eval' 'nonce-([\w+/=]+)';/.exec(policy) ?? [];
    expect(word.length).toBeGreaterThan(20);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain("'unsafe-eval'");
    const scripts = (await page.text()).match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(1);
    expect(scripts.filter((script) => !script.includes(`nonce="${word}"`))).toEqual([]);
    const worker = await fetch(`${address}src/engine/worker.ts`, { headers: { "Sec-Fetch-Dest": "worker" } });
    expect(worker.headers.get("Content-Security-Policy")).toMatch(/connect-src [^;]*https:/);
  } finally {
    await server.close();
  }
});
