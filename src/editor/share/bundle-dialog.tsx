import { useState } from "react";
import { bytesText } from "@/compile/amounts";
import { errorText } from "@/error-text";
import { LARGEST_DATA, writeBundle } from "@/files/bundle";
import { canonicalText } from "@/graph/canonical";
import { download, fileName } from "../actions/document-files";
import { engine, givenFiles } from "../actions/engine";
import { Dialog } from "../panels/dialog";
import { documentStore, useDocument, useSession } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { titleOf } from "../state/titles";
import { shareStore } from "./share-store";

const close = () => shareStore.setState({ dialog: undefined });

/** One file to hand in or to hand out: the graph with what goes along, each thing ticked by its owner. */
export function BundleDialog() {
  const graph = useDocument((state) => state.graph);
  const result = useSession((state) => state.result);
  const runs = useSession((state) => state.runs);
  const data = [...givenFiles()].filter(([node]) => node in graph.nodes);
  const trained = Object.entries(runs).flatMap(([node, { views }]) =>
    Object.entries(views ?? {}).flatMap(([port, view]) =>
      view.kind === "TrainedModel" ? [{ node, port }] : [],
    ),
  );
  const [takes, setTakes] = useState({
    data: false,
    weights: trained.length > 0,
    results: result !== undefined,
  });
  const [fault, setFault] = useState("");
  const size = data.flatMap(([, files]) => files).reduce((sum, { file }) => sum + file.size, 0);
  const save = async () => {
    try {
      const weights = new Map<string, Blob>();
      if (takes.weights)
        for (const { node, port } of trained)
          weights.set(`${node}.safetensors`, await (await engine()).call("arrays", { node, port }));
      const results = new Map<string, Blob>();
      if (takes.results && result) {
        const { steps: _, timed: __, ...rest } = result;
        results.set("results.json", new Blob([`${JSON.stringify(rest, null, 2)}\n`]));
      }
      const { graph: now } = documentStore.getState();
      const blob = await writeBundle({
        title: now.title,
        graph: canonicalText(now),
        data: takes.data ? new Map(data) : new Map(),
        weights,
        results,
      });
      const name = `${fileName(now.title)}.loom`;
      download(blob, name);
      sessionStore.setState({ status: `Saved as ${name}, ${bytesText(blob.size)}` });
      close();
    } catch (error) {
      setFault(errorText(error));
    }
  };
  const kinds = [
    {
      key: "data" as const,
      label: `Data that you gave it${size > 0 ? `, ${bytesText(size)}` : ""}`,
      about:
        data.length === 0
          ? "No node was given files in this visit."
          : `Of ${data.map(([node]) => titleOf(graph, node)).join(", ")}. At most ${bytesText(LARGEST_DATA)}.`,
      can: data.length > 0 && size <= LARGEST_DATA,
    },
    {
      key: "weights" as const,
      label: "Trained weights",
      about: trained.length > 0 ? "As safetensors, with torch's names." : "Nothing was trained yet.",
      can: trained.length > 0,
    },
    {
      key: "results" as const,
      label: "Results of the last run",
      about: result ? "Its numbers and tables, as results.json." : "Nothing has run yet.",
      can: result !== undefined,
    },
  ];
  return (
    <Dialog
      title="Save as a bundle"
      words="One file, to hand in or to hand out: the graph, its notes, and what you tick here."
      close={close}
    >
      <div className="grid gap-3 px-5 py-4">
        {kinds.map(({ key, label, about, can }) => (
          <label
            key={key}
            className="grid grid-cols-[20px_1fr] gap-x-2 data-[off=true]:opacity-60"
            data-off={!can}
          >
            <input
              type="checkbox"
              className="mt-[3px] accent-(--accent)"
              disabled={!can}
              checked={can && takes[key]}
              onChange={(event) => setTakes({ ...takes, [key]: event.target.checked })}
            />
            <span>
              {label}
              <span className="block text-[12px] text-soft">{about}</span>
            </span>
          </label>
        ))}
        {fault !== "" && (
          <p className="text-bad" role="alert">
            {fault}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <button type="button" className="button run" onClick={save}>
            Save bundle
          </button>
        </div>
      </div>
    </Dialog>
  );
}
