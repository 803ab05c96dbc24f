import { Copy, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useId, useState } from "react";
import type { Summary } from "../saving/place";
import { PictureView } from "./picture-view";

/** A graph in the list: its picture and title open it; what else can be done with it is in its menu. */
export function GraphCard(props: {
  readonly summary: Pick<Summary, "title" | "picture">;
  /** Said below the title. */
  readonly words: string;
  readonly isOpen?: boolean;
  readonly open: () => void;
  readonly rename?: (title: string) => void;
  readonly duplicate?: () => void;
  readonly remove?: () => void;
}) {
  const { summary, words, isOpen = false, open, rename, duplicate, remove } = props;
  const [renaming, setRenaming] = useState(false);
  const about = useId();
  const title = summary.title || "Untitled";
  const items = [
    { label: "Rename", icon: Pencil, act: rename && (() => setRenaming(true)) },
    { label: "Duplicate", icon: Copy, act: duplicate },
    { label: "Delete", icon: Trash2, act: remove },
  ].flatMap(({ act, ...item }) => (act ? [{ ...item, act }] : []));
  return (
    <li className="graph-card" data-open={isOpen}>
      <button type="button" className="graph-card-open" aria-describedby={about} onClick={open}>
        <PictureView picture={summary.picture} />
        {!renaming && <span className="graph-card-title">{title}</span>}
      </button>
      {renaming && (
        <TitleField
          title={summary.title}
          done={(text) => {
            setRenaming(false);
            if (text && text !== summary.title) rename?.(text);
          }}
        />
      )}
      <p id={about} className="graph-card-words">
        {isOpen ? `Open now · ${words}` : words}
      </p>
      {items.length > 0 && (
        <DropdownMenu.Root modal={false}>
          <DropdownMenu.Trigger
            className="button icon small plain absolute right-1.5 bottom-2"
            aria-label={`More for ${title}`}
          >
            <Ellipsis size={15} />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content
              align="end"
              sideOffset={4}
              className="z-60 min-w-[160px] rounded-[10px] border border-line bg-panel p-1.5 shadow-[var(--shadow-high)]"
              onCloseAutoFocus={(event) => {
                if (renaming) event.preventDefault();
              }}
            >
              {items.map(({ label, icon: Icon, act }) => (
                <DropdownMenu.Item
                  key={label}
                  className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-raised"
                  onSelect={act}
                >
                  <Icon size={15} className="text-soft" aria-hidden />
                  {label}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
    </li>
  );
}

/** The title as it is typed: Enter and leaving keep it, Escape does not. */
function TitleField({ title, done }: { readonly title: string; readonly done: (text: string) => void }) {
  return (
    <input
      ref={(field) => field?.select()}
      className="field mx-2.5 mt-1.5 h-[26px] w-auto! font-semibold"
      aria-label="New title"
      data-escape="own"
      maxLength={200}
      defaultValue={title}
      onBlur={(event) => done(event.currentTarget.value.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key !== "Escape") return;
        event.currentTarget.value = title;
        done(title);
      }}
    />
  );
}
