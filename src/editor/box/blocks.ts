import { type LayerFacts, layerSources, type Module, moduleFacts } from "@/module/module";
import type { Shape } from "@/module/shape";

/** A layer of the box: its facts, and the rows that it takes its inputs from; −1 is what comes into the box. */
export interface Row {
  readonly facts: LayerFacts;
  readonly sources: readonly number[];
}

export interface Block {
  /** Empty where the only layer's name says it already. */
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The layers that `isOwn` names, in blocks: of one root name, each ended by what shrinks the picture. */
export function blocksOf(module: Module, isOwn: (index: number) => boolean): readonly Block[] {
  const sources = layerSources(module);
  const facts = moduleFacts(module);
  const own = [...facts.keys()].filter(isOwn);
  const place = new Map(own.map((index, at) => [index, at]));
  const rows = own.flatMap((index): Row[] => {
    const fact = facts[index];
    if (!fact) return [];
    return [{ facts: fact, sources: (sources[index] ?? []).map((source) => place.get(source) ?? -1) }];
  });
  const groups: Row[][] = [];
  for (const row of rows) {
    const before = groups.at(-1);
    const last = before?.at(-1);
    if (before && last && !beginsAnew(last, row)) before.push(row);
    else groups.push([row]);
  }
  const roots = groups.map((group) => rootOf(group[0]));
  return groups.map((group, at) => {
    const root = roots[at] ?? "";
    const several = roots.filter((other) => other === root).length > 1;
    const number = roots.slice(0, at + 1).filter((other) => other === root).length;
    const alone = group.length === 1 && group[0]?.facts.layer.name === root;
    return { title: alone ? "" : several ? `${root}, block ${number}` : root, rows: group };
  });
}

function beginsAnew(last: Row, next: Row): boolean {
  if (rootOf(last) !== rootOf(next)) return true;
  return scale(last) < 0 || scale(next) > 0;
}

/** Below 0 where a layer shrinks the picture, above where it enlarges it. */
function scale({ facts: { inputs, output } }: Row): number {
  const [from, to] = [heightOf(inputs[0]), heightOf(output)];
  return from === undefined || to === undefined ? 0 : to - from;
}

function heightOf(shape: Shape | undefined): number | undefined {
  const height = shape?.length === 3 ? shape[1] : undefined;
  return typeof height === "number" ? height : undefined;
}

function rootOf(row: Row | undefined): string {
  const name = row?.facts.layer.name ?? "";
  const dot = name.indexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}

/** What a layer is set to, in a few signs: `3 × 3, 64 → 128`. Read off the settings, whatever the type. */
export function settingsInWords({ layer }: LayerFacts): string {
  const { kernelSize, stride, inChannels, outChannels, inFeatures, outFeatures, p } = layer.settings;
  const words: string[] = [];
  if (kernelSize !== undefined) words.push(`${kernelSize} × ${kernelSize}`);
  if (stride !== undefined && stride !== 1) words.push(`stride ${stride}`);
  if (inChannels !== undefined) words.push(`${inChannels} → ${outChannels}`);
  if (inFeatures !== undefined) words.push(`${inFeatures} → ${outFeatures}`);
  if (p !== undefined) words.push(`p = ${p}`);
  return words.join(", ");
}
