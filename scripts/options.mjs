import { Refusal } from "./install.mjs";

/**
 * Reads the words after `npm run NAME --`: parts by their names, none being all of them; flags; and options with a value,
 * each read by its own function. Throws a Refusal that says what there is.
 */
export function readWords(words, { parts, values, flags = [], usage }) {
  const found = { parts: [] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const name = word.replace(/^--/, "");
    if (parts.includes(word)) found.parts.push(word);
    else if (flags.includes(word)) found[name] = true;
    else if (Object.hasOwn(values, word)) {
      const value = words[++at];
      if (value === undefined || value.startsWith("-")) throw new Refusal(`${word} needs a value after it.`);
      found[name] = values[word](value);
    } else throw new Refusal(`There is no ${word}. ${usage}`);
  }
  return { ...found, parts: found.parts.length > 0 ? [...new Set(found.parts)] : [...parts] };
}
