import { openAsBlob, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { GivenFile } from "@/files/file-set";
import { readSafetensors } from "@/files/safetensors";
import { readWeights } from "@/files/weights-file";
import { NodeError } from "@/graph/problem";
import type { StateDict } from "@/module/state";

/** Made by scripts/weight-fixtures.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/weights");

export async function fixture(name: string): Promise<GivenFile> {
  return { path: name, file: await openAsBlob(join(FOLDER, name)) };
}

export async function fixtureFolder(name: string): Promise<GivenFile[]> {
  const files = readdirSync(join(FOLDER, name));
  return Promise.all(files.map((file) => fixture(join(name, file))));
}

export async function fixtureBytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fixture(name)).file.arrayBuffer());
}

export function given(path: string, ...parts: BlobPart[]): GivenFile {
  return { path, file: new Blob(parts) };
}

/** The arrays that every format should give: `fine` in all bits of float32, `coarse` for formats with fewer. */
export async function expected(which: "fine" | "coarse"): Promise<StateDict> {
  const file = which === "fine" ? "fine.safetensors" : "coarse-f16.safetensors";
  return (await readSafetensors((await fixture(file)).file, file)).arrays;
}

/** Same names, same shapes, same bits. */
export function expectSame(got: StateDict, wanted: StateDict): void {
  expect([...got.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [name, { shape, data }] of wanted) {
    const array = got.get(name);
    expect([name, array?.shape]).toEqual([name, shape]);
    expect([name, bits(array?.data)]).toEqual([name, bits(data)]);
  }
}

function bits(data: Float32Array | undefined): number[] {
  return data ? [...new Uint32Array(data.slice().buffer)] : [];
}

/** Refused as the user's own files are: by a NodeError that says so, never by another error. */
export async function expectRefusal(files: readonly GivenFile[], message: RegExp): Promise<void> {
  const error: unknown = await readWeights(files).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(NodeError);
  expect(String(error)).toMatch(message);
}
