import { Refusal } from "../install.mjs";

/** What `npm run bench -- …` was asked for. Throws a Refusal that says what there is. */
export function readOptions(words, parts) {
  const options = { parts: [], rounds: undefined, small: false, stock: false, json: undefined };
  Object.assign(options, { markdown: undefined, cases: undefined });
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const value = () => {
      const next = words[++at];
      if (next === undefined || next.startsWith("-")) throw new Refusal(`${word} needs a value after it.`);
      return next;
    };
    if (word === "--rounds") options.rounds = roundsOf(value());
    else if (word === "--json") options.json = value();
    else if (word === "--markdown") options.markdown = value();
    else if (word === "--cases") options.cases = value().split(",");
    else if (word === "--small") options.small = true;
    else if (word === "--stock") options.stock = true;
    else if (parts.includes(word)) options.parts.push(word);
    else throw new Refusal(`There is no ${word}. ${usage(parts)}`);
  }
  if (options.small && options.markdown !== undefined)
    throw new Refusal(
      "--small only tries the bench: its figures are not for a document. Leave out --markdown.",
    );
  return { ...options, parts: options.parts.length > 0 ? [...new Set(options.parts)] : [...parts] };
}

function roundsOf(text) {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Refusal(`--rounds ${text}: it takes a whole number from 1 to 9999.`);
}

export function usage(parts) {
  return [
    `Parts: ${parts.join(", ")}; none is all.`,
    "Options: --rounds N, --json FILE, --markdown FILE (which has the two markers), --small (to try it: the figures mean nothing),",
    "--cases vgg1,mlp and --stock for kernels.",
  ].join(" ");
}
