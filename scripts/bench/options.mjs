import { Refusal } from "../install.mjs";
import { readWords } from "../options.mjs";

const asTyped = (text) => text;

/** What `npm run bench -- …` was asked for. Throws a Refusal that says what there is. */
export function readOptions(words, parts) {
  const none = { rounds: undefined, json: undefined, markdown: undefined, cases: undefined };
  const asked = readWords(words, {
    parts,
    values: {
      "--rounds": roundsOf,
      "--json": asTyped,
      "--markdown": asTyped,
      "--cases": (text) => text.split(","),
    },
    flags: ["--small", "--stock"],
    usage: usage(parts),
  });
  const options = { ...none, small: false, stock: false, ...asked };
  if (options.small && options.markdown !== undefined)
    throw new Refusal(
      "--small only tries the bench: its figures are not for a document. Leave out --markdown.",
    );
  return options;
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
