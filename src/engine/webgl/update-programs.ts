import type { Optimizer } from "../../graph/values";
import type { KnownOptimizer } from "../known-optimizers";
import type { DrawProgram } from "./draw";

type Settings = Optimizer["settings"];

/** An optimizer's step in a shader: what it writes from parameter `p`, gradient `g` and slots `s0`, `s1`, with `k[…]`. */
interface Rule {
  /** What `k` holds, so that it is worked out once in double and not for each number in single. */
  readonly constants: (settings: Settings, step: number) => readonly number[];
  /** Leaves the new parameter in `p` and the new slots in `s0`, `s1`. */
  readonly body: (slots: number) => string;
}

const numberOf = (settings: Settings, name: string) => Number(settings[name]);

/** Adam adds the decay to the gradient; AdamW shrinks the parameter by it (Loshchilov & Hutter 2019). */
const adam = (decoupled: boolean): Rule => ({
  constants: (settings, step) => {
    const [rate, decay] = [numberOf(settings, "learningRate"), numberOf(settings, "weightDecay")];
    const [beta1, beta2] = [numberOf(settings, "beta1"), numberOf(settings, "beta2")];
    const pace = [rate / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step), numberOf(settings, "eps")];
    return [
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      ...pace,
      decoupled ? 0 : decay,
      decoupled ? 1 - rate * decay : 1,
    ];
  },
  body: () => `
  g += k[7] * p;
  s0 = k[0] * s0 + k[1] * g;
  s1 = k[2] * s1 + k[3] * g * g;
  p = k[8] * p - k[4] * (s0 / (sqrt(s1) * k[5] + k[6]));`,
});

const sgd: Rule = {
  constants: (settings) => [
    numberOf(settings, "learningRate"),
    numberOf(settings, "momentum"),
    settings.nesterov ? 1 : 0,
    numberOf(settings, "weightDecay"),
  ],
  body: (slots) => `
  g += k[3] * p;
  ${slots > 0 ? "s0 = k[1] * s0 + g;\n  g = k[2] > 0.0 ? g + k[1] * s0 : s0;" : ""}
  p -= k[0] * g;`,
};

/** Slots: the mean of squares, then with momentum the buffer. */
const rmsprop: Rule = {
  constants: (settings) => {
    const alpha = numberOf(settings, "alpha");
    const rest = ["eps", "momentum", "weightDecay"].map((name) => numberOf(settings, name));
    return [numberOf(settings, "learningRate"), alpha, 1 - alpha, ...rest];
  },
  body: (slots) => `
  g += k[5] * p;
  s0 = k[1] * s0 + k[2] * g * g;
  g /= sqrt(s0) + k[3];
  ${slots > 1 ? "s1 = k[4] * s1 + g;\n  g = s1;" : ""}
  p -= k[0] * g;`,
};

export const rules: Readonly<Record<KnownOptimizer, Rule>> = {
  SGD: sgd,
  Adam: adam(false),
  AdamW: adam(true),
  RMSprop: rmsprop,
};

/**
 * The whole step as one draw over packed textures, texel by texel: the parameter to the first of them, slots to the next.
 * What lies beyond the last row and column of a packed tensor stays zero, which products of matrices count on.
 */
export function updateProgram(name: KnownOptimizer, slots: number): DrawProgram {
  const each = (line: (slot: number) => string) =>
    Array.from({ length: slots }, (_, slot) => line(slot)).join("\n");
  return {
    samplers: ["parameter", "gradient", ...Array.from({ length: slots }, (_, slot) => `slot${slot}`)],
    source: `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D parameter;
uniform sampler2D gradient;
${each((slot) => `uniform sampler2D slot${slot};`)}
uniform float k[9];
uniform ivec4 shape; // rows and columns of the last two axes, texels in a row of them and of the texture
layout(location = 0) out vec4 nextParameter;
${each((slot) => `layout(location = ${slot + 1}) out vec4 next${slot};`)}
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  vec4 p = texelFetch(parameter, at, 0);
  vec4 g = texelFetch(gradient, at, 0);
${each((slot) => `  vec4 s${slot} = texelFetch(slot${slot}, at, 0);`)}
${rules[name].body(slots)}
  int index = at.y * shape.w + at.x;
  int line = index / shape.z;
  bool right = (index - line * shape.z) * 2 + 1 < shape.y;
  bool below = (line % ((shape.x + 1) / 2)) * 2 + 1 < shape.x;
  bvec4 inside = bvec4(true, right, below, right && below);
  nextParameter = mix(vec4(0.0), p, inside);
${each((slot) => `  next${slot} = mix(vec4(0.0), s${slot}, inside);`)}
}
`,
  };
}
