import { sensible } from "@/figures/columns";
import type { MetricValue } from "@/graph/values";

/** A share in percent. What is nearly all or nearly nothing is not said to be all or nothing. */
export function percent(share: number): string {
  if (share > 0.9995 && share < 1) return "> 99.9 %";
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return `${(100 * share).toFixed(1)} %`;
}

/** Shares are shown in percent; other numbers as they are. */
export function metricText(name: string, value: number): string {
  const share = /accuracy|precision|recall|f1|dice|iou/i.test(name) && value >= 0 && value <= 1;
  return share ? `${(100 * value).toFixed(1)} %` : sensible(value);
}

/** The plain numbers and words among a node's metrics, named as a person would. */
export function metricRows(
  values: Readonly<Record<string, MetricValue>>,
  prefix = "",
): readonly (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    const words = prefix + spaced(name);
    if (typeof value === "number") return [[words, metricText(name, value)]];
    if (typeof value === "string") return [[words, value]];
    return isPlain(value) ? metricRows(value, `${words} `) : [];
  });
}

/** A record of numbers alone, such as averages: its fields stand among the others. */
function isPlain(value: MetricValue): value is Readonly<Record<string, number>> {
  if (typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every((item) => typeof item === "number");
}

/** `macroRecall` becomes `macro recall`, `f1` becomes `F1`. */
export function spaced(name: string): string {
  return name
    .replace(/([a-z])([A-Z])(?=[a-z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/^f(?=\d)/, "F");
}

/** A path's last part. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
