import { FilePlus2, FolderOpen, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type DragEvent, type ReactNode, useEffect, useState } from "react";
import { errorText } from "@/error-text";
import { newGraph, openTemplate, pickFile, sayNotOpened } from "../actions/document-files";
import { takeDroppedFiles } from "../canvas/canvas-drop";
import { openKept } from "../saving/current";
import { bringBack, deleteGraph, duplicateGraph, renameGraph } from "../saving/library";
import type { Summary } from "../saving/place";
import { closeDialog, savingStore, useSaving } from "../saving/saving-store";
import "../walkthrough/walkthrough.css";
import { WalkthroughList } from "../walkthrough/walkthrough-list";
import { GraphCard } from "./graph-card";
import { useGraphs, useTemplates } from "./use-graphs";
import { whenText } from "./when-text";

/** Graphs to go on with, graphs to begin from, and files to bring in. */
export default function StartPage() {
  const { graphs, look } = useGraphs();
  const templates = useTemplates();
  const current = useSaving((state) => state.id);
  const [deleted, setDeleted] = useState<Summary>();
  const [fault, setFault] = useState("");
  const [over, setOver] = useState(false);
  // Whatever is opened, here or by a file, leads back to the canvas.
  useEffect(() => savingStore.subscribe(({ id }, { id: before }) => id !== before && closeDialog()), []);
  const doing = (work: Promise<unknown>) => {
    setFault("");
    work.catch((error: unknown) => setFault(errorText(error))).finally(look);
  };
  const open = (id: string) => {
    if (id === current) closeDialog();
    else openKept(id).catch(sayNotOpened);
  };
  const remove = (summary: Summary) => {
    const opened = savingStore.getState().id === summary.id;
    doing(
      deleteGraph(summary).then(() => {
        setDeleted(summary);
        // What takes its place on the canvas is no reason to leave this page.
        if (opened) savingStore.setState({ dialog: "graphs" });
      }),
    );
  };
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const isGraph = [...event.dataTransfer.files].some(({ name }) => /\.(json|png|loom)$/i.test(name));
    if (isGraph) await takeDroppedFiles(event.dataTransfer);
    else
      setFault("A graph is a .json file. Drop pictures and weights on a node of the graph that reads them.");
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeDialog()}>
      <Dialog.Portal>
        <Dialog.Content
          className="fixed inset-0 z-50 overflow-auto bg-bg outline-none data-[over=true]:bg-raised"
          aria-describedby={undefined}
          data-over={over}
          onEscapeKeyDown={(event) => {
            if (event.target instanceof HTMLElement && event.target.dataset.escape === "own")
              event.preventDefault();
          }}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <div className="mx-auto flex max-w-[1120px] flex-col gap-6 px-6 pt-6 pb-12">
            <header className="flex flex-wrap items-center gap-2">
              <div className="min-w-0 flex-1">
                <Dialog.Title className="text-[20px] font-semibold">Graphs</Dialog.Title>
                <p className="text-[12.5px] text-soft">
                  They lie in this browser, on this machine only. Drop a graph file anywhere to open it.
                </p>
              </div>
              <button type="button" className="button" onClick={newGraph}>
                <FilePlus2 size={15} aria-hidden /> New graph
              </button>
              <button type="button" className="button" onClick={pickFile}>
                <FolderOpen size={15} aria-hidden /> Open a file…
              </button>
              <Dialog.Close className="button icon plain" aria-label="Close" title="Close (Esc)">
                <X size={16} />
              </Dialog.Close>
            </header>
            <div role="status" className="contents">
              {deleted && (
                <p className="tl-notice rounded-lg border border-line">
                  <span className="min-w-0 flex-1 truncate">Deleted “{deleted.title || "Untitled"}”</span>
                  <button
                    type="button"
                    className="button small fix"
                    onClick={() => {
                      doing(bringBack(deleted));
                      setDeleted(undefined);
                    }}
                  >
                    Undo
                  </button>
                </p>
              )}
            </div>
            {fault && (
              <p role="alert" className="text-bad">
                {fault}
              </p>
            )}
            <Section title="Your graphs">
              {graphs?.map((summary) => (
                <GraphCard
                  key={summary.id}
                  summary={summary}
                  words={`${counted(summary.nodes)} · ${whenText(summary.at, Date.now())}`}
                  isOpen={summary.id === current}
                  open={() => open(summary.id)}
                  rename={(title) => doing(renameGraph(summary, title))}
                  duplicate={() => doing(duplicateGraph(summary))}
                  remove={() => remove(summary)}
                />
              ))}
            </Section>
            {graphs?.length === 0 && (
              <p className="-mt-4 text-soft">
                None yet. A graph is kept here from your first change on; begin from one of these.
              </p>
            )}
            <section aria-label="Walkthroughs">
              <h2 className="mb-2 text-[13px] font-semibold">Walkthroughs</h2>
              <WalkthroughList />
            </section>
            <Section title="Templates">
              {templates.map(({ name, summary }) => (
                <GraphCard
                  key={name}
                  summary={summary}
                  words={counted(summary.nodes)}
                  open={() => openTemplate(name).catch(sayNotOpened)}
                />
              ))}
            </Section>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-[13px] font-semibold">{title}</h2>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(208px,1fr))] gap-4">{children}</ul>
    </section>
  );
}

function counted(nodes: number): string {
  return `${nodes} ${nodes === 1 ? "node" : "nodes"}`;
}
