/** The machine that torch.mjs installs on; tests put another in its place. */
export interface Machine {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly pythons?: readonly string[];
  readonly isRoot?: boolean;
  /** Milliseconds. */
  readonly patience?: number;
  readonly pause?: number;
}

export function ensureTorch(say: (line: string) => void, machine?: Machine): Promise<void>;
