export const CHROMIUM_ARGUMENTS: readonly string[];
export function findChromium(environment?: Record<string, string | undefined>): Promise<string | undefined>;
export function ensureChromium(): Promise<string>;
