import type { Film, FilmFrame } from "./figure";

/** Frames that are kept: 200 of three pictures of 160 × 160 px are 15 MB. */
const MOST = 200;

/**
 * The film with one more frame. Of more than `most` epochs every second, fourth, eighth … is kept, so that they stay evenly
 * spread, and always the first and the last.
 */
export function withFrame(film: Film, frame: FilmFrame, most = MOST): Film {
  const all = [...film.frames.filter(({ epoch }) => epoch !== frame.epoch), frame];
  let stride = 1;
  while (frame.epoch / stride > most - 2) stride *= 2;
  const frames =
    stride === 1
      ? all
      : all.filter(({ epoch }) => epoch === 1 || epoch === frame.epoch || epoch % stride === 0);
  return { ...film, frames };
}

/** Two pieces of one film; what comes of another training is another film. */
export function joined(before: Film | undefined, next: Film): Film {
  if (!before) return next;
  return next.frames.reduce((film, frame) => withFrame(film, frame), before);
}

/** The frame of an epoch, else the one before it. Without an epoch, the last. */
export function frameAt({ frames }: Film, epoch: number | undefined): number {
  if (epoch === undefined) return frames.length - 1;
  const after = frames.findIndex((frame) => frame.epoch > epoch);
  return after < 0 ? frames.length - 1 : Math.max(0, after - 1);
}

export function filmBytes({ pictures, frames }: Film): number {
  const still = pictures.reduce((sum, { picture, mask }) => sum + picture.rgba.length + mask.rgba.length, 0);
  return frames.reduce((sum, { maps }) => sum + maps.reduce((all, map) => all + map.length, 0), still);
}
