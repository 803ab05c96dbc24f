import { lazy, Suspense } from "react";
import { Boundary } from "../panels/boundary";
import { closeDialog, useSaving } from "./saving-store";

const StartPage = lazy(() => import("../start/start-page"));
const VersionsDialog = lazy(() => import("./versions-dialog"));
const SalvageDialog = lazy(() => import("./salvage-dialog"));

/** The dialogs of what is kept; their code comes with their first opening. */
export function SavingDialogs() {
  const dialog = useSaving((state) => state.dialog);
  const hasSalvage = useSaving((state) => state.salvage !== undefined);
  return (
    <Suspense>
      {dialog === "graphs" && (
        <Boundary part="The list of graphs" place="over" close={closeDialog}>
          <StartPage />
        </Boundary>
      )}
      {dialog === "versions" && <VersionsDialog />}
      {hasSalvage && <SalvageDialog />}
    </Suspense>
  );
}
