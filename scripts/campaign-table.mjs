import { columns } from "./bench/figures.mjs";
import { Refusal } from "./install.mjs";

/** What `npm run campaign -- …` was asked for. Throws a Refusal that says what there is. */
export function readOptions(words, parts) {
  const options = { parts: [], minutes: 10, seed: 1, json: undefined };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const value = () => {
      const next = words[++at];
      if (next === undefined || next.startsWith("-")) throw new Refusal(`${word} needs a value after it.`);
      return next;
    };
    if (word === "--minutes") options.minutes = minutesOf(value());
    else if (word === "--seed") options.seed = seedOf(value());
    else if (word === "--json") options.json = value();
    else if (parts.includes(word)) options.parts.push(word);
    else
      throw new Refusal(
        `There is no ${word}. Parts: ${parts.join(", ")}; none is all. Options: --minutes N, --seed S, --json FILE.`,
      );
  }
  return { ...options, parts: options.parts.length > 0 ? [...new Set(options.parts)] : [...parts] };
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
