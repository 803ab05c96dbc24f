import { useEffect, useState } from "react";
import { isModelNode } from "@/graph/node";
import { registry } from "@/registry";
import { useSession } from "../state/editor";
import { type EngineState, sessionStore } from "../state/session-store";
import { timeLeft, timeLeftText } from "../state/time-left";

/** The slim strip at the bottom: what goes on, where it runs, and that nothing leaves the machine. */
export function StatusBar() {
  const status = useSession((state) => state.status);
  const state = useSession(({ run }) => run.state);
  return (
    <footer className="relative flex h-[30px] flex-none items-center gap-3 border-t border-line bg-panel px-3 text-[12px]">
      {state !== "idle" && (
        <i className="absolute inset-x-0 -top-px h-[2px] overflow-hidden bg-[color-mix(in_oklab,var(--accent)_20%,transparent)]">
          <i
            className="block h-full w-1/3 animate-[tl-seek_1.4s_ease-in-out_infinite_alternate] bg-accent data-[held=true]:[animation-play-state:paused]"
            data-held={state === "paused"}
          />
        </i>
      )}
      <p
        role="status"
        className="min-w-0 flex-1 truncate data-[bad=true]:text-bad"
        data-bad={status.startsWith("Failed")}
        title={status}
      >
        {status}
      </p>
      {state !== "idle" && <Elapsed held={state === "paused"} />}
      <EnginePill />
    </footer>
  );
}

/**
 * Seconds that the run has worked, and about how long it still takes: it moves, so one sees that something is done; while it
 * is paused it stands.
 */
function Elapsed({ held }: { readonly held: boolean }) {
  const [ms, setMs] = useState(0);
  const [left, setLeft] = useState("");
  useEffect(() => {
    if (held) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const passed = now - last;
      last = now;
      setMs((before) => before + passed);
      const { run, runs } = sessionStore.getState();
      const ahead = timeLeft(run.expected, runs, (node) => isNetwork(run.graph?.nodes[node]?.type), now);
      setLeft(ahead === undefined ? "" : ` · ${timeLeftText(ahead)}`);
    }, 500);
    return () => clearInterval(timer);
  }, [held]);
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  return (
    <span className="flex-none whitespace-nowrap text-soft" aria-hidden="true">
      {Math.floor(seconds / 60)}:{two(seconds % 60)}
      {left}
    </span>
  );
}

function isNetwork(type: string | undefined): boolean {
  const definition = registry.get(type ?? "");
  return definition !== undefined && isModelNode(definition);
}

const DOT = { off: "var(--faint)", starting: "var(--warn)", ready: "var(--ok)", failed: "var(--bad)" };

function EnginePill() {
  const engine = useSession((state) => state.engine);
  const info = engine.info;
  const details = info
    ? `${info.reason}\n${info.threads} ${info.threads === 1 ? "thread" : "threads"} · engine ${info.version}`
    : engine.text;
  return (
    <button
      type="button"
      className="flex min-w-0 items-center gap-1.5 rounded px-1 text-[11.5px] text-soft hover:text-ink"
      title={`${details}\nClick for memory, versions and a report.`}
      onClick={() => sessionStore.setState({ machineOpen: true })}
    >
      <i className="size-[7px] flex-none rounded-full" style={{ background: DOT[engine.state] }} />
      <span className="truncate">{where(engine)} · Nothing leaves this machine</span>
    </button>
  );
}

/** Short enough for a strip; the whole reason is in the hover. */
function where({ info, text }: EngineState): string {
  if (info?.device !== "wasm" || info.reason.length <= 48) return text;
  const software = /swiftshader|llvmpipe|software|basic render/i.test(info.reason);
  return software ? "CPU (WASM): no GPU found" : "CPU (WASM): faster than this GPU";
}
