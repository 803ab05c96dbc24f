/** The built modules by name. `relaxed` needs relaxed SIMD; `shared` works on a memory that threads share. */
export type ModuleName = "simd" | "relaxed" | "simd-shared" | "relaxed-shared";

/** Where the bytes of a built module come from: a fetch on a page, a file in Node. */
export type LoadModule = (name: ModuleName) => Promise<BufferSource>;

/** The best module that this browser can run on this memory: relaxed SIMD multiplies and adds in one rounding. */
export async function openModule(
  load: LoadModule,
  shared: boolean,
): Promise<{ name: ModuleName; module: WebAssembly.Module }> {
  const names: readonly ModuleName[] = shared ? ["relaxed-shared", "simd-shared"] : ["relaxed", "simd"];
  for (const name of names) {
    const bytes = await load(name);
    if (WebAssembly.validate(bytes)) return { name, module: await WebAssembly.compile(bytes) };
  }
  throw new Error("This browser runs no WebAssembly SIMD");
}
