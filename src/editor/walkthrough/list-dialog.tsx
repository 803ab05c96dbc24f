import { ClipboardCheck, FolderOpen, PencilLine } from "lucide-react";
import { lazy, Suspense } from "react";
import { pickFile } from "../actions/document-files";
import { Dialog } from "../panels/dialog";
import { sayWhy } from "./follow";
import "./walkthrough.css";
import { WalkthroughList } from "./walkthrough-list";
import { walkthroughStore } from "./walkthrough-store";

const DraftsList = lazy(() => import("./author/drafts-list"));

async function writeOne(): Promise<void> {
  const { write } = await import("./author/writing");
  await write();
}

const close = () => walkthroughStore.setState({ dialog: undefined });

/** Walkthroughs to follow. */
export default function ListDialog() {
  return (
    <Dialog
      title="Walkthroughs"
      words="Each opens a graph of its own beside yours, and waits for what you really do. You can leave at any time and go on later."
      close={close}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <div className="min-h-0 overflow-y-auto px-5 py-4" tabIndex={0}>
        <Suspense>
          <DraftsList>
            <WalkthroughList />
          </DraftsList>
        </Suspense>
      </div>
      <footer className="flex flex-none flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
        <button type="button" className="button" onClick={() => writeOne().catch(sayWhy)}>
          <PencilLine size={15} aria-hidden /> Write one…
        </button>
        <button
          type="button"
          className="button"
          onClick={() => walkthroughStore.setState({ dialog: "check" })}
        >
          <ClipboardCheck size={15} aria-hidden /> Check submissions…
        </button>
        <button type="button" className="button" onClick={pickFile}>
          <FolderOpen size={15} aria-hidden /> Open a file…
        </button>
      </footer>
    </Dialog>
  );
}
