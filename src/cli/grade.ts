import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { errorText } from "../error-text";
import { registry } from "../registry";
import type { Walkthrough } from "../walkthrough/document";
import { type Grade, grade, gradesCsv, type HandedIn } from "../walkthrough/grade";
import { readHandedIn } from "../walkthrough/handed-in";
import { parseWalkthrough, WALKTHROUGH_LIMITS } from "../walkthrough/parse";
import { UsageError } from "./args";
import type { GradeCommand } from "./grade-args";
import { EXIT, type Host } from "./host";
import { Rerun } from "./rerun";
import { jsonText } from "./results";
import { countText, printable } from "./words";

/** A file that was handed in is read whole; more than this is none, bytes. */
const LARGEST = 256 * 1024 ** 2;

/** `grade`: goals and answers of everything that was handed in, a line each. With --rerun each graph runs again. */
export async function gradeCommand(command: GradeCommand, host: Host): Promise<number> {
  const walkthrough = await readIt(command.walkthrough, host);
  const paths = await submissionPaths(command.submissions, host.folder);
  const handedIn: HandedIn[] = [];
  for (const path of paths) handedIn.push(await readOne(path));
  const checked = command.rerun ? await runAgain(command, handedIn, paths, host) : handedIn;
  const grades = grade(walkthrough, checked, registry);
  if (command.csv !== undefined) {
    const path = resolve(host.folder, command.csv);
    // The mark lets spreadsheets read it as UTF-8.
    await writeFile(path, `\uFEFF${gradesCsv(grades, walkthrough)}`).catch((error: Error) => {
      throw new UsageError(`--csv: ${command.csv} cannot be written: ${error.message}.`);
    });
  }
  host.stdout.write(command.json ? jsonText({ walkthrough: walkthrough.id, grades }) : gradesText(grades));
  return EXIT.done;
}

async function readIt(typed: string, host: Host): Promise<Walkthrough> {
  const path = resolve(host.folder, typed);
  const found = await stat(path).catch((error: Error) => {
    throw new UsageError(`${typed} cannot be read: ${error.message}.`);
  });
  // Letters are one to four bytes.
  if (!found.isFile() || found.size > 4 * WALKTHROUGH_LIMITS.text)
    throw new UsageError(`${typed} is no walkthrough: a walkthrough is a JSON file of at most 2 MB.`);
  const { walkthrough, problems } = parseWalkthrough(await readFile(path, "utf8"));
  if (!walkthrough) throw new UsageError(`${typed} cannot be read as a walkthrough. ${problems.join(" ")}`);
  for (const problem of problems) host.stderr.write(`${printable(problem)}\n`);
  return walkthrough;
}

/** Files as they were typed; of a folder, all bundles in it by name. */
async function submissionPaths(typed: readonly string[], folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const one of typed) {
    const path = resolve(folder, one);
    const is = await stat(path).catch((error: Error) => {
      throw new UsageError(`${one} cannot be read: ${error.message}.`);
    });
    if (!is.isDirectory()) found.push(path);
    else {
      const inside = (await readdir(path)).filter((name) => name.endsWith(".loom")).sort();
      if (inside.length === 0) throw new UsageError(`There is no .loom file in the folder ${one}.`);
      found.push(...inside.map((name) => join(path, name)));
    }
  }
  return [...new Set(found)];
}

/** One that cannot be read is told in its row: the others of the class are graded all the same. */
async function readOne(path: string): Promise<HandedIn> {
  const file = basename(path);
  const refuse = (problem: string) => ({ file, isWhole: false, problems: [problem] });
  try {
    const found = await stat(path);
    if (found.isDirectory()) return refuse("It is a folder: hand in the file as it was saved, not unpacked.");
    // A pipe would be waited for.
    if (!found.isFile()) return refuse("It is no file.");
    if (found.size > LARGEST)
      return refuse(`It has ${Math.round(found.size / 1e6)} MB: that is no submission.`);
    return await readHandedIn(new Blob([await readFile(path)]), file, registry);
  } catch (error) {
    return refuse(`It cannot be read: ${errorText(error)}.`);
  }
}

async function runAgain(
  { data }: GradeCommand,
  handedIn: readonly HandedIn[],
  paths: readonly string[],
  host: Host,
): Promise<readonly HandedIn[]> {
  const rerun = await Rerun.open(host);
  try {
    const checked: HandedIn[] = [];
    for (const [index, one] of handedIn.entries()) {
      host.stderr.write(`Running ${index + 1} of ${handedIn.length}: ${printable(one.file)}\n`);
      if (!one.submission) checked.push(one);
      else checked.push({ ...one, ...(await rerun.run(paths[index] ?? "", data, one.problems)) });
    }
    return checked;
  } finally {
    await rerun.close();
  }
}

function gradesText(grades: readonly Grade[]): string {
  const lines = grades.flatMap((one) => {
    const who = one.student === "" ? one.file : `${one.student} (${one.file})`;
    const seen = one.seen > 0 ? `, ${one.seen} more met earlier` : "";
    const head = `${who}: ${one.met} of ${countText(one.steps, "step")} met${seen}, ${one.right} of ${countText(one.questions, "answer")} right`;
    return [head, ...one.flags.map((flag) => `  ! ${flag}`), ...one.missing.map((each) => `  - ${each}`)];
  });
  return `${lines.map(printable).join("\n")}\n`;
}
