import { version } from "../../package.json";
import { HELP, parseArguments, UsageError } from "./args";
import { BrowserError } from "./browser";
import { checkCommand } from "./check";
import { exportCommand } from "./export";
import { gradeCommand } from "./grade";
import { EXIT, type Host } from "./host";
import { GraphError } from "./load";
import { planCommand } from "./plan";
import { jsonText, plainProblem } from "./results";
import { runCommand } from "./run";
import { problemText } from "./words";

export type { Host } from "./host";

/** The command line. Gives the exit status; says everything on the host's streams. */
export async function main(words: readonly string[], host: Host): Promise<number> {
  try {
    const command = parseArguments(words);
    switch (command.kind) {
      case "help":
        host.stdout.write(HELP);
        return EXIT.done;
      case "version":
        host.stdout.write(`${version}\n`);
        return EXIT.done;
      case "check":
        return await checkCommand(command, host);
      case "plan":
        return await planCommand(command, host);
      case "export":
        return await exportCommand(command, host);
      case "grade":
        return await gradeCommand(command, host);
      case "run":
        return await runCommand(command, host);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      host.stderr.write(`${error.message}\nTry --help.\n`);
      return EXIT.wrong;
    }
    if (error instanceof GraphError) {
      for (const problem of error.problems) host.stderr.write(`${problemText(problem)}\n`);
      if (words.includes("--json")) {
        const problems = error.problems.map(plainProblem);
        host.stdout.write(jsonText({ problems }));
      }
      return EXIT.wrong;
    }
    if (error instanceof BrowserError) {
      host.stderr.write(`${error.message}\n`);
      return EXIT.failed;
    }
    throw error;
  }
}
