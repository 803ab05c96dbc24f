import { durationText } from "../compile/amounts";
import type { RunEvent } from "../engine/protocol";
import { printable } from "./words";

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Tells how a run goes on: a bar that is redrawn on a terminal, one line for each new thing elsewhere. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #live: boolean;
  #bar = "";
  #drawn = 0;
  #lastText = "";
  /** A network's node is done once by itself, and again with every table of features: told once. */
  readonly #told = new Set<string>();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#live = terminal.isTTY === true;
  }

  tell(event: RunEvent): void {
    switch (event.kind) {
      case "running":
        this.#show(event.node, undefined);
        break;
      case "progress": {
        const text = `${event.node}${event.text ? `: ${event.text}` : ""}`;
        if (this.#live) this.#show(text, event.total > 0 ? event.done / event.total : undefined);
        else if (event.text && text !== this.#lastText) this.line(text);
        this.#lastText = text;
        break;
      }
      case "fetch": {
        const { node, done, total } = event;
        const amount = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
        this.#show(
          `${node}: fetched ${amount(done)}${total === undefined ? "" : ` of ${amount(total)}`}`,
          total ? done / total : undefined,
        );
        break;
      }
      case "message":
        // What is said of the engine itself has no node.
        this.line(
          `${event.node === "" ? "" : `${event.node}: `}${event.level === "warning" ? "warning: " : ""}${event.text}`,
        );
        break;
      case "step": {
        const { node, status, ms, problem } = event.step;
        if (this.#told.has(`${node} ${status}`)) break;
        this.#told.add(`${node} ${status}`);
        if (status === "done") this.line(`${node}: done in ${durationText(ms)}`);
        else this.line(`${node}: ${status}${problem ? `: ${problem.message}` : ""}`);
        break;
      }
    }
  }

  /** A line that stays. */
  line(text: string): void {
    this.#wipe();
    this.#terminal.write(`${printable(text)}\n`);
    if (this.#bar) this.#terminal.write(this.#bar);
  }

  end(): void {
    this.#wipe();
    this.#bar = "";
  }

  #show(text: string, share: number | undefined): void {
    if (!this.#live) return;
    const now = Date.now();
    if (share !== undefined && share < 1 && now - this.#drawn < 80) return;
    this.#drawn = now;
    this.#wipe();
    const width = 24;
    const filled = Math.round(Math.min(1, Math.max(0, share ?? 0)) * width);
    const bar = share === undefined ? "" : `${"█".repeat(filled)}${"░".repeat(width - filled)} `;
    const percent = share === undefined ? "" : `${Math.floor(share * 100)} %`.padStart(6);
    const room = Math.max(10, (this.#terminal.columns ?? 80) - width - 9);
    this.#bar = `${bar}${percent} ${printable(text).slice(0, room)}`;
    this.#terminal.write(this.#bar);
  }

  #wipe(): void {
    if (this.#live && this.#bar) this.#terminal.write("\r\u001b[2K");
  }
}
