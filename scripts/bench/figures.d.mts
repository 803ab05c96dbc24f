export interface Aim {
  readonly least?: number;
  readonly most?: number;
}
export interface MeasuredRow {
  readonly part: string;
  readonly what: string;
  /** Whom the other figure is of. */
  readonly against: string | null;
  readonly ours: number;
  readonly other: number | null;
  readonly unit: string;
  readonly ratio: number | null;
  readonly aim: Aim | null;
  readonly reached: boolean | null;
  readonly samples: { readonly ours: readonly number[]; readonly other: readonly number[] };
}
export interface LeftOutRow {
  readonly part: string;
  readonly what: string;
  readonly skipped: string;
}
export type Row = MeasuredRow | LeftOutRow;
export interface Report {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memory: string };
  readonly browser: string;
  readonly torch: string;
  readonly rows: readonly Row[];
}
export function median(values: readonly number[]): number;
export function rowOf(measured: {
  readonly part: string;
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly other?: readonly number[];
  readonly aim?: Aim;
  readonly against?: string;
}): MeasuredRow;
export function leftOut(part: string, what: string, why: string): LeftOutRow;
export function isWithin(value: number, aim: Aim): boolean;
export function aimText(aim: Aim | null, unit?: string): string;
export function numberText(value: number | null): string;
export function textTable(rows: readonly Row[]): string;
export function markdownSection(report: Report): string;
export function replaceSection(text: string, section: string): string;
