import { type ChangeEvent, useEffect, useState } from "react";
import { sizeFault } from "@/graph/parse";
import { registry } from "@/registry";
import type { Walkthrough } from "@/walkthrough/document";
import { type Grade, grade, gradesCsv, type HandedIn } from "@/walkthrough/grade";
import { readHandedIn } from "@/walkthrough/handed-in";
import { parseWalkthrough, WALKTHROUGH_LIMITS } from "@/walkthrough/parse";
import { download, fileName } from "../actions/document-files";
import { Dialog } from "../panels/dialog";
import { courseItems } from "./course";
import { GradeTable } from "./grade-table";
import { walkthroughStore } from "./walkthrough-store";

const close = () => walkthroughStore.setState({ dialog: undefined });

/** A class's submissions against their walkthrough. All of it happens here: nothing is sent, and nothing is run. */
export default function CheckDialog() {
  const [known, setKnown] = useState<readonly Walkthrough[]>([]);
  const [chosen, setChosen] = useState("");
  const [handedIn, setHandedIn] = useState<readonly HandedIn[]>([]);
  const [state, setState] = useState("");
  useEffect(() => {
    const open = walkthroughStore.getState().walkthrough;
    courseItems().then((items) => {
      const others = items.map(({ walkthrough }) => walkthrough).filter(({ id }) => id !== open?.id);
      const all = open ? [open, ...others] : others;
      setKnown(all);
      setChosen((id) => id || (all[0]?.id ?? ""));
    });
  }, []);
  const walkthrough = known.find(({ id }) => id === chosen);
  const grades = walkthrough ? grade(walkthrough, handedIn, registry) : [];

  const take = async (files: readonly File[]) => {
    const read: HandedIn[] = [];
    for (const [at, file] of files.entries()) {
      setState(`Reading ${at + 1} of ${files.length}…`);
      read.push(await readHandedIn(file, file.name, registry));
    }
    setState("");
    const names = new Set(read.map(({ file }) => file));
    setHandedIn((before) => [...before.filter(({ file }) => !names.has(file)), ...read]);
    // Whose walkthrough it is stands in the files: most of them decide.
    const ids = read.flatMap(({ submission }) => submission?.walkthrough.id ?? []);
    const [most] = [...new Set(ids)].sort((a, b) => count(ids, b) - count(ids, a));
    if (most && known.some(({ id }) => id === most)) setChosen(most);
  };
  const takeWalkthrough = async (file: File) => {
    const fault = sizeFault(file.size, "walkthrough", WALKTHROUGH_LIMITS.text);
    const read = fault ? { problems: [fault] } : parseWalkthrough(await file.text());
    if (!("walkthrough" in read) || !read.walkthrough) {
      setState(`${file.name} cannot be read as a walkthrough. ${read.problems[0] ?? ""}`);
      return;
    }
    const made = read.walkthrough;
    setKnown((before) => [made, ...before.filter(({ id }) => id !== made.id)]);
    setChosen(made.id);
    setState("");
  };
  return (
    <Dialog
      title="Check submissions"
      words="Goals and answers of everything that was handed in, a row each. Nothing is sent, and nothing is run; the command line runs the graphs again too (grade --rerun)."
      close={close}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button beside is the first. */}
      <div
        className="grid min-h-0 grid-rows-[auto_1fr] gap-3 px-5 py-4"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void take([...event.dataTransfer.files]);
        }}
      >
        <div className="flex flex-wrap items-end gap-3">
          <label className="grid min-w-[220px] flex-1 gap-1">
            Walkthrough
            <select className="field" value={chosen} onChange={(event) => setChosen(event.target.value)}>
              {known.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <FileButton
            label="Another walkthrough…"
            accept=".json"
            take={([file]) => file && void takeWalkthrough(file)}
          />
          <FileButton label="Add submissions…" accept=".loom" multiple take={(files) => void take(files)} />
          <button
            type="button"
            className="button"
            disabled={!walkthrough || grades.length === 0}
            onClick={() => walkthrough && saveTable(grades, walkthrough)}
          >
            Save as CSV
          </button>
        </div>
        <p role="status" className="text-[12px] text-soft empty:hidden">
          {state}
        </p>
        {grades.length > 0 ? (
          <GradeTable grades={grades} />
        ) : (
          <p className="rounded-lg border border-line border-dashed px-4 py-10 text-center text-soft">
            Drop the .loom files of your class here, or add them.
          </p>
        )}
      </div>
    </Dialog>
  );
}

function FileButton(props: {
  readonly label: string;
  readonly accept: string;
  readonly multiple?: boolean;
  readonly take: (files: readonly File[]) => void;
}) {
  const { label, accept, multiple = false, take } = props;
  const changed = (event: ChangeEvent<HTMLInputElement>) => {
    take([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  return (
    <label className="button cursor-pointer focus-within:outline-2 focus-within:outline-(--accent)">
      {label}
      <input type="file" className="sr-only" accept={accept} multiple={multiple} onChange={changed} />
    </label>
  );
}

function saveTable(grades: readonly Grade[], walkthrough: Walkthrough): void {
  // The mark lets spreadsheets read it as UTF-8.
  const blob = new Blob([`\uFEFF${gradesCsv(grades, walkthrough)}`], { type: "text/csv" });
  download(blob, `${fileName(walkthrough.title)}.csv`);
}

const count = (ids: readonly string[], id: string) => ids.filter((each) => each === id).length;
