import { createStore } from "zustand/vanilla";

/** What on the canvas is being written in: the title of a group or frame, the words of a note, by the canvas's key for it. */
export const lookStore = createStore<{ readonly writing: string | undefined }>(() => ({
  writing: undefined,
}));

export function write(key: string | undefined): void {
  lookStore.setState({ writing: key });
}
