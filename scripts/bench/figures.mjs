/** What a bench measures, judged and written down. Nothing here measures. */

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values) {
  if (values.length === 0) throw new RangeError("There is no median of no values.");
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * One figure: medians of both sides and their ratio, held against the aim, a bound on the ratio; where there is no other
 * side, on our figure. Samples are numbers in the order in which they were taken.
 */
export function rowOf({ part, what, unit, ours, other, aim, against }) {
  const oursMedian = median(ours);
  const otherMedian = other === undefined ? null : median(other);
  const ratio = otherMedian === null ? null : oursMedian / otherMedian;
  return {
    part,
    what,
    against: against ?? null,
    ours: oursMedian,
    other: otherMedian,
    unit,
    ratio,
    aim: aim ?? null,
    reached: aim === undefined ? null : isWithin(ratio ?? oursMedian, aim),
    samples: { ours, other: other ?? [] },
  };
}

/** What could not be measured, and why: a row without figures. */
export function leftOut(part, what, why) {
  return { part, what, skipped: why };
}

export function isWithin(value, { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }) {
  return value >= least && value <= most;
}

export function aimText(aim, unit) {
  if (!aim) return "–";
  const { least, most } = aim;
  const number = (value) => `${numberText(value)}${unit ? ` ${unit}` : ""}`;
  if (least === most) return number(most);
  if (least === undefined) return `≤ ${number(most)}`;
  return most === undefined ? `≥ ${number(least)}` : `${numberText(least)}–${number(most)}`;
}

/** Three digits: 0.0312, 1.05, 12.3, 1,234. */
export function numberText(value) {
  if (value === null || !Number.isFinite(value)) return "–";
  if (value === 0 || Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  if (Math.abs(value) < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

const HEAD = ["part", "what", "ours", "against", "ratio", "aim", "result"];

/** A row's cells as text, in the order of HEAD. */
function cellsOf(row) {
  if (row.skipped !== undefined) return [row.part, row.what, "–", "–", "–", "–", `left out: ${row.skipped}`];
  const withUnit = (value) =>
    value === null ? "–" : `${numberText(value)}${row.unit ? ` ${row.unit}` : ""}`;
  const against = row.other === null ? "–" : `${row.against ? `${row.against}: ` : ""}${withUnit(row.other)}`;
  return [
    row.part,
    row.what,
    withUnit(row.ours),
    against,
    numberText(row.ratio),
    // A bound on our own figure has its unit, one on a ratio has none.
    aimText(row.aim, row.ratio === null ? row.unit : ""),
    row.reached === null ? "–" : row.reached ? "reached" : "missed",
  ];
}

/** For the terminal. */
export function textTable(rows) {
  return columns([HEAD, ...rows.map(cellsOf)]);
}

/** Lines of cells under each other, columns as wide as they need to be. */
export function columns(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** For documents, with what it was measured on. */
export function markdownSection({ date, machine, browser, torch, rows }) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const on = `${machine.cpu}, ${machine.cores} ${machine.cores === 1 ? "core" : "cores"}, ${machine.memory} of memory`;
  const missed = rows.filter((row) => row.reached === false).length;
  const judged = rows.filter((row) => row.reached === true || row.reached === false).length;
  return [
    `Measured on ${date.slice(0, 10)}: ${on}; ${browser}; ${torch}. ${judged - missed} of ${judged} aims reached.`,
    "",
    line(HEAD),
    line(HEAD.map(() => "---")),
    ...rows.map((row) => line(cellsOf(row))),
  ].join("\n");
}

const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";

/** The document with another section between its two markers. Throws a sentence where it has not exactly one pair of them. */
export function replaceSection(text, section) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  const isOnce = (marker) => text.split(marker).length === 2;
  if (begin < 0 || end < begin || !isOnce(BEGIN) || !isOnce(END))
    throw new Error(
      `The document needs the line ${BEGIN} and, after it, the line ${END}, each once: what is between them is replaced.`,
    );
  return `${text.slice(0, begin + BEGIN.length)}\n${section}\n${text.slice(end)}`;
}
