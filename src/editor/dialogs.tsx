import { Toaster } from "sonner";
import { OpenBox } from "./box/box-dialog";
import { RefusalBubble } from "./canvas/refusal-bubble";
import { Palette } from "./palette/palette";
import { ShortcutsSheet } from "./palette/shortcuts-sheet";
import { KeptFiles } from "./panels/kept-files";
import { MachineDialog } from "./panels/machine-dialog";
import { CompareRuns } from "./runs/compare-dialog";
import { SavingDialogs } from "./saving/saving-dialogs";
import { ShareDialogs } from "./share/share-dialogs";
import { WalkthroughDialogs } from "./walkthrough/walkthrough-dialogs";

export { unfoldTo } from "./actions/groups";
export { putBlock } from "./blocks/put-block";
export { YourBlocks } from "./blocks/your-blocks";
export { LooksBar } from "./canvas/looks-bar";
export { keyOnLook } from "./canvas/looks-keys";
export { FoldedCard } from "./groups/folded-card";
export { GroupFrame } from "./groups/group-frame";
export { NoteCard } from "./notes/note-card";
export { NoteFrame } from "./notes/note-frame";

/** What lies over the page when it is asked for. It comes a moment after the page, which does not wait for it. */
export default function Dialogs() {
  return (
    <>
      <Palette />
      <ShortcutsSheet />
      <OpenBox />
      <KeptFiles />
      <MachineDialog />
      <CompareRuns />
      <RefusalBubble />
      <ShareDialogs />
      <SavingDialogs />
      <WalkthroughDialogs />
      <Toaster position="bottom-center" toastOptions={{ className: "tl-toast" }} />
    </>
  );
}

/** They come in the same piece: each piece more would cut what all need into smaller ones, which pack worse. */
export { commandFor } from "./actions/shortcuts";
export { BendHandles } from "./canvas/bend-handles";
export { FittingMenu } from "./canvas/fitting-menu";
export { OpenMenu } from "./canvas/open-menu";
