import { useEffect, useMemo, useRef, useState } from "react";
import { say } from "../actions/say";
import { documentStore, getDerived } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { portChoices } from "./port-choices";

/** The ports that a port can be wired to, by the keyboard: arrows, letters, Enter. Those that do not fit say why. */
export function PortListbox(props: {
  readonly reference: string;
  readonly side: "input" | "output";
  readonly close: () => void;
}) {
  const { reference, side, close } = props;
  const choices = useMemo(() => portChoices(getDerived().checked, reference, side), [reference, side]);
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  useEffect(() => {
    box.current?.querySelector(`#choice-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const take = (at: number) => {
    const choice = choices[at];
    if (!choice) return;
    if (choice.reason !== undefined) {
      sessionStore.setState({ status: choice.reason });
      return;
    }
    const [from, to] = side === "input" ? [choice.reference, reference] : [reference, choice.reference];
    documentStore.getState().apply({ kind: "connect", from, to });
    say(`Wired ${from} to ${to}`);
    close();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Tab") return close();
    if (event.key === "Escape") close();
    else if (event.key === "Enter") take(active);
    else if (event.key === "ArrowDown") setActive(Math.min(active + 1, choices.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Home") setActive(0);
    else if (event.key === "End") setActive(choices.length - 1);
    else if (event.key.length === 1) {
      const letter = event.key.toLowerCase();
      const begins = (at: number) => choices[at % choices.length]?.text.toLowerCase().startsWith(letter);
      for (let at = active + 1; at <= active + choices.length; at++)
        if (begins(at)) {
          setActive(at % choices.length);
          break;
        }
    }
    event.preventDefault();
  };
  return (
    <div
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={side === "input" ? `What feeds ${reference}` : `Where ${reference} leads`}
      aria-activedescendant={choices.length > 0 ? `choice-${active}` : undefined}
      className="my-1 ml-10 max-h-[180px] max-w-[640px] overflow-y-auto rounded-lg border border-line bg-panel p-1 shadow-[var(--shadow)]"
      onKeyDown={onKeyDown}
      onBlur={close}
    >
      {choices.map(({ reference: other, text, reason }, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus, and its keys do the same.
        <div
          key={other}
          id={`choice-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          aria-disabled={reason !== undefined}
          className="rounded-md px-2 py-0.5 aria-selected:bg-raised"
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(at)}
        >
          <span className={reason === undefined ? "" : "text-soft"}>{text}</span>
          {reason !== undefined && <span className="ml-2 text-[11.5px] text-soft">{reason}</span>}
        </div>
      ))}
      {choices.length === 0 && (
        <p className="px-2 py-0.5 text-soft">No other node has a port on that side.</p>
      )}
    </div>
  );
}
