import { Download, Square } from "lucide-react";
import { useState } from "react";
import { bytesText, durationText } from "@/compile/amounts";
import { addressHost } from "@/graph/address";
import { fetchFor, stopFetch } from "../actions/weights";
import { useDocument, useSession } from "../state/editor";
import { type Fetching, useWeights } from "../state/weights-store";

/** Weights from an address: one that the user types, or one that came with the graph. Nothing is fetched unasked. */
export function AddressField({ id }: { readonly id: string }) {
  const asset = useDocument(({ graph }) => graph.assets[id]);
  const atHand = useSession(({ facts }) => facts.files.has(id));
  const fetching = useWeights((state) => state.fetching[id]);
  const [text, setText] = useState("");
  const isGoing = fetching?.state === "going";
  const { url, name, bytes = 0, arrays } = asset ?? {};
  return (
    <div className="mt-2 grid gap-2">
      {url !== undefined && !atHand && !isGoing && (
        <div className="rounded-lg border border-line bg-bg px-3 py-2.5">
          <p className="mb-2 text-[12.5px]">
            This graph asks for <b>{name}</b> ({bytesText(bytes)}) from{" "}
            <b className="break-all">{addressHost(url)}</b>.
          </p>
          <p className="mb-2 text-[11.5px] break-all text-soft">{url}</p>
          <button type="button" className="button small fix" onClick={() => fetchFor(id, url)}>
            <Download size={13} aria-hidden /> Fetch
          </button>
        </div>
      )}
      {url !== undefined && atHand && arrays && !isGoing && (
        <p className="text-[12px] text-soft">
          {arrays.length} arrays of it were fetched, those that this node needed.{" "}
          <button type="button" className="text-accent-text underline" onClick={() => fetchFor(id, url)}>
            Fetch what it needs now
          </button>
        </p>
      )}
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          fetchFor(id, text.trim());
        }}
      >
        <input
          type="text"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          className="field min-w-0"
          aria-label="From an address"
          placeholder="From an address: https://…"
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button small h-[30px]!" disabled={text.trim() === "" || isGoing}>
          <Download size={13} aria-hidden /> Fetch
        </button>
      </form>
      {fetching && <Progress id={id} fetching={fetching} />}
    </div>
  );
}

/** A bar, how much of how much, and how long still; or why it ended, and the button that goes on. */
function Progress({ id, fetching }: { readonly id: string; readonly fetching: Fetching }) {
  const { url, state, done, total, secondsLeft, text, canGoOn } = fetching;
  const amount = total === undefined ? bytesText(done) : `${bytesText(done)} of ${bytesText(total)}`;
  const left = secondsLeft === undefined ? "" : ` · ${durationText(1000 * secondsLeft)} left`;
  const share = total ? done / total : undefined;
  if (state === "going") {
    return (
      <div>
        <div
          role="progressbar"
          aria-label="Weights fetched"
          aria-valuemin={0}
          aria-valuemax={100}
          {...(share === undefined ? {} : { "aria-valuenow": Math.floor(100 * share) })}
          aria-valuetext={amount}
          className="h-1.5 overflow-hidden rounded-full bg-raised"
        >
          <div className="h-full rounded-full bg-accent" style={{ width: `${100 * (share ?? 0)}%` }} />
        </div>
        <div className="mt-1.5 flex items-center justify-between gap-2 text-[12px] text-soft">
          <span>
            {done === 0 && total === undefined ? `Asking ${addressHost(url)}…` : `${amount}${left}`}
          </span>
          <button
            type="button"
            className="button small"
            aria-label="Stop fetching"
            onClick={() => stopFetch(id)}
          >
            <Square size={10} fill="currentColor" aria-hidden /> Stop
          </button>
        </div>
      </div>
    );
  }
  return (
    <div>
      <p className={`text-[12px] ${text ? "text-bad" : "text-soft"}`} role={text ? "alert" : "status"}>
        {text ?? `Stopped after ${amount}. What came is kept.`}
      </p>
      <div className="mt-1.5 flex items-center gap-2 text-[12px] text-soft">
        <button type="button" className="button small" onClick={() => fetchFor(id, url)}>
          {canGoOn ? "Go on" : "Try again"}
        </button>
        {text && done > 0 && canGoOn && <span>{amount} came</span>}
      </div>
    </div>
  );
}
