import type { Plugin } from "vite";

export function pageOffline(): Plugin;
export function buildOf(dir: string): {
  readonly version: string;
  readonly core: readonly string[];
  readonly rest: readonly string[];
};
