import { useEffect, useState } from "react";
import { bytesText } from "@/compile/amounts";
import type { KeptFile, KeptList } from "@/engine/protocol";
import { errorText } from "@/error-text";
import { addressHost } from "@/graph/address";
import { dropTraining, listKept, removeFeatures, removeKept } from "../actions/weights";
import { useDocument } from "../state/editor";
import { titleOf } from "../state/titles";
import { useWeights, weightsStore } from "../state/weights-store";
import { Dialog } from "./dialog";
import { FeatureTable, TrainingTable } from "./kept-results";

const close = () => weightsStore.setState({ open: false, kept: undefined });

/** The dialog of the weights that this browser keeps, if it is open. */
export function KeptFiles() {
  return useWeights((state) => state.open) ? <KeptDialog /> : null;
}

function KeptDialog() {
  const kept = useWeights((state) => state.kept);
  const [fault, setFault] = useState("");
  const say = (error: unknown) => setFault(errorText(error));
  useEffect(() => {
    listKept().catch((error) => setFault(errorText(error)));
  }, []);
  return (
    <Dialog title="Kept files" words={kept ? space(kept) : "Looking…"} close={close}>
      <div className="min-h-0 overflow-auto px-5 py-3">
        {fault && (
          <p className="mb-2 text-bad" role="alert">
            {fault}
          </p>
        )}
        {kept && isEmpty(kept) && (
          <p className="text-soft">
            {kept.isPossible
              ? "Nothing is kept. Weights that you drop on a node or fetch for it stay in this browser, on this machine only."
              : "This browser keeps no files for this page, as in a private window. Weights are there until the page is closed."}
          </p>
        )}
        {kept && kept.files.length > 0 && (
          <table className="w-full text-left text-[12.5px]" aria-label="Kept files">
            <thead className="text-[11.5px] text-soft">
              <tr className="border-b border-line">
                <th className="py-1.5 pr-3 font-medium">Name</th>
                <th className="py-1.5 pr-3 font-medium">Size</th>
                <th className="py-1.5 pr-3 font-medium">From</th>
                <th className="py-1.5 pr-3 font-medium">Since</th>
                <th className="py-1.5 pr-3 font-medium">Used by</th>
                <th aria-label="Remove" />
              </tr>
            </thead>
            <tbody>
              {kept.files.map((file) => (
                <Row key={file.sha256} file={file} remove={() => removeKept(file.sha256).catch(say)} />
              ))}
            </tbody>
          </table>
        )}
        {kept && kept.features.length > 0 && (
          <FeatureTable features={kept.features} remove={(key) => removeFeatures(key).catch(say)} />
        )}
        {kept && kept.trainings.length > 0 && (
          <TrainingTable trainings={kept.trainings} remove={(key) => dropTraining(key).catch(say)} />
        )}
      </div>
    </Dialog>
  );
}

function Row({ file, remove }: { readonly file: KeptFile; readonly remove: () => void }) {
  const { name, bytes, url, at, sha256, unfinished } = file;
  const users = useDocument(({ graph }) =>
    Object.entries(graph.assets)
      .filter(([id, asset]) => asset.sha256 === sha256 && graph.nodes[id])
      .map(([id]) => titleOf(graph, id))
      .join(", "),
  );
  const [sure, setSure] = useState(false);
  return (
    <tr className="border-b border-line align-baseline">
      <td
        className="max-w-[260px] py-2 pr-3 break-words"
        title={unfinished ? undefined : `SHA-256 ${sha256}`}
      >
        {name}
      </td>
      <td className="py-2 pr-3 whitespace-nowrap">{bytesText(bytes)}</td>
      <td className="max-w-[200px] py-2 pr-3 break-all" title={url}>
        {unfinished ? "unfinished, from " : ""}
        {url ? addressHost(url) : unfinished ? "an address" : "this machine"}
      </td>
      <td className="py-2 pr-3 whitespace-nowrap">{new Date(at).toLocaleDateString()}</td>
      <td className="py-2 pr-3">{users || <span className="text-soft">no node here</span>}</td>
      <td className="py-1 text-right">
        <button
          type="button"
          className={`button small ${sure ? "border-bad! text-bad" : ""}`}
          aria-label={sure ? `Remove ${name} for good` : `Remove ${name}`}
          onClick={() => (sure ? remove() : setSure(true))}
          onBlur={() => setSure(false)}
        >
          {sure ? "Remove for good?" : "Remove"}
        </button>
      </td>
    </tr>
  );
}

function isEmpty({ files, features, trainings }: KeptList): boolean {
  return files.length + features.length + trainings.length === 0;
}

/** Of the whole storage of this page, of which kept weights are nearly all. */
function space({ files, features, trainings, used, quota }: KeptList): string {
  const others = features.length + trainings.length;
  const sum = [...files, ...features, ...trainings].reduce((all, { bytes }) => all + bytes, 0);
  const counts = [
    ...(files.length === 0 && others > 0 ? [] : [counted(files.length, "file")]),
    ...(features.length === 0 ? [] : [`${counted(features.length, "table")} of features`]),
    ...(trainings.length === 0 ? [] : [counted(trainings.length, "training")]),
  ].join(", ");
  const room =
    used !== undefined && quota !== undefined ? `${bytesText(used)} of ${bytesText(quota)} used` : "";
  return [`${counts}, ${bytesText(sum)}, on this machine only`, ...(room ? [room] : [])].join(" · ");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
