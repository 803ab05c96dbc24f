import { columns } from "./bench/figures.mjs";
import { Refusal } from "./install.mjs";
import { readWords } from "./options.mjs";

/** What `npm run campaign -- …` was asked for. Throws a Refusal that says what there is. */
export function readOptions(words, parts) {
  const values = { "--minutes": minutesOf, "--seed": seedOf, "--json": (text) => text };
  const usage = `Parts: ${parts.join(", ")}; none is all. Options: --minutes N, --seed S, --json FILE.`;
  return { minutes: 10, seed: 1, json: undefined, ...readWords(words, { parts, values, usage }) };
}

function minutesOf(text) {
  if (/^\d{1,4}(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new Refusal(`--minutes ${text}: it takes a number above 0, such as 10 or 0.5.`);
}

function seedOf(text) {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Refusal(`--seed ${text}: it takes a whole number of up to nine digits.`);
}

const HEAD = ["part", "what", "must be", "measured", "result"];

/** For the terminal. */
export function textTable(rows) {
  return columns([
    HEAD,
    ...rows.map(({ part, what, must, measured, reached }) => [
      part,
      what,
      must,
      measured,
      reached ? "reached" : "missed",
    ]),
  ]);
}

/** `100,000`, and where the time was short `41,000 of 100,000`. */
export function doneOf(done, asked) {
  const text = (number) => number.toLocaleString("en");
  return done >= asked ? text(asked) : `${text(done)} of ${text(asked)}`;
}
