import { convert } from "./colour";
import { makePicture, type Picture, withPixels } from "./picture";

/*
 * PIL's ImageEnhance, which torchvision's `adjust_…` call for pictures: each mixes the picture with a dull one, in float32 and
 * cut down to whole levels. Factor 1 leaves the picture, 0 gives the dull one, above 1 goes past. Alpha stays as it is.
 * For L, RGB and RGBA.
 */

/** Mixed with black. */
export function adjustBrightness(picture: Picture, factor: number): Picture {
  return mixed(picture, new Uint8Array(picture.data.length), factor);
}

/** Mixed with the mean of its grey levels, rounded. */
export function adjustContrast(picture: Picture, factor: number): Picture {
  const grey = convert(picture, "L").data;
  let sum = 0;
  for (const level of grey) sum += level;
  const mean = Math.floor(sum / grey.length + 0.5);
  return mixed(picture, new Uint8Array(picture.data.length).fill(mean), factor);
}

/** Mixed with its grey levels. */
export function adjustSaturation(picture: Picture, factor: number): Picture {
  if (picture.mode === "L") return picture;
  const grey = convert(convert(picture, "L"), picture.mode);
  return mixed(picture, grey.data, factor);
}

/** PIL `ImagingBlend`: from `dull` on by `factor` of the difference. */
function mixed(picture: Picture, dull: Uint8Array, factor: number): Picture {
  if (factor === 1) return picture;
  const f = Math.fround;
  const alpha = f(factor);
  const { data } = picture;
  const out = new Uint8Array(data.length);
  const isAlpha = (i: number) => picture.mode === "RGBA" && i % 4 === 3;
  for (let i = 0; i < data.length; i++) {
    const from = dull[i] as number;
    const level = f(from + f(alpha * ((data[i] as number) - from)));
    out[i] = isAlpha(i) ? (data[i] as number) : Math.min(255, Math.max(0, level));
  }
  return withPixels(picture, picture, out);
}

/**
 * PIL's way to HSV and back with the hue moved by `shift` of a full turn (torchvision's `adjust_hue`). Grey stays as it is;
 * an alpha channel becomes 255, as there.
 */
export function adjustHue(picture: Picture, shift: number): Picture {
  if (picture.mode === "L") return picture;
  const { data, channels, height, width } = picture;
  const out = new Uint8Array(data.length).fill(255);
  // torchvision adds np.uint8(shift · 255): cut towards zero, then modulo 256.
  const moved = Math.trunc(shift * 255) & 255;
  for (let i = 0; i < data.length; i += channels) {
    const [h, s, v] = toHsv(data[i] as number, data[i + 1] as number, data[i + 2] as number);
    out.set(fromHsv((h + moved) & 255, s, v), i);
  }
  return makePicture(picture.mode, height, width, out);
}

function toHsv(r: number, g: number, b: number): readonly [number, number, number] {
  const f = Math.fround;
  const high = Math.max(r, g, b);
  const low = Math.min(r, g, b);
  if (high === low) return [0, 0, high];
  const range = high - low;
  const [rc, gc, bc] = [f((high - r) / range), f((high - g) / range), f((high - b) / range)];
  const sector = r === high ? f(bc - gc) : g === high ? f(2 + rc - bc) : f(4 + gc - rc);
  const hue = f((sector / 6 + 1) % 1);
  return [Math.trunc(hue * 255), Math.trunc(f(range / high) * 255), high];
}

function fromHsv(h: number, s: number, v: number): readonly [number, number, number] {
  if (s === 0) return [v, v, v];
  const f = Math.fround;
  const turn = (h * 6) / 255;
  const sector = Math.floor(turn);
  const part = f(turn - sector);
  const saturation = f(s / 255);
  const level = (share: number) => Math.min(255, Math.max(0, Math.round(v * share)));
  const p = level(1 - saturation);
  const q = level(1 - saturation * part);
  const t = level(1 - saturation * (1 - part));
  return (
    (
      [
        [v, t, p],
        [q, v, p],
        [p, v, t],
        [p, q, v],
        [t, p, v],
        [v, p, q],
      ] as const
    )[sector % 6] ?? [v, v, v]
  );
}
