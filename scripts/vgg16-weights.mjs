import { createWriteStream } from "node:fs";

const CHANNELS = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];

/**
 * Writes torchvision's VGG16 with 1000 classes as safetensors, drawn from a seed: He et al. (2015) for convolutions,
 * N(0, 0.01²) else, biases 0. With `share` 8 it has an eighth of the channels and features; at full width 553 MB.
 */
export async function writeVgg16Weights(path, seed, share = 1) {
  const arrays = vgg16Arrays(share);
  let offset = 0;
  const header = { __metadata__: { format: "pt" } };
  for (const { name, shape } of arrays) {
    const bytes = 4 * size(shape);
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = JSON.stringify(header);
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const out = createWriteStream(path);
  const write = async (bytes) => {
    if (!out.write(bytes)) await new Promise((resolve) => out.once("drain", resolve));
  };
  await write(length);
  await write(text);
  const next = normals(seed);
  for (const { shape, deviation } of arrays) {
    let left = size(shape);
    while (left > 0) {
      const part = Float32Array.from({ length: Math.min(left, 1 << 20) }, () => deviation * next());
      left -= part.length;
      await write(Buffer.from(part.buffer));
    }
  }
  await new Promise((resolve, reject) => out.end((error) => (error ? reject(error) : resolve())));
}

/** Names and shapes as torchvision has them, with the standard deviation that each is drawn with. */
export function vgg16Arrays(share = 1) {
  const arrays = [];
  const add = (name, shape, deviation) => {
    arrays.push({ name: `${name}.weight`, shape, deviation });
    arrays.push({ name: `${name}.bias`, shape: shape.slice(0, 1), deviation: 0 });
  };
  let channels = 3;
  let at = 0;
  for (const full of CHANNELS) {
    if (full > 0) {
      const width = full / share;
      add(`features.${at}`, [width, channels, 3, 3], Math.sqrt(2 / (9 * width)));
      channels = width;
      at++;
    }
    at++;
  }
  const features = 4096 / share;
  add("classifier.0", [features, channels * 49], 0.01);
  add("classifier.3", [features, features], 0.01);
  add("classifier.6", [1000, features], 0.01);
  return arrays;
}

function size(shape) {
  return shape.reduce((a, b) => a * b, 1);
}

/** Standard normals by G. Box and M. Muller (1958) from a 32-bit mixing counter. */
function normals(seed) {
  let state = seed >>> 0;
  let spare;
  const uniform = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (((mixed ^ (mixed >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
