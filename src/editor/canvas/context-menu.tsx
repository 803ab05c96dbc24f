import { Check } from "lucide-react";
import { ContextMenu } from "radix-ui";
import { type ReactNode, useRef, useState } from "react";
import { keysInWords } from "../actions/key-words";
import { focusCard } from "../palette/focus-card";
import { select, sessionStore } from "../state/session-store";
import { type MenuItem, type MenuTarget, menuItems } from "./menu-items";

/** The canvas with the menu of what lies under the pointer: by right-click, Shift+F10, or a long touch. */
export function CanvasMenu({ children }: { readonly children: ReactNode }) {
  const pressed = useRef<MenuTarget>(undefined);
  /** Done once the menu is closed: what it opens keeps the focus. */
  const chosen = useRef<() => void>(undefined);
  const [groups, setGroups] = useState<readonly (readonly MenuItem[])[]>([]);
  const remember = (event: {
    readonly target: EventTarget;
    readonly clientX: number;
    readonly clientY: number;
  }) => {
    pressed.current = targetOf(event);
  };
  return (
    <ContextMenu.Root
      modal={false}
      onOpenChange={(open) => {
        if (!open || !pressed.current) return;
        choose(pressed.current);
        setGroups(menuItems(pressed.current));
      }}
    >
      <ContextMenu.Trigger asChild>
        <div
          className="relative h-full w-full"
          role="application"
          aria-label="Graph"
          onPointerDownCapture={remember}
          onContextMenuCapture={remember}
        >
          {children}
        </div>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content
          className="z-50 min-w-[224px] rounded-[10px] border border-line bg-panel p-1.5 shadow-[var(--shadow-high)]"
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const act = chosen.current;
            chosen.current = undefined;
            if (act) act();
            else if (pressed.current?.kind === "node") focusCard(pressed.current.id);
          }}
        >
          {groups.map((items, index) => (
            <ContextMenu.Group key={items[0]?.title}>
              {index > 0 && <ContextMenu.Separator className="my-1.5 h-px bg-line" />}
              {items.map((item) => (
                <Item
                  key={item.title}
                  item={item}
                  take={() => {
                    chosen.current = item.act;
                  }}
                />
              ))}
            </ContextMenu.Group>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function Item(props: { readonly item: MenuItem; readonly take: () => void }) {
  const { title, keys, off = false, checked } = props.item;
  return (
    <ContextMenu.Item
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-disabled:cursor-default data-disabled:text-faint data-highlighted:bg-raised pointer-coarse:py-2.5"
      disabled={off}
      onSelect={props.take}
    >
      <span className="flex-1">{title}</span>
      {checked && <Check size={14} aria-label="on" />}
      {keys !== undefined && <span className="text-[11px] text-soft">{keysInWords(keys)}</span>}
    </ContextMenu.Item>
  );
}

/** What is pressed on is what the menu is about; a selection that it belongs to stays. */
function choose({ kind, id }: MenuTarget): void {
  const { selected } = sessionStore.getState();
  if (kind === "node" && !selected.includes(id)) select([id]);
  if (kind === "edge") select([], [id]);
}

function targetOf(event: {
  readonly target: EventTarget;
  readonly clientX: number;
  readonly clientY: number;
}): MenuTarget {
  const { target, clientX: x, clientY: y } = event;
  const element = target instanceof Element ? target : undefined;
  const node = element?.closest(".react-flow__node")?.getAttribute("data-id");
  if (node) return { kind: "node", id: node, x, y };
  const edge = element?.closest(".react-flow__edge")?.getAttribute("data-id");
  return edge ? { kind: "edge", id: edge, x, y } : { kind: "canvas", id: "", x, y };
}
