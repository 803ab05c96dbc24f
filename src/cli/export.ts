import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, parse, resolve } from "node:path";
import { differences, trainersOf } from "../export/carry";
import { drawingNodes, drawnFiles } from "../export/drawn";
import { exportGraph } from "../export/export-graph";
import { ExportError, type Target } from "../export/program";
import { registry } from "../registry";
import { type Asked, type Computing, UsageError } from "./args";
import { carryRun } from "./carry";
import { checkedWithData, hasErrors } from "./check";
import { EXIT, type Host } from "./host";
import { isAddress, type Loaded, load } from "./load";
import { countText, printable, problemText } from "./words";

/** What the program's numbers are computed with: TensorFlow.js without a browser, slow and exact. */
async function numbers({ page }: Host) {
  const [tf] = await Promise.all([import("@tensorflow/tfjs-core"), import("@tensorflow/tfjs-backend-cpu")]);
  // Or it would advise to install a backend for Node.
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const shipped = async (path: string) => Uint8Array.from(await readFile(join(page, path)));
  return { tf, shipped };
}

/** `export`: writes a graph as a notebook or a script, with the files it needs beside it. Runs it first for `--carry` alone. */
export async function exportCommand(
  asked: Asked & Computing & { readonly to: Target; readonly file: string; readonly carry: boolean },
  host: Host,
): Promise<number> {
  const loaded = await load(asked, host.folder, registry);
  const path = resolve(host.folder, asked.file);
  const folder = dirname(path);
  const carriedAs = parse(path).name;
  const run = asked.carry
    ? await carryRun(loaded, { folder, name: carriedAs, computing: asked }, host)
    : undefined;
  const { checked, ofData } = run ? { ...run, ofData: [] } : await checkedWithData(loaded, host);
  const problems = [...loaded.problems, ...checked.problems, ...ofData];
  for (const problem of problems) host.stderr.write(`${problemText(problem)}\n`);
  if (hasErrors(problems)) return EXIT.wrong;
  const drawn = drawingNodes(checked, new Set(loaded.files.keys()));
  try {
    const { text, beside, own } = await exportGraph({
      checked,
      registry,
      to: asked.to,
      drawn,
      name: basename(path),
      ...(run ? { carried: { name: carriedAs, nodes: new Set(run.nodes) } } : {}),
      ...(await numbers(host)),
    });
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
    for (const [name, from] of Object.entries(beside))
      await copyFile(join(host.page, from), join(folder, name));
    const weights = await copyWeights(own, loaded, folder);
    let pictures = 0;
    for (const id of drawn) {
      for await (const file of drawnFiles(checked, id)) {
        const place = join(folder, file.path);
        await mkdir(dirname(place), { recursive: true });
        await writeFile(place, file.bytes);
        pictures++;
      }
    }
    const more = [
      ...(run?.files ?? []),
      ...weights,
      ...Object.keys(beside),
      ...(pictures > 0 ? [`${countText(pictures, "drawn picture")}`] : []),
    ];
    const reasons = run ? trainersOf(checked).flatMap((trainer) => differences(checked, trainer)) : [];
    for (const reason of reasons) host.stderr.write(`Losses will not be the run's: ${reason}\n`);
    host.stdout.write(
      `${printable(asked.file)}: a ${asked.to}${more.length > 0 ? `, and beside it ${more.join(" and ")}` : ""}.\n`,
    );
    return EXIT.done;
  } catch (error) {
    if (error instanceof ExportError) {
      for (const problem of error.problems) host.stderr.write(`${problemText(problem)}\n`);
      return EXIT.wrong;
    }
    if (error instanceof Error && "code" in error && "syscall" in error) {
      throw new UsageError(`${asked.file} cannot be written: ${error.message}.`);
    }
    throw error;
  }
}

/** Weights that were given as files go beside the program too. Gives their names. */
async function copyWeights(
  own: Readonly<Record<string, string>>,
  { files }: Loaded,
  folder: string,
): Promise<readonly string[]> {
  const copied = new Set<string>();
  for (const [node, name] of Object.entries(own)) {
    const given = (files.get(node) ?? []).find((path) => basename(path) === name && !isAddress(path));
    if (given === undefined) continue;
    if (resolve(given) !== resolve(folder, name)) await copyFile(given, join(folder, name));
    copied.add(name);
  }
  return [...copied];
}
