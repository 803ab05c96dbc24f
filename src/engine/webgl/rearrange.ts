import type { GPGPUProgram } from "@tensorflow/tfjs-backend-webgl";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Atlas } from "./atlas";
import type { WebglBackend } from "./backend";
import type { Layout, Sizes } from "./shapes";

/*
 * From tfjs's textures to those of the convolution and back. tfjs packs a tensor two by two: a texel holds (r, g; b, a) =
 * two places of the last axis but one by two of the last. These are tfjs programs, so that whatever state a tensor is in
 * (not uploaded, not packed, a slice of another) is tfjs's business.
 */

/** A texture of an atlas's size, as the tensor that tfjs keeps in it. */
export const shapeOf = ({ size }: Atlas): [number, number] => [2 * size[1], 2 * size[0]];

type Custom = NonNullable<GPGPUProgram["customUniforms"]>;

function program(
  variableNames: string[],
  outputShape: number[],
  customUniforms: Custom,
  userCode: string,
): GPGPUProgram {
  return {
    variableNames,
    outputShape,
    customUniforms,
    userCode,
    packedInputs: true,
    packedOutput: true,
    // One program for all shapes: each one compiled anew takes a tenth of a second on some machines.
    enableShapeUniforms: true,
  };
}

const TILE_OF_TEXEL = `
  ivec2 texel = ivec2(gl_FragCoord.xy);
  ivec2 tileAt = texel / tile.xy;
  ivec2 at = texel - tileAt * tile.xy;
  int index = tileAt.y * tile.z + tileAt.x;`;

/** Pictures `[n][h][w][c]` in tiles of four channels with zeros round them. */
export function spreadPicture(
  backend: WebglBackend,
  x: TensorInfo,
  { picture, groups }: Layout,
  { n, h, w, c }: Sizes,
): TensorInfo {
  const code = `
void main() {${TILE_OF_TEXEL}
  int picture = index / sizes.x;
  int channel = (index - picture * sizes.x) * 4;
  at -= 1;
  vec4 found = vec4(0.0);
  if (picture < sizes.y && all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, sizes.zw))) {
    bool odd = (at.x & 1) == 1;
    vec4 low = getX(picture, at.y, at.x, channel);
    found.xy = odd ? low.zw : low.xy;
    if (channel + 2 < channels) {
      vec4 high = getX(picture, at.y, at.x, channel + 2);
      found.zw = odd ? high.zw : high.xy;
    }
    // What lies beyond the last channel of a packed texel is nobody's.
    found = mix(vec4(0.0), found, lessThan(ivec4(channel) + ivec4(0, 1, 2, 3), ivec4(channels)));
  }
  setOutput(found);
}`;
  const custom: Custom = [
    { name: "tile", type: "ivec3" },
    { name: "sizes", type: "ivec4" },
    { name: "channels", type: "int" },
  ];
  const made = program(["x"], shapeOf(picture), custom, code);
  return backend.runWebGLProgram(
    made,
    [x],
    "float32",
    [[...picture.tile, picture.across], [groups[0], n, w, h], [c]],
    true,
  );
}

/**
 * Filters `[3][3][c][o]` in tiles `[9][4]`: for each cell and each of four input channels its weights for four output
 * channels. Turned, they are those of the gradient by the input, `[3][3][o][c]`: input and output channels change places,
 * and each filter is turned by half a circle.
 */
export function spreadFilters(
  backend: WebglBackend,
  filter: TensorInfo,
  { filters, groups }: Layout,
  { c, o }: Sizes,
  turned: boolean,
): TensorInfo {
  const straight = `
    bool odd = (from & 1) == 1;
    vec4 low = getFilters(cell / 3, cell % 3, from, to);
    found.xy = odd ? low.zw : low.xy;
    if (to + 2 < sizes.z) {
      vec4 high = getFilters(cell / 3, cell % 3, from, to + 2);
      found.zw = odd ? high.zw : high.xy;
    }`;
  const round = `
    bool odd = (from & 1) == 1;
    cell = 8 - cell;
    vec4 low = getFilters(cell / 3, cell % 3, to, from);
    found.xy = odd ? low.yw : low.xz;
    if (to + 2 < sizes.z) {
      vec4 high = getFilters(cell / 3, cell % 3, to + 2, from);
      found.zw = odd ? high.yw : high.xz;
    }`;
  const code = `
void main() {${TILE_OF_TEXEL}
  int group = index / sizes.x;
  int from = (index - group * sizes.x) * 4 + at.x;
  int to = group * 4;
  int cell = at.y;
  vec4 found = vec4(0.0);
  if (from < sizes.y && to < sizes.z) {${turned ? round : straight}
    found = mix(vec4(0.0), found, lessThan(ivec4(to) + ivec4(0, 1, 2, 3), ivec4(sizes.z)));
  }
  setOutput(found);
}`;
  const custom: Custom = [
    { name: "tile", type: "ivec3" },
    { name: "sizes", type: "ivec3" },
  ];
  const made = program(["filters"], shapeOf(filters), custom, code);
  return backend.runWebGLProgram(
    made,
    [filter],
    "float32",
    [
      [...filters.tile, filters.across],
      [groups[0], c, o],
    ],
    true,
  );
}

/** The result `[n][h][w][o]` from the four textures, each a corner of two by two pixels, with its bias and ReLU. */
export function gather(
  backend: WebglBackend,
  corners: readonly TensorInfo[],
  bias: TensorInfo | undefined,
  relu: boolean,
  { result, groups }: Layout,
  { n, h, w, o }: Sizes,
): TensorInfo {
  // NaN < 0 is false: a NaN goes through, as in torch.
  const code = `
void main() {
  ivec4 rc = getOutputCoords();
  int group = rc.w >> 2;
  int index = rc.x * groups + group;
  ivec2 at = ivec2(index % tile.z, index / tile.z) * tile.xy + (rc.zy >> 1);
  bool low = (rc.y & 1) == 1;
  vec4 left = low ? texelFetch(c, at, 0) : texelFetch(a, at, 0);
  vec4 right = low ? texelFetch(d, at, 0) : texelFetch(b, at, 0);
  vec4 found = (rc.w & 2) == 2 ? vec4(left.zw, right.zw) : vec4(left.xy, right.xy);
  ${bias ? "found += getBias(rc.w).xyxy;" : ""}
  ${relu ? "found = mix(found, vec4(0.0), lessThan(found, vec4(0.0)));" : ""}
  if (rc.z + 1 >= outShape.z) found.zw = vec2(0.0);
  if (rc.w + 1 >= outShape.w) found.yw = vec2(0.0);
  setOutput(found);
}`;
  const custom: Custom = [
    { name: "tile", type: "ivec3" },
    { name: "groups", type: "int" },
  ];
  const made = program(["a", "b", "c", "d", ...(bias ? ["bias"] : [])], [n, h, w, o], custom, code);
  return backend.runWebGLProgram(
    made,
    [...corners, ...(bias ? [bias] : [])],
    "float32",
    [[...result.tile, result.across], [groups[1]]],
    true,
  );
}
