import { NodeError } from "../graph/problem";

/** What a device could not do, in words where TensorFlow.js only tells of textures; any other error as it is. */
export function deviceError(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
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

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} million`;
}
