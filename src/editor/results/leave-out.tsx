import { EyeOff, RotateCcw } from "lucide-react";
import { dataNodeOf, leaveOut, namesLeftOut, putBack } from "../actions/leave-out";
import { useDocument } from "../state/editor";
import { titleOf } from "../state/titles";

/** Takes a picture out of the data, as an edit of the graph, and puts it back. */
export function LeaveOut({ node, name }: { readonly node: string; readonly name: string }) {
  const data = useDocument(({ graph }) => dataNodeOf(graph, node));
  const isOut = useDocument(({ graph }) => data !== undefined && namesLeftOut(graph, data).includes(name));
  const title = useDocument(({ graph }) => (data === undefined ? "" : titleOf(graph, data)));
  if (data === undefined) return null;
  return isOut ? (
    <>
      <button type="button" className="button small" onClick={() => putBack(data, name)}>
        <RotateCcw size={13} aria-hidden /> Put this picture back
      </button>
      <p className="w-full text-[12px] text-soft" role="status">
        Left out of {title}. Run again to see what it changes.
      </p>
    </>
  ) : (
    <button
      type="button"
      className="button small"
      title={`The ${title} node gives it out no longer. Undo brings it back.`}
      onClick={() => leaveOut(data, name)}
    >
      <EyeOff size={13} aria-hidden /> Leave this picture out
    </button>
  );
}

/** The same as a small sign beside a picture's name. */
export function LeaveOutSign({ node, name }: { readonly node: string; readonly name: string }) {
  const data = useDocument(({ graph }) => dataNodeOf(graph, node));
  const isOut = useDocument(({ graph }) => data !== undefined && namesLeftOut(graph, data).includes(name));
  if (data === undefined) return null;
  const label = isOut ? `Put ${name} back` : `Leave ${name} out`;
  return (
    <>
      {isOut && <span className="text-[11px] text-soft">left out: run again</span>}
      <button
        type="button"
        className="button icon small plain text-soft"
        aria-label={label}
        title={label}
        onClick={() => (isOut ? putBack(data, name) : leaveOut(data, name))}
      >
        {isOut ? <RotateCcw size={13} aria-hidden /> : <EyeOff size={13} aria-hidden />}
      </button>
    </>
  );
}
