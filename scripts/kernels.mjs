import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, "src", "engine", "wasm", "assembly");
const modules = join(root, "src", "engine", "wasm", "modules");
const pictures = join(root, "src", "pixels", "wasm");

/** Exactly this compiler gives exactly these bytes. */
export const COMPILER = "0.28.20";

const COMMON = [
  "--runtime=stub",
  "--importMemory",
  "--noExportMemory",
  "--noAssert",
  "-O3",
  "--converge",
  "--use=abort=",
  "--enable=simd",
  "--enable=bulk-memory",
];
/** tfjs's shared memory may grow to 4 GB: a module must not ask for less. */
const SHARED = ["--enable=threads", "--sharedMemory", "--maximumMemory=65536"];
const RELAXED = ["--enable=relaxed-simd"];

const KINDS = {
  simd: COMMON,
  relaxed: [...COMMON, ...RELAXED],
  "simd-shared": [...COMMON, ...SHARED],
  "relaxed-shared": [...COMMON, ...RELAXED, ...SHARED],
};

/** The compiler, from this project's packages or from the folder named by `ASSEMBLYSCRIPT`; `undefined` without one. */
export async function findCompiler() {
  const from = process.env.ASSEMBLYSCRIPT
    ? join(process.env.ASSEMBLYSCRIPT, "package.json")
    : join(root, "package.json");
  try {
    const require = createRequire(from);
    const home = dirname(require.resolve("assemblyscript/package.json"));
    const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    const { default: asc } = await import(pathToFileURL(join(home, "dist", "asc.js")).href);
    return { asc, version };
  } catch {
    return undefined;
  }
}

/** Compiles the kernels' sources. Gives the modules' bytes by name. */
export async function buildKernels(compiler) {
  const built = {};
  for (const [name, options] of Object.entries(KINDS))
    built[name] = await compile(compiler, sources, options);
  return built;
}

/** The module of picture arithmetic: whole numbers alone, in a memory of its own. */
export async function buildPictures(compiler) {
  return await compile(compiler, join(pictures, "assembly"), COMMON);
}

async function compile({ asc }, folder, options) {
  const made = mkdtempSync(join(tmpdir(), "kernels-"));
  try {
    const file = join(made, "module.wasm");
    const { error, stderr } = await asc.main([join(folder, "index.ts"), `--outFile=${file}`, ...options]);
    if (error) throw new Error(`${error.message}\n${stderr}`);
    return readFileSync(file);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** The modules that the project keeps, by name. */
export function keptKernels() {
  const files = readdirSync(modules).filter((file) => file.endsWith(".wasm"));
  return Object.fromEntries(files.map((file) => [file.slice(0, -5), readFileSync(join(modules, file))]));
}

export function keptPictures() {
  return readFileSync(join(pictures, "pictures.wasm"));
}

/** `npm run kernels`: builds the modules of src/engine/wasm and src/pixels/wasm anew. Only who changes a kernel needs this. */
async function main() {
  const compiler = await findCompiler();
  if (!compiler)
    throw new Error(`AssemblyScript was not found: npm install --no-save assemblyscript@${COMPILER}`);
  if (compiler.version !== COMPILER)
    throw new Error(`The modules are built by AssemblyScript ${COMPILER}; this is ${compiler.version}.`);
  mkdirSync(modules, { recursive: true });
  const built = Object.entries(await buildKernels(compiler)).map(([name, bytes]) => [modules, name, bytes]);
  for (const [folder, name, bytes] of [...built, [pictures, "pictures", await buildPictures(compiler)]]) {
    writeFileSync(join(folder, `${name}.wasm`), bytes);
    process.stdout.write(`${name}.wasm: ${bytes.length} bytes\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
