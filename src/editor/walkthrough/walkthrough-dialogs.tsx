import { lazy, Suspense } from "react";
import { useWalkthrough } from "./walkthrough-store";

const CheckDialog = lazy(() => import("./check-dialog"));
const HandInDialog = lazy(() => import("./hand-in-dialog"));
const ListDialog = lazy(() => import("./list-dialog"));

/** The dialogs of walkthroughs; their code comes with their first opening. */
export function WalkthroughDialogs() {
  const dialog = useWalkthrough((state) => state.dialog);
  return (
    <Suspense>
      {dialog === "list" && <ListDialog />}
      {dialog === "check" && <CheckDialog />}
      {dialog === "hand in" && <HandInDialog />}
    </Suspense>
  );
}
