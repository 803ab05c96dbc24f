import { useState } from "react";
import { errorText } from "@/error-text";
import { writeBundle } from "@/files/bundle";
import { canonicalText } from "@/graph/canonical";
import { submissionText } from "@/walkthrough/submission";
import { download, fileName } from "../actions/document-files";
import { Dialog } from "../panels/dialog";
import { savingStore } from "../saving/saving-store";
import { documentStore } from "../state/editor";
import { pageEvidence } from "./page-evidence";
import { currentResults } from "./results-seen";
import { walkthroughStore } from "./walkthrough-store";

const close = () => walkthroughStore.setState({ dialog: undefined });

/** Makes the file that a student gives to the teacher. Nothing is sent anywhere. */
export default function HandInDialog() {
  const [student, setStudent] = useState("");
  const [fault, setFault] = useState("");
  const [isBare] = useState(hasNoResult);
  return (
    <Dialog
      title="Hand in"
      words="Saves one file for your teacher: your graph, your answers, the numbers of your results, and the time spent on each step. No picture is in it, and nothing is sent."
      close={close}
    >
      <form
        className="grid gap-3 px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          handIn(student.trim()).then(close, (error: unknown) => setFault(errorText(error)));
        }}
      >
        <label className="grid gap-1">
          Your name, as your teacher knows it
          <input
            className="field"
            maxLength={200}
            value={student}
            onChange={(event) => setStudent(event.target.value)}
          />
        </label>
        {isBare && (
          <p className="text-[12.5px] text-soft">
            No result fits the graph as it is: nothing ran since it was changed. If the steps ask for results,
            press Run first.
          </p>
        )}
        {fault && (
          <p role="alert" className="text-bad">
            {fault}
          </p>
        )}
        <div className="flex justify-end">
          <button type="submit" className="button run">
            Save the file
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function hasNoResult(): boolean {
  const { progress, opened } = walkthroughStore.getState();
  return progress !== undefined && Object.keys(pageEvidence(progress, opened).results).length === 0;
}

async function handIn(student: string): Promise<void> {
  const { walkthrough, progress, opened } = walkthroughStore.getState();
  if (!walkthrough || !progress) return;
  if (savingStore.getState().id !== progress.graph)
    throw new Error("Another graph is open than the walkthrough's. Go to its graph first, then hand in.");
  const { graph } = documentStore.getState();
  const evidence = pageEvidence(progress, opened);
  const parts = {
    ...(student === "" ? {} : { student }),
    madeAt: new Date().toISOString(),
    answers: Object.fromEntries(
      Object.entries(evidence.answers).map(([id, answer]) => [
        id,
        typeof answer === "object" ? [...answer] : answer,
      ]),
    ),
    data: { ...evidence.data },
    results: Object.fromEntries(
      Object.entries(currentResults(Object.keys(graph.nodes), progress.results)).map(
        ([id, { key, at, metrics }]) => [id, { key, at, metrics: { ...metrics } }],
      ),
    ),
    ...(evidence.ranAt === undefined ? {} : { ranAt: evidence.ranAt }),
    opened: [...opened],
    steps: Object.fromEntries(
      walkthrough.steps.map(({ id }) => [
        id,
        { seconds: Math.round((progress.times[id] ?? 0) / 1000), done: Object.hasOwn(progress.done, id) },
      ]),
    ),
  };
  const submission = submissionText(parts, walkthrough, graph);
  const blob = await writeBundle({ title: graph.title, graph: canonicalText(graph), submission });
  download(blob, `${fileName([walkthrough.title, student].join(" "))}.loom`);
}
