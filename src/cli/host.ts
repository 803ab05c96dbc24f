/** What the command line is handed by the script that starts it. */
export interface Host {
  /** Where the user stands: relative paths start here. */
  readonly folder: string;
  /** The built page's folder. */
  readonly page: string;
  /** The Content-Security-Policy that a file of the page is sent with, by the path of its address. */
  walls(path: string): string;
  /** A folder for what makes the next call better and may be lost; without one nothing is kept. */
  readonly cache?: string;
  /** Finds (or installs) a Chromium; throws a sentence when there is none. */
  chromium(): Promise<string>;
  readonly chromiumArguments: readonly string[];
  readonly stdout: Stream;
  readonly stderr: Stream;
}

export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** The exit statuses that scripts may rely on. */
export const EXIT = { done: 0, failed: 1, wrong: 2, stopped: 130 } as const;
