import { lazy, Suspense } from "react";
import { useShare } from "./share-store";

const OfferDialog = lazy(async () => ({ default: (await import("./offer-dialog")).OfferDialog }));
const ResultsDialog = lazy(async () => ({ default: (await import("./results-dialog")).ResultsDialog }));
const LinkDialog = lazy(async () => ({ default: (await import("./link-dialog")).LinkDialog }));
const PictureDialog = lazy(async () => ({ default: (await import("./picture-dialog")).PictureDialog }));
const BundleDialog = lazy(async () => ({ default: (await import("./bundle-dialog")).BundleDialog }));

/** What leaves this browser and what comes into it, each in a piece of its own that is loaded when it is asked for. */
export function ShareDialogs() {
  const dialog = useShare((state) => state.dialog);
  const isOffered = useShare((state) => state.offer !== undefined);
  const hasResults = useShare((state) => state.results !== undefined);
  return (
    <Suspense fallback={null}>
      {isOffered && <OfferDialog />}
      {hasResults && <ResultsDialog />}
      {dialog === "link" && <LinkDialog />}
      {dialog === "picture" && <PictureDialog />}
      {dialog === "bundle" && <BundleDialog />}
    </Suspense>
  );
}
