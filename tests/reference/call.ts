/** One call in the Python text of a case: `T.Resize((224, 224), antialias=False)`. */
export interface PythonCall {
  readonly name: string;
  /** The text of each positional argument. */
  readonly positional: string[];
  /** The text of each keyword argument. */
  readonly keywords: Record<string, string>;
}

/** Every call whose name starts with `prefix` ("T."), in the order of the text; names are given without it. */
export function callsIn(text: string, prefix: string): PythonCall[] {
  const calls: PythonCall[] = [];
  const pattern = new RegExp(`(?<![\\w.])${prefix.replace(".", "\\.")}(\\w+)\\(`, "g");
  for (const match of text.matchAll(pattern)) {
    const positional: string[] = [];
    const keywords: Record<string, string> = {};
    for (const argument of argumentsFrom(text, match.index + match[0].length)) {
      const keyword = /^(\w+)=(.*)$/s.exec(argument);
      if (keyword?.[1] && keyword[2] !== undefined) keywords[keyword[1]] = keyword[2].trim();
      else positional.push(argument);
    }
    calls.push({ name: match[1] ?? "", positional, keywords });
  }
  return calls;
}

/** Splits at the commas outside brackets, up to the bracket that closes the call. */
function argumentsFrom(text: string, start: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = start;
  for (let i = start; i < text.length; i++) {
    const character = text[i] as string;
    if ("([".includes(character)) depth++;
    else if (")]".includes(character) && depth > 0) depth--;
    else if (character === ")" || (character === "," && depth === 0)) {
      const argument = text.slice(from, i).trim();
      if (argument) found.push(argument);
      if (character === ")") return found;
      from = i + 1;
    }
  }
  return found;
}

/** The numbers in a literal: `(224, 224)`, `[.485,.456]`, `1e-5`. Empty where the text is a name. */
export function numbersIn(text: string): number[] {
  return (text.match(/(?<![\w.])-?(\d+\.?\d*|\.\d+)(e-?\d+)?/g) ?? []).map(Number);
}
