/** What tabs of this page tell each other of the graphs in the browser. */
export type Word =
  /** Another tab wants to change it: whoever holds it lets it go. */
  | { readonly kind: "take over"; readonly graph: string }
  /** It was changed, and the change is kept. */
  | { readonly kind: "changed"; readonly graph: string }
  /** The list of graphs is another. */
  | { readonly kind: "list" };

let channel: BroadcastChannel | undefined;

function open(): BroadcastChannel | undefined {
  if (typeof BroadcastChannel === "undefined") return undefined;
  channel ??= new BroadcastChannel("tensorloom.graphs");
  return channel;
}

export function tellTabs(word: Word): void {
  open()?.postMessage(word);
}

/** Calls back with what other tabs tell; gives how to end it. */
export function listenToTabs(heard: (word: Word) => void): () => void {
  const listener = ({ data }: MessageEvent<Word>) => heard(data);
  const opened = open();
  opened?.addEventListener("message", listener);
  return () => opened?.removeEventListener("message", listener);
}
