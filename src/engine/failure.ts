import { NodeError } from "../graph/problem";
import { DeviceLost } from "./lost-device";
import type { Failure } from "./protocol";

/** What went wrong on one side of a worker's door, as plain data for the other: a user's mistake, or our own bug. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DeviceLost) return { message: error.message, isLost: true };
  if (error instanceof NodeError) {
    const { insert: _, ...details } = error.details;
    return { message: error.message, problem: { severity: "error", message: error.message, ...details } };
  }
  if (error instanceof Error) {
    console.error(error);
    return { message: error.message, ...(error.stack ? { stack: error.stack } : {}) };
  }
  return { message: String(error) };
}

/** The same error on the other side. */
export function errorOf({ message, problem, stack }: Failure): Error {
  if (problem) {
    const { severity: _, message: __, node: ___, fix: ____, cause: _____, ...details } = problem;
    return new NodeError(message, details);
  }
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
