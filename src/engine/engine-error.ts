import type { Failure } from "./protocol";

/** The engine could not do what was asked. `problem` is there when it was a mistake in the graph or the data. */
export class EngineError extends Error {
  readonly problem: Failure["problem"];
  /** The engine is gone: started anew, it goes on from the last checkpoint. */
  readonly isLost: boolean;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = "EngineError";
    this.problem = failure.problem;
    this.isLost = failure.isLost === true;
    if (failure.stack) this.stack = failure.stack;
  }
}
