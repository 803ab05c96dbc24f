import { NodeError } from "../graph/problem";
import { int } from "../graph/settings";
import type { DatasetType } from "../graph/types";
import type { Dataset } from "../graph/values";

/** The seed of a transform that draws: settled once, so that all of them say the same. */
export const drawSeed = int("Seed", {
  default: 0,
  min: 0,
  max: 2 ** 31 - 1,
  doc: "Another seed draws otherwise. Two such nodes of one kind in a row need two seeds.",
});

/** What stands in every doc of a node that draws. */
export const DRAWS = `Each epoch draws anew for each picture, from the seed, the epoch and the picture's number alone. Let it stand behind
Split's *train*: what is watched and judged by must not change from epoch to epoch.`;

/** The type of a dataset behind a transform that draws. However many there are in a row, each kind is named once. */
export function drawnAnew(type: DatasetType, title: string): DatasetType {
  const before = type.random?.replace(/ draws? anew each epoch$/, "").split(/, | and /) ?? [];
  const times = new Map<string, number>();
  for (const named of [...before, title]) {
    const [, name = named, count = "1"] = /^(.*) \((\d+) times\)$/.exec(named) ?? [];
    times.set(name, (times.get(name) ?? 0) + Number(count));
  }
  const names = [...times].map(([name, count]) => (count === 1 ? name : `${name} (${count} times)`));
  const last = names.pop() ?? title;
  const random = names.length === 0 ? `${last} draws` : `${names.join(", ")} and ${last} draw`;
  return { ...type, random: `${random} anew each epoch` };
}

/** What a transform drew for each picture in each epoch, with the pictures' names: `carried.draws` in Python finds it. */
export async function drawnFor(
  { names }: Dataset,
  epochs: number,
  draw: (epoch: number, index: number) => number | readonly number[] | Promise<readonly number[]>,
): Promise<{ readonly names: readonly string[]; readonly draws: readonly unknown[] }> {
  const draws = [];
  for (let epoch = 0; epoch < epochs; epoch++)
    draws.push(await Promise.all(names.map((_, index) => draw(epoch, index))));
  return { names, draws };
}

/** Refuses a fill that pictures of bytes cannot hold. Tensors may be filled with any number. */
export function needFill(type: DatasetType, fill: number): void {
  if (type.image.dtype !== "uint8" || (Number.isInteger(fill) && fill >= 0 && fill <= 255)) return;
  const whole = Math.min(255, Math.max(0, Math.round(fill)));
  throw new NodeError(
    `Pictures hold whole numbers from 0 to 255, but ${fill} is to fill them. Give such a number.`,
    { setting: "fill", expected: "a whole number from 0 to 255", got: String(fill) },
    (node) => ({ title: `Fill with ${whole}`, edit: { kind: "set", node, setting: "fill", value: whole } }),
  );
}
