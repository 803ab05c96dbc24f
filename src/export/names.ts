/** Python's words, and names that everybody expects to be Python's own. */
const TAKEN = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield match case type print len list dict set str
  int float bool range zip map filter sum min max abs sorted open id input object next iter any all round hash vars dir
  main args ranks results self`.split(/\s+/),
);

/** Every identifier in these lines. */
export function identifiers(lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.match(/[A-Za-z_]\w*/g) ?? []));
}

/** A port whose value needs a variable. */
export interface Wanted {
  readonly node: string;
  readonly port: string;
  /** Whether the node has other outputs too. */
  readonly several: boolean;
}

/**
 * Readable variables: the node's id, with the port's name where the node has several outputs. A name that the lines use for
 * something of their own, or that another port has, gets a word or a number behind it.
 */
export function variables(wanted: readonly Wanted[], used: ReadonlySet<string>): ReadonlyMap<string, string> {
  const taken = new Set([...TAKEN, ...used]);
  const names = new Map<string, string>();
  for (const { node, port, several } of wanted) {
    const id = pythonIdentifier(node);
    const first = several ? `${id}_${pythonIdentifier(port)}` : id;
    const choices = [first, `${id}_${pythonIdentifier(port)}`, `the_${id}`];
    let name = choices.find((choice) => !taken.has(choice));
    for (let number = 2; name === undefined; number++) {
      if (!taken.has(`${first}_${number}`)) name = `${first}_${number}`;
    }
    taken.add(name);
    names.set(`${node}.${port}`, name);
  }
  return names;
}

/** `evaluate-test` becomes `evaluate_test`; ids begin with a letter as names in Python do. */
function pythonIdentifier(id: string): string {
  return id.replace(/[^A-Za-z0-9_]/g, "_");
}
