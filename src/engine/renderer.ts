/** The name of what draws: a GPU, or an emulator such as SwiftShader. `undefined` where there is no WebGL 2. */
export function webglRenderer(): string | undefined {
  const context = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!context) return undefined;
  const names = context.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof name === "string" ? shortName(name) : "an unnamed renderer";
}

const EMULATORS = ["SwiftShader", "llvmpipe", "softpipe", "Microsoft Basic Render Driver"] as const;

/** Whether the name is that of a known emulator: for the sentence only, the choice is made by measurement. */
export function isEmulator(name: string): boolean {
  return EMULATORS.some((emulator) => name.includes(emulator));
}

/**
 * What a person calls it, from what the browser says: `ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified
 * Version)` is Apple M2, `ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x2504) Direct3D11 vs_5_0 …)` NVIDIA GeForce RTX 3060.
 */
export function shortName(name: string): string {
  const emulator = EMULATORS.find((known) => name.includes(known));
  if (emulator) return emulator;
  const angle = /^ANGLE \([^,]*, (.*), [^,]*\)$/.exec(name)?.[1] ?? name;
  return angle
    .replace(/^ANGLE Metal Renderer: /, "")
    .replace(/^Vulkan [\d.]+ \((.*)\)$/, "$1")
    .replace(/\s*\(0x[0-9A-Fa-f]+\).*$/, "")
    .replace(/\/PCIe.*$|\s+Direct3D\d.*$|, OpenGL.*$|, or similar$/, "")
    .trim();
}
