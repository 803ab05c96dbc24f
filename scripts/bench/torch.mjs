import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../install.mjs";

/** In place of figures, where there is nothing to compare with. */
export const NO_TORCH = "PyTorch is not installed here";

/** The first Python that has PyTorch, torchvision and PIL: PYTHON, python3, /usr/bin/python3. */
export function findTorch(environment = process.env) {
  const named = environment.PYTHON ? [environment.PYTHON] : [];
  for (const program of [...named, "python3", "/usr/bin/python3"]) {
    const asked = "import torch, torchvision, PIL; print(torch.__version__, PIL.__version__)";
    const { status, stdout } = spawnSync(program, ["-c", asked], { encoding: "utf8" });
    if (status !== 0) continue;
    const [torch, pil] = stdout.trim().split(" ");
    return { program, about: `PyTorch ${torch}, Pillow ${pil}` };
  }
  return undefined;
}

/**
 * Starts a program of ours under that Python. It reads a line and answers with a line of JSON; its first line says that it
 * is ready. Its own words go to our stderr, so that a failure can be read.
 */
export async function startTorch({ program }, script, words = []) {
  const child = spawn(program, [join(root, "scripts", "bench", script), ...words.map(String)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, PYTHONWARNINGS: "ignore" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("exit", () => resolve(undefined));
  });
  const next = async () => {
    const line = await Promise.race([lines.next(), ended]);
    if (line?.value === undefined)
      throw new Error(`${script} ended before it answered: its words are above.`);
    return JSON.parse(line.value);
  };
  const hello = await next();
  return {
    hello,
    async ask(command) {
      child.stdin.write(`${command}\n`);
      return next();
    },
    end: () => child.kill(),
  };
}
