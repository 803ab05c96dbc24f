import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WebglBackend } from "./backend";
import { type DrawProgram, draw } from "./draw";
import { gather, shapeOf, spreadFilters, spreadPicture } from "./rearrange";
import { type Layout, layoutOf, type Sizes } from "./shapes";

/** Raised whenever the numbers or the speed of a kernel change: what was measured of an older one no longer counts. */
export const KERNELS_VERSION = 1;

const FOUR = [0, 1, 2, 3] as const;
const THREE = [0, 1, 2] as const;

const cell = (row: number, column: number) => `p${row}${column}`;

/**
 * Each invocation works out two by two pixels of four channels: of each four input channels it reads 4 × 4 pixels and
 * 9 × 4 rows of weights, 52 texels for 576 products, where a product of packed matrices reads two for 8. A row of zeros
 * round each tile saves asking whether a pixel is in the picture.
 */
const PROGRAM: DrawProgram = {
  samplers: ["picture", "filters"],
  source: `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D picture;
uniform sampler2D filters;
uniform ivec4 result; // a tile's width and height, tiles in a row, tiles in all
uniform ivec2 groups; // fours of channels that come in and go out
uniform ivec4 pictureTiles; // a tile's width and height, tiles in a row
uniform int filterTiles; // in a row
layout(location = 0) out vec4 a;
layout(location = 1) out vec4 b;
layout(location = 2) out vec4 c;
layout(location = 3) out vec4 d;
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  ivec2 tile = texel / result.xy;
  int index = tile.y * result.z + tile.x;
  a = b = c = d = vec4(0.0);
  if (index >= result.w) return;
  ivec2 corner = (texel - tile * result.xy) * 2;
  int n = index / groups.y;
  int p = n * groups.x;
  int f = (index - n * groups.y) * groups.x;
  vec4 s0 = vec4(0.0), s1 = vec4(0.0), s2 = vec4(0.0), s3 = vec4(0.0);
  for (int group = 0; group < groups.x; group++, p++, f++) {
    int row = p / pictureTiles.z;
    ivec2 at = ivec2(p - row * pictureTiles.z, row) * pictureTiles.xy + corner;
    row = f / filterTiles;
    ivec2 w = ivec2(f - row * filterTiles, row) * ivec2(4, 9);
${FOUR.map((row) =>
  FOUR.map(
    (column) => `    vec4 ${cell(row, column)} = texelFetch(picture, at + ivec2(${column}, ${row}), 0);`,
  ).join("\n"),
).join("\n")}
    mat4 m;
${THREE.flatMap((row) =>
  THREE.map(
    (column) => `    m = mat4(${FOUR.map(
      (from) => `texelFetch(filters, w + ivec2(${from}, ${row * 3 + column}), 0)`,
    ).join(", ")});
    s0 += m * ${cell(row, column)};
    s1 += m * ${cell(row, column + 1)};
    s2 += m * ${cell(row + 1, column)};
    s3 += m * ${cell(row + 1, column + 1)};`,
  ),
).join("\n")}
  }
  a = s0;
  b = s1;
  c = s2;
  d = s3;
}
`,
};

/** The layout on this device; `undefined` where a texture would be larger than the device takes. */
export function layoutOn(backend: WebglBackend, sizes: Sizes): Layout | undefined {
  const gl = backend.gpgpu.gl;
  return layoutOf(sizes, gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
}

/** conv(x, filter) + bias, then ReLU if asked; `turned` for the gradient by the input, whose x is dy. */
export function convolve(
  backend: WebglBackend,
  layout: Layout,
  sizes: Sizes,
  call: {
    readonly x: TensorInfo;
    readonly filter: TensorInfo;
    readonly bias?: TensorInfo | undefined;
    readonly relu: boolean;
    readonly turned: boolean;
  },
): TensorInfo {
  const { picture, filters, result, groups } = layout;
  const held: TensorInfo[] = [];
  const hold = (made: TensorInfo) => {
    held.push(made);
    return made;
  };
  try {
    const from = hold(spreadPicture(backend, call.x, layout, sizes));
    const by = hold(spreadFilters(backend, call.filter, layout, sizes, call.turned));
    const corners = FOUR.map(() => hold(packedTensor(backend, shapeOf(result))));
    draw(backend, PROGRAM, [from, by], corners, result.size, {
      result: [...result.tile, result.across, sizes.n * groups[1]],
      groups,
      pictureTiles: [...picture.tile, picture.across, 0],
      filterTiles: filters.across,
    });
    return gather(backend, corners, call.bias, call.relu, layout, sizes);
  } finally {
    for (const made of held) backend.disposeIntermediateTensorInfo(made);
  }
}

/** A tensor on the device with nothing in it yet, packed. */
export function packedTensor(backend: WebglBackend, shape: readonly number[]): TensorInfo {
  const made = backend.makeTensorInfo([...shape], "float32");
  backend.texData.get(made.dataId).isPacked = true;
  backend.uploadToGPU(made.dataId);
  return made;
}
