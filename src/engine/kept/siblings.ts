import { errorText } from "@/error-text";
import { shown } from "../../files/stored";
import { NodeError } from "../../graph/problem";

/** More files belong to no model. */
const MOST = 500;

/**
 * The addresses of the files that a model.json of TensorFlow.js, or the index of a safetensors in parts, names: they lie
 * beside it. Throws NodeError where it names none, or some that lie elsewhere.
 */
export function siblingsOf(text: string, name: string, url: URL): readonly URL[] {
  const names = new Set(namesIn(text, name));
  if (names.size === 0) {
    throw new NodeError(
      `${name} names no files of weights. Give the address of a .safetensors, .pth or .h5 file, or of a TensorFlow.js model.json.`,
    );
  }
  if (names.size > MOST) throw new NodeError(`${name} names ${names.size} files: no model has so many.`);
  return [...names].map((file) => {
    if (!/^[^/\\?#:]+$/.test(file) || file === "." || file === "..") {
      throw new NodeError(
        `${name} names “${shown(file)}”, which does not lie beside it. Download the model and drop its files here.`,
      );
    }
    const sibling = new URL(encodeURIComponent(file), url);
    sibling.search = url.search;
    return sibling;
  });
}

function namesIn(text: string, name: string): readonly string[] {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (cause) {
    throw new NodeError(`${name} is no JSON (${shown(errorText(cause))}). Look at the address.`);
  }
  const { weightsManifest: groups, weight_map: map } = isRecord(root) ? root : {};
  if (Array.isArray(groups)) {
    return groups.flatMap((group) =>
      isRecord(group) && Array.isArray(group.paths) ? group.paths.map(String) : [],
    );
  }
  return isRecord(map) ? Object.values(map).map(String) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
