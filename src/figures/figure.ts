import type { EpochRecord } from "../graph/values";
import type { Judged } from "./judged";

/** What a node shows, as data: the page, the command line and the saved files draw and write the same thing. */
export type Figure = MatrixFigure | LinesFigure | ImagesFigure | MapsFigure | TableFigure;

/** Counts by true class (rows) and predicted class (columns). */
export interface MatrixFigure {
  readonly kind: "matrix";
  readonly title: string;
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
  /** The pictures that were counted, where they are known one by one. */
  readonly pictures?: readonly Judged[];
  /** Show each row as shares of its sum at first. */
  readonly normalized?: boolean;
}

export interface Series {
  readonly name: string;
  /** One value for each x; `null` leaves a gap. */
  readonly values: readonly (number | null)[];
  readonly dashed?: boolean;
  /** Its place in the row of colours, where it is not its place among the lines. */
  readonly colour?: number;
}

/** Curves over a common x, in one or more panels above each other. */
export interface LinesFigure {
  readonly kind: "lines";
  readonly title: string;
  readonly xLabel: string;
  readonly x: readonly number[];
  readonly panels: readonly { readonly yLabel: string; readonly series: readonly Series[] }[];
}

/** A small picture as RGBA bytes. */
export interface Thumbnail {
  readonly name: string;
  readonly caption: string;
  readonly height: number;
  readonly width: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface ImagesFigure {
  readonly kind: "images";
  readonly title: string;
  readonly images: readonly Thumbnail[];
  /** Pictures in all, where only some are shown. */
  readonly total?: number;
}

/** Pictures with what was seen in each: a row a picture (or a layer of it), the same columns in every row. */
export interface MapsFigure {
  readonly kind: "maps";
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly caption: string;
    /** Numbers said of the row, in the order of `numbers`. */
    readonly values: readonly number[];
    readonly cells: readonly Thumbnail[];
  }[];
  /** What the rows' values are. */
  readonly numbers: readonly Column[];
  /** The same numbers of all rows together. */
  readonly overall?: { readonly name: string; readonly values: readonly number[] };
  /** What the colours mean: the smallest and largest value, where all cells share them. */
  readonly scale?: { readonly map: "viridis" | "magma"; readonly text: string };
}

export interface Column {
  readonly name: string;
  readonly unit?: string;
  /** Between 0 and 1. */
  readonly share?: boolean;
}

export interface TableFigure {
  readonly kind: "table";
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** A last line of totals. */
  readonly footer?: readonly (string | number)[];
}

/** A few pictures as a network sees them after each epoch of its training, small, so that hundreds of epochs are kept. */
export interface Film {
  /** How many epochs were asked for. */
  readonly epochs: number;
  /** What is the same in every frame. */
  readonly pictures: readonly {
    readonly name: string;
    readonly picture: Thumbnail;
    readonly mask: Thumbnail;
  }[];
  /** By epoch. */
  readonly frames: readonly FilmFrame[];
}

export interface FilmFrame {
  /** Counted from 1. */
  readonly epoch: number;
  readonly record: EpochRecord;
  /** For each picture the probabilities as places in viridis, 0 to 255, as many rows and columns as its mask here. */
  readonly maps: readonly Uint8Array<ArrayBuffer>[];
  /** For each picture Dice and IoU, of all its pixels. */
  readonly values: readonly (readonly [number, number])[];
}

/** Every picture that a figure holds. */
export function imagesOf(figure: Figure): readonly Thumbnail[] {
  if (figure.kind === "images") return figure.images;
  return figure.kind === "maps" ? figure.rows.flatMap((row) => row.cells) : [];
}
