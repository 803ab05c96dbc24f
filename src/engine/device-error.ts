import { errorText } from "@/error-text";
import { bytesText } from "../compile/amounts";
import { NodeError } from "../graph/problem";
import { DeviceFull } from "./full-device";

/** What a device could not do, in words where TensorFlow.js only tells of textures; any other error as it is. */
export function deviceError(error: unknown): unknown {
  if (error instanceof DeviceFull) return full(error);
  if (error instanceof RangeError && /allocation failed|Invalid typed array length/i.test(error.message))
    return new NodeError(
      `The browser ran out of memory in this step. ${ADVICE} Closing other tabs may help too. What was done before is kept.`,
    );
  const message = errorText(error);
  const sizes = /Requested texture size \[(\d+)x(\d+)\] greater than WebGL maximum.*\[(\d+)x(\d+)\]/.exec(
    message,
  );
  if (!sizes) return error;
  const [, height, width, most] = sizes.map(Number);
  const [got, expected] = [millions(Number(height) * Number(width)), millions(Number(most) ** 2)];
  return new NodeError(
    `A step needs ${got} numbers in one piece, and WebGL on this GPU takes ${expected} (textures of ${most} by ${most}). Freeze the largest layers, or take smaller pictures, a smaller batch or a narrower network; the CPU engine (WASM) has no such limit.`,
    { expected: `at most ${expected} numbers`, got },
  );
}

const ADVICE = "Take a smaller batch, smaller pictures or a narrower network.";

function full({ needed, held }: DeviceFull): NodeError {
  if (needed === undefined || held === undefined)
    return new NodeError(
      `The GPU's memory is full. ${ADVICE} The CPU engine (WASM) may hold more. What was done before is kept.`,
    );
  const [got, there] = [bytesText(needed), bytesText(held)];
  return new NodeError(
    `The CPU engine's memory is full: it holds ${there}, which is nearly all that it can address, and this step needs ${got} more in one piece. ${ADVICE} What was done before is kept.`,
    { expected: "less than 4 GB in all", got: `${there} and ${got} more` },
  );
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} million`;
}
