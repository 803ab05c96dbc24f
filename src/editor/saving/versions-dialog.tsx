import { type SubmitEvent, useCallback, useEffect, useState } from "react";
import { errorText } from "@/error-text";
import type { Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { salvageOwn } from "@/graph/salvage";
import { registry } from "@/registry";
import { download, fileName } from "../actions/document-files";
import { Dialog } from "../panels/dialog";
import { toast } from "../panels/toast";
import { whenText } from "../start/when-text";
import { documentStore, useDocument } from "../state/editor";
import { addLog, select, sessionStore } from "../state/session-store";
import type { Version } from "./place";
import { closeDialog, useSaving } from "./saving-store";
import { differenceInWords, OCCASIONS } from "./version-words";
import { keepVersion, listVersions, removeVersion } from "./versions";

/** States of the graph to go back to, and a way to keep the present one under a name. */
export default function VersionsDialog() {
  const [versions, setVersions] = useState<readonly Version[]>();
  const [fault, setFault] = useState("");
  const readOnly = useSaving((state) => state.readOnly);
  const say = useCallback((error: unknown) => setFault(errorText(error)), []);
  const look = useCallback(() => listVersions().then(setVersions, say), [say]);
  useEffect(() => {
    look();
  }, [look]);
  const keep = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("name") ?? "").trim();
    keepVersion("named", { name: name || "Without a name" })
      .then(() => {
        form.reset();
        return look();
      })
      .catch(say);
  };
  return (
    <Dialog
      title="Versions"
      words="States of this graph to go back to. Going back is one step, which Undo takes back."
      close={closeDialog}
    >
      {!readOnly && (
        <form onSubmit={keep} className="flex flex-none gap-2 border-b border-line px-5 py-3">
          <input
            className="field flex-1"
            name="name"
            maxLength={80}
            aria-label="Name for the graph as it is now"
            placeholder="Name the graph as it is now, such as “before the U-Net”"
          />
          <button type="submit" className="button">
            Keep
          </button>
        </form>
      )}
      <div className="min-h-[120px] overflow-auto px-5 py-2">
        {fault && (
          <p className="my-2 text-bad" role="alert">
            {fault}
          </p>
        )}
        {versions?.length === 0 && (
          <p className="py-3 text-soft">
            None yet. A state is kept at every run, whenever the graph is opened, and in every hour of
            editing.
          </p>
        )}
        <ol aria-label="Versions">
          {versions?.map((version) => (
            <Row
              key={version.at}
              version={version}
              readOnly={readOnly}
              remove={() => removeVersion(version).then(look).catch(say)}
            />
          ))}
        </ol>
      </div>
    </Dialog>
  );
}

function Row(props: { readonly version: Version; readonly readOnly: boolean; readonly remove: () => void }) {
  const { version, readOnly, remove } = props;
  const now = useDocument((state) => state.graph);
  const [graph] = useState(() => (version.why === "original" ? undefined : graphOf(version)));
  const since = graph ? differenceInWords(graph, now) : undefined;
  const when = new Date(version.at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const title = version.name ?? OCCASIONS[version.why];
  const isDear = version.why === "named" || version.why === "original";
  return (
    <li className="flex items-start gap-3 border-b border-line py-2.5 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className={isDear ? "font-semibold" : ""}>{title}</span>
          <time
            className="text-[11.5px] text-soft"
            dateTime={new Date(version.at).toISOString()}
            title={when}
          >
            {isDear ? `${OCCASIONS[version.why]}, ` : ""}
            {whenText(version.at, Date.now())}
          </time>
        </p>
        <p className="text-[12px] text-soft">
          {since === undefined
            ? "What could not be opened of it is in this file still."
            : since.length === 0
              ? "The same as now"
              : `Since then: ${since.join("; ")}`}
        </p>
      </div>
      {version.why === "original" ? (
        <button type="button" className="button small" onClick={() => saveOriginal(version)}>
          Save as a file
        </button>
      ) : (
        <button
          type="button"
          className="button small"
          aria-label={`Go back to: ${title}, ${when}`}
          disabled={!graph || readOnly || since?.length === 0}
          onClick={() => graph && goBack(graph, title)}
        >
          Go back
        </button>
      )}
      {isDear && (
        <button
          type="button"
          className="button small plain"
          aria-label={`Remove the version ${title}`}
          onClick={remove}
        >
          Remove
        </button>
      )}
    </li>
  );
}

function graphOf({ text }: Version): Graph | undefined {
  const { graph } = salvageOwn(text);
  return graph && migrateGraph(graph, registry).graph;
}

/** One step, and the state that is left is kept too: it is there after a reload as well. */
function goBack(graph: Graph, title: string): void {
  keepVersion("before").catch((error: unknown) =>
    addLog(
      "warning",
      `The state before is not kept among the versions, and undo alone brings it back: ${error instanceof Error ? error.message : error}`,
    ),
  );
  select([]);
  documentStore.getState().replace(graph);
  sessionStore.setState((state) => ({ status: `Went back to: ${title}`, fit: state.fit + 1 }));
  toast(`Went back to: ${title}`, { description: "Undo takes it back." });
  closeDialog();
}

function saveOriginal({ text, name = "" }: Version): void {
  download(
    new Blob([text], { type: "application/json" }),
    `${fileName(name.replace(/\.json$/i, ""))}-as-it-came.json`,
  );
}
