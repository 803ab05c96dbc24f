import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";

/** tfjs's WebGL backend. Only what it declares public is used of it; the browser tests fail when that changes. */
export type WebglBackend = MathBackendWebGL;

/** The backend in use, or `undefined` where it is another than WebGL. */
export function webglBackend(): WebglBackend | undefined {
  return tf.getBackend() === "webgl" ? (tf.backend() as WebglBackend) : undefined;
}

/** WebGL 2 that draws and reads whole floats: half floats lose three of seven digits, and WebGL 1 has no fetching by texel. */
export function suitsKernels(): boolean {
  const flags = tf.env();
  return (
    flags.getNumber("WEBGL_VERSION") === 2 &&
    flags.getBool("WEBGL_RENDER_FLOAT32_ENABLED") &&
    flags.getBool("WEBGL_PACK") &&
    flags.getBool("WEBGL_LAZILY_UNPACK")
  );
}

export function contextOf(backend: WebglBackend): WebGL2RenderingContext {
  return backend.gpgpu.gl as WebGL2RenderingContext;
}

/** Waits until everything asked of the device so far is done: reads one number back, which no browser answers early. */
export function waitFor(backend: WebglBackend, made: tf.TensorInfo): void {
  const gl = contextOf(backend);
  const frame = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  const texture = backend.getTexture(made.dataId);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.FLOAT, new Float32Array(4));
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.deleteFramebuffer(frame);
}
