import { CircleAlert, CircleCheck, X } from "lucide-react";
import type { Finding } from "@/walkthrough/author/check";
import type { Walkthrough } from "@/walkthrough/document";
import { authorStore, useAuthor } from "./author-store";
import { IconButton } from "./small-buttons";
import { checkDraft, goToDraftStep } from "./writing";

/** What the check found, each sentence leading to its step. */
export function FindingsList({ draft }: { readonly draft: Walkthrough }) {
  const checked = useAuthor((state) => state.checked);
  if (!checked) return null;
  const isOld = checked.draft !== draft;
  return (
    <section className="findings" aria-label="What the check found">
      <div className="flex items-center gap-1" role="status">
        {checked.found.length === 0 ? (
          <p className="flex flex-1 items-center gap-2 font-medium text-ok">
            <CircleCheck size={15} aria-hidden className="flex-none" /> Show me reaches every goal.
          </p>
        ) : (
          <p className="flex-1 font-medium">
            {checked.found.length} {checked.found.length === 1 ? "thing" : "things"} to look at
          </p>
        )}
        {isOld && (
          <button type="button" className="button small" onClick={checkDraft}>
            Check again
          </button>
        )}
        <IconButton
          icon={X}
          words="Close the check"
          act={() => authorStore.setState({ checked: undefined })}
        />
      </div>
      {checked.found.length === 0 ? (
        <p className="text-[12px] text-soft">
          Nothing has run: whether a number is reached, a run shows. Then play it once by hand.
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
        <ul className="grid max-h-40 gap-1 overflow-y-auto" tabIndex={0}>
          {checked.found.map((finding) => (
            <li key={`${finding.step} ${finding.text}`}>
              <FindingLine finding={finding} draft={draft} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FindingLine({ finding, draft }: { readonly finding: Finding; readonly draft: Walkthrough }) {
  const { step, weight, text } = finding;
  const at = draft.steps.findIndex(({ id }) => id === step);
  return (
    <button
      type="button"
      className="flex w-full items-start gap-2 rounded-md px-1 py-0.5 text-left hover:bg-raised"
      onClick={() => goToDraftStep(at < 0 ? undefined : step)}
    >
      <CircleAlert
        size={14}
        aria-hidden
        className="mt-0.5 flex-none"
        color={weight === "fault" ? "var(--bad)" : "var(--warn)"}
      />
      <span className="min-w-0">
        <b className="font-semibold">{at < 0 ? "About" : `Step ${at + 1}`}:</b> {text}
      </span>
    </button>
  );
}
