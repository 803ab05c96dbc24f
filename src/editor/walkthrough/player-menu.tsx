import { Ellipsis, LayoutList, PencilLine, RotateCcw, Send } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { restart, sayWhy } from "./follow";
import { openWalkthroughDialog, walkthroughStore } from "./walkthrough-store";

async function editCopy(): Promise<void> {
  const { progress } = walkthroughStore.getState();
  const { edit } = await import("./author/writing");
  if (progress) await edit(progress.text, progress.title);
}

/** What is done with a walkthrough as a whole. */
export function PlayerMenu() {
  const items = [
    { label: "Hand in…", icon: Send, act: openWalkthroughDialog("hand in") },
    { label: "All walkthroughs…", icon: LayoutList, act: openWalkthroughDialog("list") },
    { label: "Edit a copy", icon: PencilLine, act: () => void editCopy().catch(sayWhy) },
    { label: "Begin anew", icon: RotateCcw, act: () => void restart().catch(sayWhy) },
  ];
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button icon small plain" aria-label="More of this walkthrough">
        <Ellipsis size={15} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-[190px] rounded-[10px] border border-line bg-panel p-1.5 shadow-[var(--shadow-high)]"
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
  );
}
