import { spawn } from "node:child_process";
import { ensureInstalled, runScript } from "./install.mjs";
import { startWalls } from "./page-walls.mjs";

/** `npm start`: the editor on a free port of this machine, opened in the browser. `--no-open` only says where. */
await runScript(async () => {
  ensureInstalled();
  const { createServer } = await import("vite");
  const server = await createServer({
    plugins: [startWalls()],
    server: { host: "127.0.0.1", port: 5173 },
    logLevel: "warn",
  });
  await server.listen();
  const address = server.resolvedUrls?.local[0] ?? "http://127.0.0.1:5173/";
  process.stdout.write(`Tensorloom is at ${address}\nCtrl-C ends it.\n`);
  if (!process.argv.includes("--no-open")) open(address);
});

function open(address) {
  const [program, ...args] = {
    darwin: ["open", address],
    win32: ["cmd", "/c", "start", "", address],
  }[process.platform] ?? ["xdg-open", address];
  spawn(program, args, { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
