import { type Asked, options, readData, UsageError } from "./args";

/** `grade`: a walkthrough, what was handed in, and how to look at it. Paths are still as they were typed. */
export interface GradeCommand {
  readonly kind: "grade";
  readonly walkthrough: string;
  /** Files, or folders of them. */
  readonly submissions: readonly string[];
  readonly data: Asked["data"];
  readonly rerun: boolean;
  readonly csv: string | undefined;
  readonly json: boolean;
}

const OPTIONS = ["--rerun", "--data", "--csv", "--json", "--help"];

export function readGrade(words: readonly string[]): GradeCommand {
  const paths: string[] = [];
  const data: Asked["data"][number][] = [];
  let [rerun, json] = [false, false];
  let csv: string | undefined;
  for (const { flag, value } of options(words)) {
    if (flag === undefined) paths.push(value());
    else if (flag === "--data") data.push(readData(value()));
    else if (flag === "--rerun") rerun = true;
    else if (flag === "--csv") csv = value();
    else if (flag === "--json") json = true;
    else throw new UsageError(`grade has no option ${flag}. Options: ${OPTIONS.join(", ")}.`);
  }
  const [walkthrough, ...submissions] = paths;
  if (walkthrough === undefined || submissions.length === 0)
    throw new UsageError(
      "grade needs a walkthrough and what was handed in: grade WALKTHROUGH.json SUBMISSION.loom …",
    );
  if (data.length > 0 && !rerun)
    throw new UsageError("--data is for --rerun: without it nothing is run, and the data are not looked at.");
  return { kind: "grade", walkthrough, submissions, data, rerun, csv, json };
}
