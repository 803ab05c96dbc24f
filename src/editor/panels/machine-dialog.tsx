import { useEffect, useState } from "react";
import type { KeptList } from "@/engine/protocol";
import { errorText } from "@/error-text";
import { version } from "../../../package.json";
import { machineFacts } from "../actions/engine";
import { documentStore, useSession } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { bugReport, factsText, type MemoryFacts, type ReportFacts } from "./bug-report";
import { Dialog } from "./dialog";
import { toast } from "./toast";

const close = () => sessionStore.setState({ machineOpen: false });

/** The panel of what this machine has and does, if it is open. */
export function MachineDialog() {
  return useSession((state) => state.machineOpen) ? <Panel /> : null;
}

function Panel() {
  const engine = useSession((state) => state.engine);
  const log = useSession((state) => state.log);
  const [asked, setAsked] = useState<{ memory?: MemoryFacts; kept?: KeptList; fault?: string }>({});
  useEffect(() => {
    machineFacts()
      .then(setAsked)
      .catch((error) => setAsked({ fault: errorText(error) }));
  }, []);
  const facts: ReportFacts = {
    version,
    browser: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isIsolated: globalThis.crossOriginIsolated,
    engine: engine.info,
    engineText: engine.text,
    memory: asked.memory,
    kept: asked.kept,
    classes: Object.values(sessionStore.getState().facts.data).flatMap((data) => data?.classes ?? []),
    graph: documentStore.getState().graph,
    log,
  };
  const report = bugReport(facts);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(report);
      toast("The report is copied");
    } catch {
      toast("This browser does not let the page copy", {
        bad: true,
        description: "Select the text and copy it.",
      });
    }
  };
  return (
    <Dialog
      title="This machine"
      words="What Tensorloom runs on here. Nothing of it is sent anywhere."
      close={close}
      actions={
        <button type="button" className="button small fix" onClick={() => void copy()}>
          Copy report
        </button>
      }
    >
      <div className="min-h-0 overflow-auto px-5 py-3 text-[12.5px]">
        {asked.fault && (
          <p className="mb-2 text-bad" role="alert">
            {asked.fault}
          </p>
        )}
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
          {factsText(facts).map(([name, text]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="min-w-0 break-words">{text}</dd>
            </div>
          ))}
        </dl>
        <h3 className="mt-4 mb-1 font-semibold">The report</h3>
        <p className="mb-1.5 text-soft">
          For whoever looks into a fault. Titles, notes, names of files and classes and addresses are left
          out.
        </p>
        <textarea
          className="field h-44 w-full resize-y py-2 font-mono text-[11.5px] leading-normal"
          aria-label="The report"
          readOnly
          value={report}
        />
      </div>
    </Dialog>
  );
}
