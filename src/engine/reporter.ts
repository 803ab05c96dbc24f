import type { Figure, Film } from "../figures/figure";
import type { Report } from "../graph/run";
import type { RunEvent } from "./protocol";

/** At most this often a node's progress is told: the eye sees no more, and messages cost. */
const INTERVAL_MS = 50;

/** What a node says while it runs, as events of its run. */
export class Reporter implements Report {
  readonly #emit: (event: RunEvent) => void;
  readonly #run: number;
  readonly #node: string;
  #last = Number.NEGATIVE_INFINITY;

  constructor(emit: (event: RunEvent) => void, run: number, node: string) {
    this.#emit = emit;
    this.#run = run;
    this.#node = node;
  }

  progress(done: number, total: number, text?: string): void {
    const now = performance.now();
    if (done < total && now - this.#last < INTERVAL_MS) return;
    this.#last = now;
    const event = { run: this.#run, kind: "progress", node: this.#node, done, total } as const;
    this.#emit(text === undefined ? event : { ...event, text });
  }

  message(level: "info" | "warning", text: string): void {
    this.#emit({ run: this.#run, kind: "message", node: this.#node, level, text });
  }

  preview(figure: Figure): void {
    this.#emit({ run: this.#run, kind: "preview", node: this.#node, figure });
  }

  film(film: Film): void {
    this.#emit({ run: this.#run, kind: "film", node: this.#node, film });
  }
}
