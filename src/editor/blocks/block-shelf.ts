import { createStore as createShelf, del, entries, set } from "idb-keyval";
import { createStore } from "zustand/vanilla";
import type { Block } from "@/graph/blocks";
import { addLog } from "../state/session-store";

/** The user's own blocks, the newest first; `isOpen` once those that this browser kept are there. */
export const blockShelf = createStore<{ readonly blocks: readonly Block[]; readonly isOpen: boolean }>(
  () => ({
    blocks: [],
    isOpen: false,
  }),
);

const shelf = () => createShelf("tensorloom-blocks", "blocks");
let opening: Promise<void> | undefined;

/** Brings back what this browser kept. Where it keeps nothing, the blocks of this visit are all there are. */
export function openBlockShelf(): Promise<void> {
  opening ??= bringBack();
  return opening;
}

async function bringBack(): Promise<void> {
  try {
    const kept = await entries<string, Block>(shelf());
    const blocks = kept.map(([, block]) => block).filter(({ graph }) => typeof graph?.nodes === "object");
    blockShelf.setState((state) => ({ blocks: newestFirst([...blocks, ...state.blocks]) }));
  } catch (error) {
    notKept(error);
  }
  blockShelf.setState({ isOpen: true });
}

export function keepBlock(block: Block): void {
  blockShelf.setState(({ blocks }) => ({ blocks: newestFirst([...blocks, block]) }));
  set(block.id, block, shelf()).catch(notKept);
}

/** Takes a block from the list. Instances of it stay as they are. */
export function removeBlock(id: string): void {
  blockShelf.setState(({ blocks }) => ({ blocks: blocks.filter((block) => block.id !== id) }));
  del(id, shelf()).catch(notKept);
}

export function findBlock(id: string | undefined): Block | undefined {
  return blockShelf.getState().blocks.find((block) => block.id === id);
}

/** Of two with one id the later one counts. */
function newestFirst(blocks: readonly Block[]): readonly Block[] {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  return [...byId.values()].sort((a, b) => b.at - a.at);
}

function notKept(error: unknown): void {
  addLog(
    "warning",
    `This browser did not keep your blocks: ${error instanceof Error ? error.message : error}`,
  );
}
