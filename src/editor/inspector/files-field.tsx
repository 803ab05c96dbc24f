import { FolderOpen, Trash2, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { bytesText } from "@/compile/amounts";
import type { NodeDefinition } from "@/graph/node";
import { droppedFiles, listedFiles } from "../actions/dropped";
import { giveFiles, takeFiles } from "../actions/files";
import { useDocument, useSession } from "../state/editor";
import { AddressField } from "./address-field";

const NONE: readonly string[] = [];

/** Where a node gets its files: dropped, picked, or as a folder. They stay on this machine. */
export function FilesField(props: {
  readonly id: string;
  readonly files: NonNullable<NodeDefinition["files"]>;
}) {
  const { id, files } = props;
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const asset = useDocument(({ graph }) => graph.assets[id]);
  const atHand = useSession(({ facts }) => facts.files.has(id));
  const checking = useSession(({ inspecting }) => inspecting[id]);
  const data = useSession(({ facts }) => facts.data[id]);
  const remarks = data?.remarks ?? NONE;
  return (
    <div>
      <h3 className="mb-1.5 text-[12px] font-medium">{files.label}</h3>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping has no key; the buttons inside do the same. */}
      <div
        className="rounded-lg border border-dashed border-line-strong bg-bg px-3 py-3 transition-colors data-[over=true]:border-accent data-[over=true]:bg-[color-mix(in_oklab,var(--accent)_8%,var(--bg))]"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={async (event) => {
          event.preventDefault();
          setOver(false);
          await giveFiles(id, await droppedFiles(event.dataTransfer));
        }}
      >
        {asset && atHand && (
          <div className="mb-2 flex items-center justify-between gap-2">
            <p className="min-w-0">
              <span className="block truncate font-medium">{asset.name}</span>
              <span className="text-[11.5px] text-soft">
                {bytesText(asset.bytes)}
                {data ? ` · ${data.length} pictures, ${data.classes.length} classes` : ""}
              </span>
            </p>
            <button
              type="button"
              className="button icon small plain"
              aria-label={`Take ${asset.name} away`}
              title="Take it away"
              onClick={() => takeFiles(id)}
            >
              <Trash2 size={13} />
            </button>
          </div>
        )}
        {asset && !atHand && !asset.url && (
          <p className="mb-2 text-[12.5px]">
            Give <b>{asset.name}</b> again: after a reload a page may not open your files by itself.
          </p>
        )}
        {!asset && <p className="mb-2 text-[12.5px] text-soft">Drop it here. It stays on this machine.</p>}
        <div className="flex flex-wrap gap-2">
          <button type="button" className="button small" onClick={() => picker.current?.click()}>
            <Upload size={13} aria-hidden /> {asset && atHand ? "Other file" : "Choose a file"}
          </button>
          {files.multiple && (
            <button type="button" className="button small" onClick={() => folder.current?.click()}>
              <FolderOpen size={13} aria-hidden /> Choose a folder
            </button>
          )}
        </div>
        <input
          ref={picker}
          type="file"
          hidden
          data-files={id}
          accept={files.accept}
          multiple={files.multiple}
          onChange={(event) => take(id, event.currentTarget)}
        />
        <input
          ref={folder}
          type="file"
          hidden
          data-folder={id}
          webkitdirectory=""
          onChange={(event) => take(id, event.currentTarget)}
        />
      </div>
      {files.sets && <AddressField id={id} />}
      {checking && (
        <p
          className={`mt-1.5 text-[12px] ${checking.failed ? "text-bad" : "text-soft"}`}
          role={checking.failed ? "alert" : undefined}
        >
          {checking.text}
        </p>
      )}
      {remarks.length > 0 && (
        <ul className="mt-1.5 grid gap-1 text-[12px] text-soft">
          {remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function take(id: string, input: HTMLInputElement): void {
  const files = listedFiles(input.files ?? []);
  // The same file may be picked again after it was mended.
  input.value = "";
  giveFiles(id, files);
}
