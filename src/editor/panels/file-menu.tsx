import {
  Check,
  Cpu,
  FileClock,
  FileCode2,
  FilePlus2,
  FolderOpen,
  GraduationCap,
  HardDrive,
  History,
  Image,
  LayoutGrid,
  Link2,
  Menu,
  NotebookPen,
  NotebookText,
  Package,
  PencilLine,
  RotateCcw,
  Save,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import type { ValueView } from "../../engine/protocol";
import { newGraph, pickFile, restoreExample, saveFile } from "../actions/document-files";
import { chooseKernels, kernelChoice } from "../actions/engine";
import { openGraphs, openVersions } from "../saving/saving-store";
import { openShare } from "../share/share-store";
import { useSession } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { openKept } from "../state/weights-store";
import { openWalkthroughDialog } from "../walkthrough/walkthrough-store";

/** What is done with whole graphs, and choices for the machine. */
export default function FileMenu({ isAsked }: { readonly isAsked: boolean }) {
  const hasTrained = useSession(
    ({ run, runs }) => run.state === "idle" && Object.values(runs).some(({ views }) => isTrained(views)),
  );
  const items = [
    { label: "Graphs…", icon: LayoutGrid, keys: "", act: openGraphs },
    { label: "Walkthroughs…", icon: GraduationCap, keys: "", act: openWalkthroughDialog("list") },
    { label: "Write a walkthrough", icon: PencilLine, keys: "", act: writeWalkthrough },
    { label: "New graph", icon: FilePlus2, keys: "", act: newGraph },
    { label: "Open a file…", icon: FolderOpen, keys: "Ctrl+O", act: pickFile },
    { label: "Save as a file", icon: Save, keys: "Ctrl+S", act: saveFile },
    { label: "Share a link…", icon: Link2, keys: "", act: openShare("link") },
    { label: "Save as a picture…", icon: Image, keys: "", act: openShare("picture") },
    { label: "Save as a bundle…", icon: Package, keys: "", act: openShare("bundle") },
    { label: "Export a notebook…", icon: NotebookText, keys: "", act: exportAs("notebook") },
    { label: "Export a PyTorch script…", icon: FileCode2, keys: "", act: exportAs("script") },
    ...(hasTrained
      ? [
          {
            label: "Export a notebook with this run…",
            icon: NotebookPen,
            keys: "",
            act: exportAs("notebook", true),
          },
          {
            label: "Export a script with this run…",
            icon: FileClock,
            keys: "",
            act: exportAs("script", true),
          },
        ]
      : []),
    { label: "Versions…", icon: History, keys: "", act: openVersions },
    { label: "Steel example", icon: RotateCcw, keys: "", act: restoreExample },
    { label: "Kept files…", icon: HardDrive, keys: "", act: openKept },
    {
      label: "This machine…",
      icon: Cpu,
      keys: "",
      act: () => sessionStore.setState({ machineOpen: true }),
    },
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

/** What a teacher writes with is loaded when one writes. */
async function writeWalkthrough(): Promise<void> {
  const [{ write }, { sayWhy }] = await Promise.all([
    import("../walkthrough/author/writing"),
    import("../walkthrough/follow"),
  ]);
  await write().catch(sayWhy);
}

/** Only a training has something to carry: where the pictures went, first weights, orders and losses. */
function isTrained(views: Readonly<Record<string, ValueView>> = {}): boolean {
  return Object.values(views).some(({ kind }) => kind === "History");
}

/** What saves a program is loaded when it is asked for. */
const exportAs = (to: "notebook" | "script", carry?: true) => async () => {
  const { exportProgram } = await import("../actions/export-program");
  await exportProgram(to, carry);
};

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
