import { PencilLine, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { toast } from "../../panels/toast";
import { sayWhy } from "../follow";
import { type KeptDraft, listDrafts } from "./drafts";
import { removeDraft } from "./remove-draft";
import { IconButton } from "./small-buttons";
import { openDraft } from "./writing";

/**
 * Walkthroughs that are being written in this browser; nothing where there are none. What stands below them comes with them: it
 * would be pushed away under the pointer otherwise.
 */
export default function DraftsList({ children }: { readonly children?: ReactNode }) {
  const [drafts, setDrafts] = useState<readonly KeptDraft[]>();
  const look = () => void listDrafts().then(setDrafts, () => setDrafts([]));
  useEffect(look, []);
  const remove = async (draft: KeptDraft) => {
    const bringBack = await removeDraft(draft);
    look();
    toast(`Deleted the draft ${draft.draft.title}`, {
      action: { label: "Bring it back", act: () => void bringBack().then(look, sayWhy) },
    });
  };
  if (!drafts) return null;
  if (drafts.length === 0) return children;
  return (
    <>
      <section className="mb-4" aria-label="Being written by you">
        <h3 className="mb-1.5 text-[12px] font-semibold">Being written by you</h3>
        <ul className="grid gap-1">
          {drafts.map((kept) => (
            <li key={kept.key} className="flex items-center gap-2 rounded-lg border border-line px-3 py-1.5">
              <button
                type="button"
                className="flex min-w-0 flex-1 items-center gap-2 text-left hover:underline"
                onClick={() => openDraft(kept.key).catch(sayWhy)}
              >
                <PencilLine size={14} aria-hidden className="flex-none text-soft" />
                <span className="truncate">{kept.draft.title || "Untitled"}</span>
                <span className="flex-none text-[11.5px] text-soft">
                  {kept.draft.steps.length} {kept.draft.steps.length === 1 ? "step" : "steps"}
                </span>
              </button>
              <IconButton
                icon={Trash2}
                words={`Delete the draft ${kept.draft.title}`}
                act={() => remove(kept).catch(sayWhy)}
              />
            </li>
          ))}
        </ul>
      </section>
      {children}
    </>
  );
}
