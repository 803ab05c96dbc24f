import { History } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { plan } from "@/compile/plan";
import type { KeptTraining } from "@/engine/protocol";
import { errorText } from "@/error-text";
import { registry } from "@/registry";
import { removeTraining, unfinishedTrainings } from "../actions/engine";
import { runGraph } from "../actions/run";
import { toast } from "../panels/toast";
import { whenText } from "../start/when-text";
import { useDerived, useSession } from "../state/editor";
import { titleInSentence } from "../state/titles";

/** Offers to go on with a training of this very graph that was cut off: by Stop, a closed tab or a crash. */
export default function CutOffBar() {
  const machine = useSession((session) => session.machine);
  const isIdle = useSession((session) => session.run.state === "idle");
  const checked = useDerived((derived) => derived.checked);
  const [kept, setKept] = useState<readonly KeptTraining[]>([]);
  useEffect(() => {
    // Known once the engine is ready, and anew after each run.
    if (machine && isIdle)
      unfinishedTrainings()
        .then(setKept)
        .catch(() => setKept([]));
  }, [machine, isIdle]);
  const found = useMemo(() => {
    if (kept.length === 0 || !machine) return undefined;
    for (const step of plan(checked, registry).steps) {
      const training = kept.find(({ key }) => key === `${machine.device}:${step.key}`);
      if (training) return { training, node: step.nodes[0] };
    }
    return undefined;
  }, [kept, machine, checked]);
  if (!found || !isIdle) return null;
  const { training, node } = found;
  const forget = async () => {
    setKept((all) => all.filter(({ key }) => key !== training.key));
    try {
      await removeTraining(training.key);
    } catch (error) {
      toast("It could not be forgotten", {
        bad: true,
        description: errorText(error),
      });
    }
  };
  return (
    <section className="tl-notice" aria-label="Training that was cut off">
      <History size={15} aria-hidden className="flex-none text-soft" />
      <p className="min-w-0">
        <strong className="font-semibold">
          {`${capital(titleInSentence(checked.graph, node))} was cut off in epoch ${training.epoch + 1} of ${training.epochs}`}
        </strong>
        {`, ${whenText(training.at, Date.now())}. It can go on from there, with the numbers of a training that never stopped.`}
      </p>
      <button type="button" className="button small fix" onClick={() => void runGraph()}>
        Go on
      </button>
      <button type="button" className="button small" onClick={() => void forget()}>
        Forget it
      </button>
    </section>
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
