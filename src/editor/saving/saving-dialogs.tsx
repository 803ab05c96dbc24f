import { lazy, Suspense } from "react";
import { useSaving } from "./saving-store";

const StartPage = lazy(() => import("../start/start-page"));
const VersionsDialog = lazy(() => import("./versions-dialog"));
const SalvageDialog = lazy(() => import("./salvage-dialog"));

/** The dialogs of what is kept; their code comes with their first opening. */
export function SavingDialogs() {
  const dialog = useSaving((state) => state.dialog);
  const hasSalvage = useSaving((state) => state.salvage !== undefined);
  return (
    <Suspense>
      {dialog === "graphs" && <StartPage />}
      {dialog === "versions" && <VersionsDialog />}
      {hasSalvage && <SalvageDialog />}
    </Suspense>
  );
}
