import { Toaster } from "sonner";
import { OpenBox } from "./box/box-dialog";
import { KeptFiles } from "./panels/kept-files";
import { CompareRuns } from "./runs/compare-dialog";
import { SavingDialogs } from "./saving/saving-dialogs";

/** What lies over the page when it is asked for. It comes a moment after the page, which does not wait for it. */
export default function Dialogs() {
  return (
    <>
      <OpenBox />
      <KeptFiles />
      <CompareRuns />
      <SavingDialogs />
      <Toaster position="bottom-center" toastOptions={{ className: "tl-toast" }} />
    </>
  );
}
