import type { LoadModule, ModuleName } from "./modules";
import relaxedUrl from "./modules/relaxed.wasm?url";
import relaxedSharedUrl from "./modules/relaxed-shared.wasm?url";
import simdUrl from "./modules/simd.wasm?url";
import simdSharedUrl from "./modules/simd-shared.wasm?url";

const urls: Readonly<Record<ModuleName, string>> = {
  simd: simdUrl,
  relaxed: relaxedUrl,
  "simd-shared": simdSharedUrl,
  "relaxed-shared": relaxedSharedUrl,
};

/** The built modules as the page serves them. */
export const fetchModule: LoadModule = async (name) => {
  const response = await fetch(urls[name]);
  if (!response.ok) throw new Error(`${name}.wasm could not be loaded (${response.status})`);
  return response.arrayBuffer();
};
