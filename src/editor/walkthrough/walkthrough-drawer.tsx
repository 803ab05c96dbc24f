import { GraduationCap } from "lucide-react";
import { Drawer } from "../panels/drawer";
import { sessionStore } from "../state/session-store";
import { useAuthor } from "./author/author-store";
import { PlayerOrAuthor } from "./beside";
import { useShownStep } from "./focus-ring";
import "./walkthrough.css";
import { useWalkthrough } from "./walkthrough-store";

function AuthorWord() {
  const isRecording = useAuthor((state) => state.recording !== undefined);
  const isPicking = useAuthor((state) => state.isPicking);
  return isRecording ? "Recording: stop here" : isPicking ? "Pointing: done here" : "Write";
}

/** The walkthrough where there is no room beside the canvas: a drawer, and a button that says where one is. */
export default function WalkthroughDrawer({ open }: { readonly open: boolean }) {
  const step = useShownStep();
  const isWriting = useWalkthrough((state) => state.isWriting && !state.isPreview);
  const isDone = useWalkthrough(
    ({ progress }) => step !== undefined && progress !== undefined && Object.hasOwn(progress.done, step.id),
  );
  return (
    <>
      {!open && (
        <button
          type="button"
          className="button absolute top-3 right-3 z-10 max-w-[60vw] shadow-[var(--shadow)]"
          onClick={() => sessionStore.setState({ drawer: "walkthrough" })}
        >
          <GraduationCap size={15} aria-hidden className="flex-none" />
          <span className="truncate">
            {isWriting ? <AuthorWord /> : (step?.title ?? "Walkthrough")}
            {isDone ? ": done" : ""}
          </span>
        </button>
      )}
      <Drawer side="right" label="Walkthrough" open={open}>
        <PlayerOrAuthor />
      </Drawer>
    </>
  );
}
