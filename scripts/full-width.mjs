import { spawn } from "node:child_process";
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, root, runScript } from "./install.mjs";

/**
 * `npm run test:full`: VGG16 at full width from a file of 553 MB that is made here from a seed, a transfer run of 60
 * pictures, twice: the same numbers both times, and how much memory it took.
 */
await runScript(async () => {
  ensureInstalled();
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-full-"));
  try {
    const file = join(folder, "vgg16-full.safetensors");
    await writeWeights(file, 7);
    say(`${file}: ${statSync(file).size} bytes`);
    const runs = [];
    for (const turn of [1, 2]) {
      const run = await transfer(file, join(folder, `out-${turn}`));
      say(
        `run ${turn}: exit ${run.code}, ${(run.ms / 1000).toFixed(0)} s, at its peak ${run.largest} MB in one process and ${run.all} MB in all`,
      );
      runs.push(run);
    }
    const failed = [
      ...(runs.some(({ code }) => code !== 0) ? ["a run failed"] : []),
      ...(new Set(runs.map(({ results }) => results)).size > 1 ? ["two runs gave other numbers"] : []),
      ...(Math.max(...runs.map(({ largest }) => largest)) > 2200
        ? ["a process took more than 2,200 MB"]
        : []),
    ];
    for (const fault of failed) say(`FAILED: ${fault}`);
    say(`${3 - failed.length} passed, ${failed.length} failed`);
    return failed.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** torchvision's VGG16 with 1000 classes, drawn from a seed: He et al. (2015) for convolutions, N(0, 0.01²) else. */
async function writeWeights(path, seed) {
  const arrays = [];
  let channels = 3;
  let at = 0;
  for (const width of [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]) {
    if (width > 0) {
      arrays.push([`features.${at}.weight`, [width, channels, 3, 3], Math.sqrt(2 / (9 * width))]);
      arrays.push([`features.${at}.bias`, [width], 0]);
      channels = width;
      at++;
    }
    at++;
  }
  for (const [index, from, to] of [
    [0, 25088, 4096],
    [3, 4096, 4096],
    [6, 4096, 1000],
  ]) {
    arrays.push([`classifier.${index}.weight`, [to, from], 0.01], [`classifier.${index}.bias`, [to], 0]);
  }
  let offset = 0;
  const header = { __metadata__: { format: "pt" } };
  for (const [name, shape] of arrays) {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const text = Buffer.from(JSON.stringify(header).padEnd(Math.ceil(JSON.stringify(header).length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const out = createWriteStream(path);
  const write = async (bytes) => {
    if (!out.write(bytes)) await new Promise((resolve) => out.once("drain", resolve));
  };
  await write(length);
  await write(text);
  const next = normals(seed);
  for (const [, shape, deviation] of arrays) {
    let left = shape.reduce((a, b) => a * b, 1);
    while (left > 0) {
      const part = Float32Array.from({ length: Math.min(left, 1 << 20) }, () => deviation * next());
      left -= part.length;
      await write(Buffer.from(part.buffer));
    }
  }
  await new Promise((resolve, reject) => out.end((error) => (error ? reject(error) : resolve())));
}

/** Standard normals by G. Box and M. Muller (1958) from a 32-bit mixing counter. */
function normals(seed) {
  let state = seed >>> 0;
  let spare;
  const uniform = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (((mixed ^ (mixed >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** The steel graph on ten drawn pictures a class, with these weights. */
async function transfer(weights, out) {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [
      join(root, "scripts", "tensorloom.mjs"),
      "run",
      join(root, "graphs", "steel-defects.json"),
      "--data",
      `vgg16=${weights}`,
      "--set",
      "images.count=10",
      "--out",
      out,
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  let [largest, all] = [0, 0];
  const watch = setInterval(() => {
    const sizes = memoryOf(child.pid);
    largest = Math.max(largest, ...sizes);
    all = Math.max(
      all,
      sizes.reduce((a, b) => a + b, 0),
    );
  }, 300);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  clearInterval(watch);
  const path = join(out, "results.json");
  const results = existsSync(path) ? withoutTimes(readFileSync(path, "utf8")) : "";
  return { code, ms: performance.now() - start, largest, all, results };
}

function withoutTimes(text) {
  return text.replaceAll(/"ms": \d+/g, '"ms": 0');
}

/** Resident megabytes of a process and of all that came of it, where the system tells (Linux). */
function memoryOf(pid) {
  if (!existsSync("/proc")) return [0];
  const parents = new Map();
  const sizes = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const status = readFileSync(join("/proc", entry, "status"), "utf8");
      parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      sizes.set(Number(entry), Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1000));
    } catch {
      // It ended while we looked.
    }
  }
  const isOurs = (id) => id === pid || (parents.has(id) && parents.get(id) > 1 && isOurs(parents.get(id)));
  return [...sizes].filter(([id]) => isOurs(id)).map(([, size]) => size);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
