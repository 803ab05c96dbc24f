import { toast } from "./panels/toast";
import { addLog, sessionStore } from "./state/session-store";

/** How long after the page stands the rest of its files is kept, ms: the engine's own start comes first. */
const PATIENCE = 4000;

/** Lets the browser keep the page's files, where it can and the page is a built one: it then works without a network. */
export async function keepOffline(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  try {
    const registration = await serviceWorker.register(new URL("./service-worker.js", document.baseURI));
    if (registration.waiting) offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const fresh = registration.installing;
      fresh?.addEventListener("statechange", () => {
        // On a first visit there is no older page to be renewed.
        if (fresh.state === "installed" && serviceWorker.controller) offer(fresh);
      });
    });
    const ready = await serviceWorker.ready;
    setTimeout(() => ready.active?.postMessage("keep the rest"), PATIENCE);
  } catch (error) {
    addLog(
      "info",
      `This browser keeps no copy of the page for times without a network: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** A newer page is there: it is taken when the user says so, never in the middle of something. */
function offer(fresh: ServiceWorker): void {
  toast("A newer Tensorloom is there", {
    description: "Your graph is kept. A run that goes on would end.",
    action: {
      label: sessionStore.getState().run.state === "idle" ? "Reload" : "End the run and reload",
      act() {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        fresh.postMessage("take over");
      },
    },
  });
}
