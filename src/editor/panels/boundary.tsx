import { Component, type ReactNode } from "react";
import { errorText } from "@/error-text";
import { addLog } from "../state/session-store";

interface Props {
  /** As a sentence begins with it: "The canvas". */
  readonly part: string;
  /** Where the words stand: in the part's own room, in one line of the page, or over the page, where dialogs are. */
  readonly place?: keyof typeof PLACES;
  /** Leaves it alone, where it can be left. */
  readonly close?: () => void;
  readonly children: ReactNode;
}

const PLACES = {
  room: "h-full flex-col items-start overflow-auto p-4",
  line: "h-12 flex-none items-center overflow-hidden border-b border-line px-3 [&>p]:truncate",
  over: "fixed inset-x-4 bottom-12 z-60 mx-auto max-w-[480px] flex-col items-start rounded-lg border border-line p-4 shadow-[var(--shadow-high)]",
};

/**
 * A part of the page that fails for itself: the others go on, and the graph is kept. Without it one mistake while drawing
 * would take the whole page away.
 */
export class Boundary extends Component<Props, { readonly message: string | undefined }> {
  override state: { readonly message: string | undefined } = { message: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { message: errorText(error) };
  }

  override componentDidCatch(error: unknown) {
    addLog(
      "error",
      `${this.props.part} failed while it was drawn: ${error instanceof Error ? error.message : error}`,
    );
  }

  override render() {
    const { message } = this.state;
    const { part, place = "room", close, children } = this.props;
    if (message === undefined) return children;
    return (
      <div role="alert" className={`flex gap-2 bg-panel text-sm ${PLACES[place]}`}>
        <p>{part} failed while it was drawn, by a mistake of the page. Your graph is kept.</p>
        <p className="opacity-70">{message.slice(0, 300)}</p>
        <span className="flex flex-none gap-2">
          <button type="button" className="button" onClick={() => this.setState({ message: undefined })}>
            Draw it again
          </button>
          {close && (
            <button type="button" className="button" onClick={close}>
              Close
            </button>
          )}
        </span>
      </div>
    );
  }
}
