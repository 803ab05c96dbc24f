import { download, fileName, saveFile } from "../actions/document-files";
import { Dialog } from "../panels/dialog";
import { documentStore } from "../state/editor";
import { goTo } from "../state/session-store";
import { type Salvage, savingStore, useSaving } from "./saving-store";

const close = () => savingStore.setState({ salvage: undefined });

/** What could not be opened of a broken file, place by place, while both halves can still be saved. */
export default function SalvageDialog() {
  const salvage = useSaving((state) => state.salvage);
  return salvage ? <LeftOutList salvage={salvage} /> : null;
}

function LeftOutList({ salvage: { name, leftOut, original } }: { readonly salvage: Salvage }) {
  const stem = fileName(name.replace(/\.json$/i, ""));
  return (
    <Dialog
      title={`${name} was opened in part`}
      words="What is wrong in the file was left out. The rest is on the canvas."
      close={close}
    >
      <ul className="min-h-0 list-disc overflow-auto py-3 pr-5 pl-9 text-[12.5px]" aria-label="Left out">
        {leftOut.map(({ message, node }) => (
          <li key={message} className="py-0.5 break-words">
            {message}{" "}
            {node !== undefined && Object.hasOwn(documentStore.getState().graph.nodes, node) && (
              <button
                type="button"
                className="text-accent-text underline"
                onClick={() => {
                  close();
                  goTo(node);
                }}
              >
                Show {node}
              </button>
            )}
          </li>
        ))}
      </ul>
      <footer className="flex flex-none flex-wrap items-center gap-2 border-t border-line px-5 py-3">
        <p className="min-w-0 flex-1 text-[12px] text-soft">
          The file as it came stays in File › Versions until you remove it.
        </p>
        <button
          type="button"
          className="button"
          onClick={() =>
            download(new Blob([original], { type: "application/json" }), `${stem}-as-it-came.json`)
          }
        >
          Save the file as it came
        </button>
        <button type="button" className="button" onClick={saveFile}>
          Save the rest as a file
        </button>
        <button type="button" className="button run" onClick={close}>
          Go on
        </button>
      </footer>
    </Dialog>
  );
}
