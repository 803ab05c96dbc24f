import type { GPGPUProgram } from "@tensorflow/tfjs-backend-webgl";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WebglBackend } from "./backend";

/**
 * The same numbers packed two by two in a texture of just this size: the tensor itself where it lies so already, a copy
 * otherwise, which is the caller's to free.
 */
export function asPacked(
  backend: WebglBackend,
  given: TensorInfo,
  shape: readonly number[],
  size: readonly [height: number, width: number],
): TensorInfo {
  if (!areEqual(given.shape, shape))
    throw new Error(`A tensor of ${given.shape} stands where one of ${shape} is needed.`);
  if (lies(backend, given, shape, size)) return given;
  // tfjs packs what it has not, uploads what the host holds, and reshapes what lies otherwise.
  const copy: GPGPUProgram = {
    variableNames: ["x"],
    outputShape: [...shape],
    packedInputs: true,
    packedOutput: true,
    userCode: "void main() { setOutput(getXAtOutCoords()); }",
  };
  const { texture, isPacked } = backend.texData.get(given.dataId);
  const made =
    texture && !isPacked
      ? backend.packTensor(given)
      : backend.runWebGLProgram(copy, [given], "float32", undefined, true);
  if (!lies(backend, made, shape, size)) {
    backend.disposeIntermediateTensorInfo(made);
    throw new Error(`TensorFlow.js packs a tensor of ${shape} otherwise than was thought.`);
  }
  return made;
}

function lies(
  backend: WebglBackend,
  { dataId }: TensorInfo,
  shape: readonly number[],
  size: readonly [number, number],
): boolean {
  const { texture, isPacked, slice, shape: own, texShape } = backend.texData.get(dataId);
  return Boolean(texture && isPacked && !slice) && areEqual(own, shape) && areEqual(texShape ?? [], size);
}

function areEqual(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((size, at) => size === other[at]);
}
