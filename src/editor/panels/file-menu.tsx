import {
  Check,
  FilePlus2,
  FolderOpen,
  HardDrive,
  History,
  LayoutGrid,
  Menu,
  RotateCcw,
  Save,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { newGraph, pickFile, restoreExample, saveFile } from "../actions/document-files";
import { chooseKernels, kernelChoice } from "../actions/engine";
import { openGraphs, openVersions } from "../saving/saving-store";
import { useSession } from "../state/editor";
import { openKept } from "../state/weights-store";

/** What is done with whole graphs, and choices for the machine. */
export default function FileMenu({ isAsked }: { readonly isAsked: boolean }) {
  const items = [
    { label: "Graphs…", icon: LayoutGrid, keys: "", act: openGraphs },
    { label: "New graph", icon: FilePlus2, keys: "", act: newGraph },
    { label: "Open a file…", icon: FolderOpen, keys: "Ctrl+O", act: pickFile },
    { label: "Save as a file", icon: Save, keys: "Ctrl+S", act: saveFile },
    { label: "Versions…", icon: History, keys: "", act: openVersions },
    { label: "Steel example", icon: RotateCcw, keys: "", act: restoreExample },
    { label: "Kept files…", icon: HardDrive, keys: "", act: openKept },
  ];
  return (
    <DropdownMenu.Root modal={false} defaultOpen={isAsked}>
      <DropdownMenu.Trigger className="button icon plain" aria-label="File" title="File">
        <Menu size={16} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-50 min-w-[210px] rounded-[10px] border border-line bg-panel p-1.5 shadow-[var(--shadow-high)]"
        >
          {items.map(({ label, icon: Icon, keys, act }) => (
            <DropdownMenu.Item
              key={label}
              className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-raised"
              onSelect={act}
            >
              <Icon size={15} className="text-soft" aria-hidden />
              <span className="flex-1">{label}</span>
              <span className="text-[11px] text-faint">{keys}</span>
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
          <ExactKernels />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Convolutions on the CPU by the definition, for whom the last digits matter. */
function ExactKernels() {
  const [exact, setExact] = useState(kernelChoice() === "exact");
  const isIdle = useSession(({ run }) => run.state === "idle");
  return (
    <DropdownMenu.CheckboxItem
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-disabled:opacity-50 data-highlighted:bg-raised"
      title="Convolutions by the definition, exact to float32's last digits, instead of Winograd's faster way"
      checked={exact}
      disabled={!isIdle}
      onCheckedChange={(on) => {
        chooseKernels(on ? "exact" : "fast");
        setExact(on);
      }}
    >
      <span className="grid size-[15px] place-items-center rounded-[3px] border border-line-strong">
        <DropdownMenu.ItemIndicator>
          <Check size={12} aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
      <span className="flex-1">Exact kernels</span>
      <span className="text-[11px] text-faint">slower</span>
    </DropdownMenu.CheckboxItem>
  );
}
