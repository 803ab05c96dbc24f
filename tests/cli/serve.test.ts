import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { headerOf } from "../../scripts/page-walls.mjs";
import { serve } from "../../src/cli/serve";
import { inFolder } from "./harness";

it("sends the page, its workers and every refusal behind the page's own walls", () =>
  inFolder(async (folder) => {
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), "<!doctype html>");
    writeFileSync(join(folder, "assets/worker-abc.js"), "");
    const server = await serve({ folder, walls: headerOf, key: "word", saveTo: () => undefined });
    try {
      const policyOf = async (path: string, method = "GET") => {
        const response = await fetch(server.address + path, { method });
        return `${response.status} ${response.headers.get("Content-Security-Policy")}`;
      };
      const page = await policyOf("?seed=1#headless");
      expect(page).toMatch(/^200 .*script-src 'self' 'wasm-unsafe-eval';/);
      expect(page).toContain("require-trusted-types-for 'script'");
      expect(page).toContain("connect-src 'self' blob: data:;");
      expect(page).toContain("frame-ancestors 'self'");
      expect(page).not.toContain("'unsafe-eval'");
      // Its worker alone may fetch weights from elsewhere.
      expect(await policyOf("assets/worker-abc.js")).toMatch(/^200 .*connect-src [^;]*https:/);
      const walls = page.slice("200 ".length);
      expect(await policyOf("elsewhere.html")).toBe(`404 ${walls}`);
      expect(await policyOf("index.html", "PUT")).toBe(`405 ${walls}`);
      expect(await policyOf("saved/a.png", "POST")).toBe(`403 ${walls}`);
    } finally {
      await server.close();
    }
  }));
