import type { Row } from "./blocks";

/** Geometry of the picture, px: rows are as high as these say, so that lines meet their boxes. */
export const ROW = 36;
export const BOX = 28;
export const HEAD = 32;
/** Left of the boxes: room for lines that jump over layers. */
export const GUTTER = 34;
const AXIS = GUTTER + 14;

/** Lines between boxes: straight to the next one, in an arc on the left over those between. */
export function Lines(props: {
  readonly rows: readonly Row[];
  /** Top of each row. */
  readonly tops: readonly number[];
  readonly height: number;
}) {
  const { rows, tops, height } = props;
  const top = (at: number) => (tops[at] ?? 0) + (ROW - BOX) / 2;
  const bottom = (at: number) => (at < 0 ? 0 : top(at) + BOX);
  return (
    <svg
      className="pointer-events-none absolute top-0 left-0 stroke-line-strong"
      width={AXIS + 2}
      height={height}
      fill="none"
      strokeWidth={1.5}
      aria-hidden="true"
    >
      {rows.flatMap((row, at) =>
        row.sources.map((source) => {
          const key = `${source} ${at}`;
          if (source === at - 1) return <path key={key} d={`M${AXIS} ${bottom(source)}V${top(at)}`} />;
          const [from, to] = [source < 0 ? 0 : bottom(source) - BOX / 2, top(at) + BOX / 2];
          const reach = Math.min(GUTTER - 4, 8 + 4 * (at - source));
          return (
            <path
              key={key}
              d={`M${GUTTER} ${from}C${GUTTER - reach} ${from} ${GUTTER - reach} ${to} ${GUTTER} ${to}`}
            />
          );
        }),
      )}
    </svg>
  );
}
