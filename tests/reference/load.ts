import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A tensor of a case: as the file has it, in torch's layout. */
export interface Tensor {
  readonly dtype: string;
  readonly shape: number[];
  readonly data: Uint8Array | Float32Array | Float64Array | Int32Array | BigInt64Array;
}

/** What a solver gives back for an output; the numbers may be of any kind. */
export interface Answer {
  readonly shape: number[];
  readonly data: ArrayLike<number>;
}

export interface Tolerance {
  readonly atol: number;
  readonly rtol: number;
  readonly max_outlier_frac?: number;
  /** Places that no two runs agree on: parameters whose gradient is rounding noise. */
  readonly ignore_indices?: readonly number[];
}

interface TensorReference {
  readonly file: string;
  readonly tensor: string;
  readonly dtype: string;
  readonly shape: number[];
  readonly layout?: string;
  readonly tol?: Tolerance;
}

/** One entry of manifest.json. */
export interface Case {
  readonly id: string;
  readonly group: string;
  readonly level: string;
  readonly call: string;
  readonly params: Record<string, unknown>;
  readonly inputs: Record<string, TensorReference>;
  readonly outputs: Record<string, TensorReference>;
}

/** Answers a case from its inputs, or says why it does not. */
export type Solve = (
  c: Pick<Case, "id" | "group" | "call" | "params"> & { inputs: Record<string, unknown> },
  inputs: Record<string, Tensor>,
) => Record<string, Answer> | { skip: string };

/** Whether a solver gave a reason in place of answers. */
export function isSkipped(answers: ReturnType<Solve>): answers is { skip: string } {
  return typeof answers.skip === "string";
}

/** A reference folder: its cases, and their tensors read when asked for. */
export interface Reference {
  readonly cases: Case[];
  tensor(reference: { file: string; tensor: string }): Tensor;
}

/** Where the numbers made by torch are: `REFERENCE_DIR`, or the folder next to the project's. */
export const referenceFolder = process.env.REFERENCE_DIR ?? "../shared/reference";

/** The reference folder, or undefined where there is none. */
export function loadReference(folder: string = referenceFolder): Reference | undefined {
  const manifest = join(folder, "manifest.json");
  if (!existsSync(manifest)) return undefined;
  const { cases } = JSON.parse(readFileSync(manifest, "utf8")) as { cases: Case[] };
  const files = new Map<string, Map<string, Tensor>>();
  return {
    cases,
    tensor({ file, tensor }) {
      let tensors = files.get(file);
      if (!tensors) {
        tensors = readSafetensors(readFileSync(join(folder, file)));
        files.set(file, tensors);
      }
      const found = tensors.get(tensor);
      if (!found) throw new Error(`${file} has no tensor ${tensor}.`);
      return found;
    },
  };
}

const ARRAYS = {
  U8: Uint8Array,
  BOOL: Uint8Array,
  I32: Int32Array,
  I64: BigInt64Array,
  F32: Float32Array,
  F64: Float64Array,
};

/** safetensors: 8 bytes of little-endian header length, a JSON header, raw data. */
function readSafetensors(file: Uint8Array): Map<string, Tensor> {
  const bytes = new Uint8Array(file);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
    string,
    { dtype: keyof typeof ARRAYS; shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets } = entry;
    const raw = bytes.slice(8 + length + data_offsets[0], 8 + length + data_offsets[1]);
    tensors.set(name, { dtype, shape, data: new ARRAYS[dtype](raw.buffer) });
  }
  return tensors;
}

/**
 * Undefined when `answer` passes the manifest's rule for this output, else a sentence that says by how much it fails.
 * A tolerance-less (informative) output passes always.
 */
export function disagreement(
  answer: Answer | undefined,
  expected: Tensor,
  tolerance?: Tolerance,
): string | undefined {
  if (!tolerance) return undefined;
  if (!answer) return "no answer was given";
  if (answer.shape.join() !== expected.shape.join())
    return `expected shape [${expected.shape}], got [${answer.shape}]`;
  if (answer.data.length !== expected.data.length)
    return `expected ${expected.data.length} numbers, got ${answer.data.length}`;
  const ignored = new Set(tolerance.ignore_indices);
  let failing = 0;
  let first = "";
  for (let i = 0; i < expected.data.length; i++) {
    if (ignored.has(i)) continue;
    const want = Number(expected.data[i]);
    const got = Number(answer.data[i]);
    if (got === want || Math.abs(got - want) <= tolerance.atol + tolerance.rtol * Math.abs(want)) continue;
    if (failing++ === 0) first = `at ${i} expected ${want}, got ${got}`;
  }
  if (failing <= (tolerance.max_outlier_frac ?? 0) * expected.data.length) return undefined;
  return `${failing} of ${expected.data.length} differ: ${first}`;
}
