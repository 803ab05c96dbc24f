import { Blocks, Download, Trash2, Upload } from "lucide-react";
import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { Block } from "@/graph/blocks";
import { sizeFault } from "@/graph/parse";
import { download, fileName } from "../actions/document-files";
import { counted, say } from "../actions/say";
import { BLOCK_TYPE } from "../canvas/canvas-drop";
import { toast } from "../panels/toast";
import { sessionStore } from "../state/session-store";
import { blockText, readBlock } from "./block-file";
import { blockShelf, findBlock, keepBlock, openBlockShelf, removeBlock } from "./block-shelf";
import { putBlock } from "./put-block";

/** The library's section of blocks that the user made from groups: dragged in as nodes are. */
export function YourBlocks({ place }: { readonly place: () => readonly [number, number] }) {
  const blocks = useStore(blockShelf, (shelf) => shelf.blocks);
  const picker = useRef<HTMLInputElement>(null);
  useEffect(() => {
    openBlockShelf();
  }, []);
  return (
    <section aria-label="Your blocks">
      <div className="flex items-center pt-2 pl-2">
        <h4 className="flex-1 text-[11px] font-semibold text-soft">Your blocks</h4>
        <button
          type="button"
          className="button icon small plain"
          aria-label="Import a block"
          title="Import a block from a file"
          onClick={() => picker.current?.click()}
        >
          <Upload size={13} aria-hidden />
        </button>
        <input
          ref={picker}
          type="file"
          hidden
          accept=".json,application/json"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = "";
            if (file) importBlock(file);
          }}
        />
      </div>
      {blocks.length === 0 ? (
        <p className="px-2 py-1 text-[12px] text-soft">
          Group nodes with Ctrl+G, then choose “Save as block”: the group is here for every graph.
        </p>
      ) : (
        <ul>
          {blocks.map((block) => (
            <Item
              key={block.id}
              block={block}
              put={() => {
                putBlock(block.id, place());
                sessionStore.setState({ drawer: undefined });
              }}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Item({ block, put }: { readonly block: Block; readonly put: () => void }) {
  const count = Object.keys(block.graph.nodes).length;
  return (
    <li className="group/block flex items-center rounded-[7px] hover:bg-[color-mix(in_oklab,var(--accent)_9%,transparent)]">
      <button
        type="button"
        draggable
        className="flex min-w-0 flex-1 cursor-grab items-center gap-2.5 rounded-[7px] px-2 py-[5px] text-left"
        title={`${counted(count, "node")}\nDrag it onto the canvas, or double-click to add it.`}
        onDragStart={(event) => {
          event.dataTransfer.setData(BLOCK_TYPE, block.id);
          event.dataTransfer.effectAllowed = "copy";
        }}
        onDoubleClick={put}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          put();
        }}
      >
        <Blocks size={12} className="flex-none text-soft" aria-hidden />
        <span className="truncate">{block.title}</span>
      </button>
      <span className="flex opacity-0 group-focus-within/block:opacity-100 group-hover/block:opacity-100">
        <button
          type="button"
          className="button icon small plain"
          aria-label={`Save ${block.title} as a file`}
          title="Save it as a file"
          onClick={() =>
            download(
              new Blob([blockText(block)], { type: "application/json" }),
              `${fileName(block.title)}.block.json`,
            )
          }
        >
          <Download size={13} aria-hidden />
        </button>
        <button
          type="button"
          className="button icon small plain"
          aria-label={`Remove ${block.title}`}
          title="Remove it from the library. Groups that were made from it stay"
          onClick={() => {
            removeBlock(block.id);
            say(`Removed ${block.title} from your blocks`);
          }}
        >
          <Trash2 size={13} aria-hidden />
        </button>
      </span>
    </li>
  );
}

async function importBlock(file: File): Promise<void> {
  const fault = sizeFault(file.size, "block");
  const read = fault ? { reason: fault } : readBlock(await file.text(), crypto.randomUUID(), Date.now());
  if ("reason" in read) {
    toast(`${file.name} was not imported`, { description: read.reason, bad: true });
    return;
  }
  const old = findBlock(read.block.id);
  const before = old ? [{ digest: old.digest, graph: old.graph }, ...old.before] : [];
  keepBlock({ ...read.block, before: before.filter(({ digest }) => digest !== read.block.digest) });
  say(`Imported ${read.block.title}`);
}
