import { median } from "../median";
import type { Amount, WorkKind } from "./work";

/** What a short measurement found of a device. */
export interface Probe {
  /** Floating-point operations in a millisecond, of a 3×3 convolution. */
  readonly flopsPerMs: number;
  /** For a batch that has next to nothing to do, there and back, ms. */
  readonly batchMs: number;
  /** For a small JPEG to be read, ms. */
  readonly pictureMs: number;
}

/** A piece of work that was done here, and how long it took. */
export interface Timed extends Amount {
  readonly device: string;
  readonly ms: number;
}

/** What is known of how fast this machine is. */
export interface Speeds {
  /** By device. */
  readonly probes: Readonly<Record<string, Probe>>;
  /** The newest last. */
  readonly timed: readonly Timed[];
}

export const NO_SPEEDS: Speeds = { probes: {}, timed: [] };

/** So many pieces of work are remembered. */
const REMEMBERED = 200;
/** An estimate rests on so many of them at most. */
const CLOSEST = 5;

/**
 * How long a piece of work will take on a device, ms: what the probe makes of it, times what past work of the same kind
 * took beside what the probe made of that. Of past work the one that is most alike counts, by operations a picture and in
 * all: small networks keep a device less busy. `undefined` where the device was never probed.
 */
export function estimateMs(work: Amount, device: string, { probes, timed }: Speeds): number | undefined {
  const probe = probes[device];
  if (!probe) return undefined;
  const alike = timed
    .filter((past) => past.device === device && past.kind === work.kind && past.ms > 0)
    .map((past, at) => ({ past, at, distance: distance(past, work) }))
    .sort((a, b) => a.distance - b.distance || b.at - a.at)
    .slice(0, CLOSEST);
  const [nearest] = alike;
  const byProbe = probed(work, probe);
  const usual = USUAL[work.kind];
  if (!nearest) return byProbe * (usual ?? 1);
  // Near ones are not diluted by those that are farther.
  const near = alike.filter(({ distance }) => distance <= nearest.distance + 1);
  const seen = median(near.map(({ past }) => past.ms / probed(past, probe)));
  const trust = usual === undefined ? 1 : trustAt(nearest.distance);
  return byProbe * seen ** trust * (usual ?? 1) ** (1 - trust);
}

/** What is less than two doublings away is believed; from there on half as much for every two: a head says little of a U-Net. */
function trustAt(distance: number): number {
  return 2 ** (-Math.max(0, distance - 2) / 2);
}

/**
 * How many times longer than the probe makes of it work usually takes, where nothing like it was done here: the probe is one
 * large convolution, the work has small layers, gradients and updates too. As the example graphs took it on two CPU cores:
 * frozen VGG16 2.7 to 3.8, a U-Net's training 10 and a head's 28, networks over pictures 5 to 24.
 */
const USUAL: Readonly<Partial<Record<WorkKind, number>>> = { features: 3, train: 12, apply: 8 };

/** The same with what was just done. */
export function learn(speeds: Speeds, done: readonly Timed[]): Speeds {
  return { ...speeds, timed: [...speeds.timed, ...done].slice(-REMEMBERED) };
}

/** Reads what was stored; anything that is not in this form counts as nothing. */
export function readSpeeds(value: unknown): Speeds {
  if (!isRecord(value) || !isRecord(value.probes) || !Array.isArray(value.timed)) return NO_SPEEDS;
  const probes = Object.entries(value.probes).filter((entry): entry is [string, Probe] => isProbe(entry[1]));
  return { probes: Object.fromEntries(probes), timed: value.timed.filter(isTimed).slice(-REMEMBERED) };
}

function probed({ flops, pictures, batches }: Amount, probe: Probe): number {
  return flops / probe.flopsPerMs + pictures * probe.pictureMs + batches * probe.batchMs;
}

/** How far two pieces of work are apart, in doublings. */
function distance(a: Amount, b: Amount): number {
  const apart = (x: number, y: number) => Math.abs(Math.log2((x + 1) / (y + 1)));
  return (
    apart(a.flops / Math.max(1, a.batches), b.flops / Math.max(1, b.batches)) + apart(a.flops, b.flops) / 2
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isProbe(value: unknown): boolean {
  return (
    isRecord(value) && isPositive(value.flopsPerMs) && isCount(value.batchMs) && isCount(value.pictureMs)
  );
}

function isTimed(value: unknown): value is Timed {
  if (!isRecord(value) || typeof value.device !== "string") return false;
  if (typeof value.kind !== "string" || !/^(features|train|apply|node:.+)$/.test(value.kind)) return false;
  return isPositive(value.ms) && isCount(value.flops) && isCount(value.pictures) && isCount(value.batches);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isPositive(value: unknown): value is number {
  return isCount(value) && value > 0;
}
