import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useRef, useState } from "react";
import { keysInWords } from "../actions/key-words";
import { focusCard } from "../palette/focus-card";
import { select, sessionStore } from "../state/session-store";
import { type MenuItem, type MenuTarget, menuItems } from "./menu-items";

/** The menu of what was pressed on, at the place where that was. */
export function OpenMenu({ target, close }: { readonly target: MenuTarget; readonly close: () => void }) {
  const [groups] = useState(() => {
    choose(target);
    return menuItems(target);
  });
  const [open, setOpen] = useState(true);
  /** Done once the menu is closed: what it opens keeps the focus. */
  const chosen = useRef<() => void>(undefined);
  const isLeft = useRef(false);
  return (
    <DropdownMenu.Root open={open} onOpenChange={setOpen} modal={false}>
      <DropdownMenu.Trigger asChild>
        <span className="fixed size-0" style={{ left: target.x, top: target.y }} tabIndex={-1} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="z-50 min-w-[224px] rounded-[10px] border border-line bg-panel p-1.5 shadow-[var(--shadow-high)]"
          aria-label={WHOSE[target.kind]}
          // The place that it hangs on has no name of its own.
          aria-labelledby={undefined}
          align="start"
          collisionPadding={8}
          onInteractOutside={() => {
            isLeft.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            close();
            if (chosen.current) chosen.current();
            else if (target.kind === "node" && !isLeft.current) focusCard(target.id);
          }}
        >
          {groups.map((items, index) => (
            <DropdownMenu.Group key={items[0]?.title}>
              {index > 0 && <DropdownMenu.Separator className="my-1.5 h-px bg-line" />}
              {items.map((item) => (
                <Item
                  key={item.title}
                  item={item}
                  take={() => {
                    chosen.current = item.act;
                  }}
                />
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const WHOSE: Readonly<Record<MenuTarget["kind"], string>> = {
  node: "Of this node",
  edge: "Of this edge",
  canvas: "Of the graph",
};

function Item(props: { readonly item: MenuItem; readonly take: () => void }) {
  const { title, keys, off = false, checked } = props.item;
  return (
    <DropdownMenu.Item
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-disabled:cursor-default data-disabled:text-faint data-highlighted:bg-raised pointer-coarse:py-2.5"
      disabled={off}
      onSelect={props.take}
    >
      <span className="flex-1">{title}</span>
      {checked && <Check size={14} aria-label="on" />}
      {keys !== undefined && <span className="text-[11px] text-soft">{keysInWords(keys)}</span>}
    </DropdownMenu.Item>
  );
}

/** What is pressed on is what the menu is about; a selection that it belongs to stays. */
function choose({ kind, id }: MenuTarget): void {
  const { selected } = sessionStore.getState();
  if (kind === "node" && !selected.includes(id)) select([id]);
  if (kind === "edge") select([], [id]);
}
