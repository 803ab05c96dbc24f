import { useEffect, useMemo, useState } from "react";
import { bytesText } from "@/compile/amounts";
import { plan } from "@/compile/plan";
import type { KeptFeature, KeptFile, KeptList } from "@/engine/protocol";
import { addressHost } from "@/graph/address";
import { registry } from "@/registry";
import { listKept, removeFeatures, removeKept } from "../actions/weights";
import { useDerived, useDocument } from "../state/editor";
import { titleOf } from "../state/titles";
import { useWeights, weightsStore } from "../state/weights-store";
import { Dialog } from "./dialog";

const close = () => weightsStore.setState({ open: false, kept: undefined });

/** The dialog of the weights that this browser keeps, if it is open. */
export function KeptFiles() {
  return useWeights((state) => state.open) ? <KeptDialog /> : null;
}

function KeptDialog() {
  const kept = useWeights((state) => state.kept);
  const [fault, setFault] = useState("");
  const say = (error: unknown) => setFault(error instanceof Error ? error.message : String(error));
  useEffect(() => {
    listKept().catch((error) => setFault(error instanceof Error ? error.message : String(error)));
  }, []);
  return (
    <Dialog title="Kept files" words={kept ? space(kept) : "Looking…"} close={close}>
      <div className="min-h-0 overflow-auto px-5 py-3">
        {fault && (
          <p className="mb-2 text-bad" role="alert">
            {fault}
          </p>
        )}
        {kept && kept.files.length === 0 && kept.features.length === 0 && (
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
      </div>
    </Dialog>
  );
}

/** What frozen networks gave: kept so that a reload does not run them again. */
function FeatureTable(props: {
  readonly features: readonly KeptFeature[];
  readonly remove: (key: string) => void;
}) {
  const checked = useDerived((derived) => derived.checked);
  const owners = useMemo(
    () =>
      new Map(
        plan(checked, registry).steps.flatMap(({ features }) =>
          features.map(({ key, owner }) => [key, owner]),
        ),
      ),
    [checked],
  );
  const graph = useDocument((document) => document.graph);
  const newest = [...props.features].sort((a, b) => b.at - a.at);
  return (
    <table className="mt-4 w-full text-left text-[12.5px]" aria-label="Kept features">
      <caption className="pb-1 text-left text-[12.5px] text-soft">
        Features: what a network’s frozen layers gave for each picture. Without them the network runs again.
      </caption>
      <thead className="text-[11.5px] text-soft">
        <tr className="border-b border-line">
          <th className="py-1.5 pr-3 font-medium">Of</th>
          <th className="py-1.5 pr-3 font-medium">Size</th>
          <th className="py-1.5 pr-3 font-medium">Since</th>
          <th aria-label="Remove" />
        </tr>
      </thead>
      <tbody>
        {newest.map(({ key, bytes, at }) => {
          const owner = owners.get(key);
          const of = owner === undefined ? "another graph, or other settings" : titleOf(graph, owner);
          return (
            <tr key={`${key} ${at} ${bytes}`} className="border-b border-line align-baseline">
              <td className={`py-2 pr-3 ${owner === undefined ? "text-soft" : ""}`}>{of}</td>
              <td className="py-2 pr-3 whitespace-nowrap">{bytesText(bytes)}</td>
              <td className="py-2 pr-3 whitespace-nowrap">{new Date(at).toLocaleDateString()}</td>
              <td className="py-1 text-right">
                <button
                  type="button"
                  className="button small"
                  aria-label={`Remove features of ${of}`}
                  onClick={() => props.remove(key)}
                >
                  Remove
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
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

/** Of the whole storage of this page, of which kept weights are nearly all. */
function space({ files, features, used, quota }: KeptList): string {
  const sum = [...files, ...features].reduce((all, { bytes }) => all + bytes, 0);
  const counts = [
    ...(files.length === 0 && features.length > 0 ? [] : [counted(files.length, "file")]),
    ...(features.length === 0 ? [] : [`${counted(features.length, "table")} of features`]),
  ].join(" and ");
  const room =
    used !== undefined && quota !== undefined ? `${bytesText(used)} of ${bytesText(quota)} used` : "";
  return [`${counts}, ${bytesText(sum)}, on this machine only`, ...(room ? [room] : [])].join(" · ");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
