import type { ReactNode } from "react";
import { useMemo } from "react";
import { bytesText } from "@/compile/amounts";
import type { Graph } from "@/graph/document";
import { parseGraph, readGraph } from "@/graph/parse";
import { parseWalkthrough } from "@/walkthrough/parse";
import { Dialog } from "../panels/dialog";
import { titleOf } from "../state/titles";
import { BundleResults } from "./bundle-results";
import { contentsOf } from "./contents";
import { type Offer, shareStore, useShare } from "./share-store";
import { acceptOffer } from "./take-offer";

const close = () => shareStore.setState({ offer: undefined });

/** What is in a graph that somebody sent, before anything of it is opened. Nothing runs and nothing is fetched by it. */
export function OfferDialog() {
  const offer = useShare((state) => state.offer);
  if (!offer) return null;
  return offer.kind === "walkthrough" ? <OfferedWalkthrough offer={offer} /> : <Offered offer={offer} />;
}

/** The same of a walkthrough: what it asks of its reader, in its writer's words as plain text. */
function OfferedWalkthrough({ offer }: { readonly offer: Offer }) {
  const { walkthrough, problems } = useMemo(() => parseWalkthrough(offer.text), [offer]);
  const start = useMemo(() => {
    const graph = walkthrough?.start.graph;
    const read = graph === undefined ? undefined : readGraph(structuredClone(graph)).graph;
    return read && contentsOf(read);
  }, [walkthrough]);
  const data = offer.bundle?.entries.filter(({ role }) => role !== "graph" && role !== "walkthrough") ?? [];
  return (
    <Dialog
      title={
        walkthrough ? `Open the walkthrough “${walkthrough.title}”?` : "This walkthrough cannot be opened"
      }
      words={`${offer.name} brings a walkthrough with a graph of its own. Nothing in it runs before you press Run, and your graph stays in File › Graphs.`}
      close={close}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <div className="grid min-h-0 gap-3 overflow-y-auto px-5 py-4" tabIndex={0}>
        {walkthrough && (
          <>
            <Part title="About">{walkthrough.summary}</Part>
            <Part title="By">{walkthrough.author ?? ""}</Part>
            <Part title="Takes">
              {walkthrough.minutes === undefined ? "" : `${walkthrough.minutes} minutes`}
            </Part>
            <Part title={`${walkthrough.steps.length} steps`}>
              {walkthrough.steps
                .slice(0, MOST_STEPS)
                .map(({ title }) => title)
                .join(" · ")}
            </Part>
            <Part title="Asks for weights from">{start?.addresses.join(", ") ?? ""}</Part>
            <Part title="Needs files that you give it">{start?.files.join(", ") ?? ""}</Part>
            <Part title="Comes with">
              {data.map(({ path, bytes }) => `${path} (${bytesText(bytes)})`).join(", ")}
            </Part>
          </>
        )}
        {problems.length > 0 && (
          <Part title={walkthrough ? "Remarks" : "What is wrong"}>{problems.join(" ")}</Part>
        )}
      </div>
      <footer className="flex flex-none justify-end gap-2 border-t border-line px-5 py-3">
        <button type="button" className="button" onClick={close}>
          {walkthrough ? "Not now" : "Close"}
        </button>
        {walkthrough && (
          <button type="button" className="button run" onClick={() => acceptOffer(offer)}>
            Open it
          </button>
        )}
      </footer>
    </Dialog>
  );
}

const MOST_STEPS = 40;

function Offered({ offer }: { readonly offer: Offer }) {
  const parsed = useMemo(() => parseGraph(offer.text), [offer]);
  const contents = useMemo(() => (parsed.graph ? contentsOf(parsed.graph) : undefined), [parsed]);
  const data = offer.bundle?.entries.filter(({ role }) => role !== "graph") ?? [];
  return (
    <Dialog
      title={contents ? `Open “${contents.title}”?` : "Open this graph?"}
      words={`${offer.name} brings a graph. Nothing in it runs before you press Run, and yours stays in File › Graphs.`}
      close={close}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <div className="grid min-h-0 gap-3 overflow-y-auto px-5 py-4" tabIndex={0}>
        {contents && (
          <>
            <Part title={`${contents.nodes} nodes, ${contents.edges} edges`}>
              {contents.kinds.map(([kind, count]) => (count > 1 ? `${kind} ×${count}` : kind)).join(", ")}
            </Part>
            <Part title="Asks for weights from">{contents.addresses.join(", ")}</Part>
            <Part title="Needs files that you give it">{contents.files.join(", ")}</Part>
            <Part title="Comes with">
              {data.map(({ path, bytes }) => `${path} (${bytesText(bytes)})`).join(", ")}
            </Part>
            {offer.bundle && data.some(({ role }) => role === "results") && parsed.graph && (
              <Part title="Results in it">
                <BundleResults bundle={offer.bundle} titleOf={titleIn(parsed.graph)} />
              </Part>
            )}
            {contents.notes.length > 0 && (
              <Part title="Notes">
                {contents.notes.map((text, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: notes have no names, and this list never changes.
                  <span key={at} className="mb-1 block whitespace-pre-wrap">
                    {text}
                  </span>
                ))}
              </Part>
            )}
          </>
        )}
        {parsed.problems.length > 0 && (
          <Part title={contents ? "Left out" : "What is wrong"}>
            {parsed.problems.map(({ message }) => message).join(" ")}
          </Part>
        )}
      </div>
      <footer className="flex flex-none justify-end gap-2 border-t border-line px-5 py-3">
        <button type="button" className="button" onClick={close}>
          Keep mine
        </button>
        <button type="button" className="button run" onClick={() => acceptOffer(offer)}>
          {contents ? "Open it" : "Open what can be read"}
        </button>
      </footer>
    </Dialog>
  );
}

const titleIn = (graph: Graph) => (node: string) => titleOf(graph, node);

/** A line of what there is; nothing where there is nothing. */
function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  if (children === "") return null;
  return (
    <section>
      <h3 className="text-[12px] font-semibold">{title}</h3>
      <div className="text-[12.5px] break-words text-soft">{children}</div>
    </section>
  );
}
