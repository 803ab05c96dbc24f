/** What was thrown, in words: an error's message, and anything else as it prints. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
