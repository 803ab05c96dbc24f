import { Eye } from "lucide-react";
import { useEffect, useState } from "react";
import { errorText } from "@/error-text";
import { toast } from "../panels/toast";
import { documentStore } from "../state/editor";
import { takeOver } from "./current";
import { useSaving } from "./saving-store";

/** Says that the graph is changed in another tab, and offers to change it here instead. */
export function ReadOnlyBar() {
  const readOnly = useSaving((state) => state.readOnly);
  return readOnly ? <Bar /> : null;
}

function Bar() {
  const [busy, setBusy] = useState(false);
  useEffect(() => documentStore.subscribe(sayRefused), []);
  const take = async () => {
    setBusy(true);
    try {
      await takeOver();
    } catch (error) {
      toast("This tab could not take over", {
        bad: true,
        description: errorText(error),
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="tl-notice" aria-label="Read only">
      <Eye size={15} aria-hidden className="flex-none text-soft" />
      <p className="min-w-0">
        <strong className="font-semibold">You can look, not change.</strong> This graph is open in another
        tab; what is done there is shown here.
      </p>
      <button type="button" className="button small fix" disabled={busy} onClick={take}>
        {busy ? "Taking over…" : "Take over"}
      </button>
    </section>
  );
}

/** One word for many tries: it stays where it is and is said again. */
function sayRefused(state: { refused: number }, before: { refused: number }): void {
  if (state.refused === before.refused) return;
  toast("Nothing was changed", {
    id: "tl-read-only",
    description: "This graph is open in another tab. Take over to change it here.",
  });
}
