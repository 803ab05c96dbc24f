import type { GPGPUContext } from "@tensorflow/tfjs-backend-webgl";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { contextOf, type WebglBackend } from "./backend";

/** A fragment shader of ours, `#version 300 es`, that writes several textures at once. */
export interface DrawProgram {
  readonly source: string;
  /** Samplers, in the order of the textures that are handed over. */
  readonly samplers: readonly string[];
}

export type Uniforms = Readonly<Record<string, number | readonly [number, number] | Four | Float32Array>>;
type Four = readonly [number, number, number, number];

interface Built {
  readonly program: ReturnType<GPGPUContext["createProgram"]>;
  readonly places: Map<string, WebGLUniformLocation | null>;
}

interface Drawer {
  readonly frame: WebGLFramebuffer;
  readonly built: Map<string, Built>;
}

/** A context that was lost takes its programs with it, and its successor starts without any. */
const drawers = new WeakMap<GPGPUContext, Drawer>();

/**
 * One draw over all texels of `outputs`: packed textures of `width` × `height` texels, at most four. tfjs binds its own
 * frame, program and textures before each of its draws, so nothing has to be put back.
 */
export function draw(
  backend: WebglBackend,
  program: DrawProgram,
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
  [width, height]: readonly [number, number],
  uniforms: Uniforms,
): void {
  const { gpgpu } = backend;
  const gl = contextOf(backend);
  const { frame, built } = drawerOf(backend);
  const ready = built.get(program.source) ?? build(gpgpu, program);
  built.set(program.source, ready);
  const from = inputs.map(({ dataId }) => backend.getTexture(dataId));
  const to = outputs.map(({ dataId }) => backend.getTexture(dataId));
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  const places = to.map((_, at) => gl.COLOR_ATTACHMENT0 + at);
  to.forEach((texture, at) => {
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + at, gl.TEXTURE_2D, texture, 0);
  });
  gl.drawBuffers(places);
  gl.viewport(0, 0, width, height);
  gl.scissor(0, 0, width, height);
  gpgpu.setProgram(ready.program);
  gpgpu.bindVertexArray(ready.program.vao);
  from.forEach((texture, unit) => {
    const place = placeOf(gl, ready, program.samplers[unit] ?? "");
    if (place) gpgpu.setInputMatrixTexture(texture, place, unit);
  });
  for (const [name, value] of Object.entries(uniforms)) set(gl, placeOf(gl, ready, name), value);
  gpgpu.executeProgram();
  // A frame that still holds a texture keeps it alive after tfjs has freed it.
  for (const place of places) gl.framebufferTexture2D(gl.FRAMEBUFFER, place, gl.TEXTURE_2D, null, 0);
}

/** Frees the programs of the backend's context; those of a lost one went with it. */
export function endDraws(backend: WebglBackend): void {
  const drawer = drawers.get(backend.gpgpu);
  if (!drawer) return;
  drawers.delete(backend.gpgpu);
  for (const { program } of drawer.built.values()) backend.gpgpu.deleteProgram(program);
  contextOf(backend).deleteFramebuffer(drawer.frame);
}

function drawerOf(backend: WebglBackend): Drawer {
  const known = drawers.get(backend.gpgpu);
  if (known) return known;
  const frame = contextOf(backend).createFramebuffer();
  if (!frame) throw new Error("WebGL gave no framebuffer.");
  const drawer = { frame, built: new Map() };
  drawers.set(backend.gpgpu, drawer);
  return drawer;
}

function build(gpgpu: GPGPUContext, { source }: DrawProgram): Built {
  const { gl } = gpgpu;
  const shader = gl.createShader(gl.FRAGMENT_SHADER);
  if (!shader) throw new Error("WebGL gave no shader.");
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (gl.getShaderParameter(shader, gl.COMPILE_STATUS) === false)
    throw new Error(`A shader was refused: ${gl.getShaderInfoLog(shader)}`);
  const program = gpgpu.createProgram(shader);
  // It lives on for as long as the program.
  gl.deleteShader(shader);
  gpgpu.buildVao(program);
  return { program, places: new Map() };
}

function placeOf(gl: WebGL2RenderingContext, { program, places }: Built, name: string) {
  if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
  return places.get(name) ?? null;
}

/** Whole numbers one, two or four at a time; floats as an array. */
function set(gl: WebGL2RenderingContext, place: WebGLUniformLocation | null, value: Uniforms[string]): void {
  if (value instanceof Float32Array) gl.uniform1fv(place, value);
  else if (typeof value === "number") gl.uniform1i(place, value);
  else if (value.length === 2) gl.uniform2iv(place, value);
  else gl.uniform4iv(place, value);
}
