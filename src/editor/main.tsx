import { createRoot } from "react-dom/client";
import { engine } from "./actions/engine";
import { watchSettings } from "./actions/files";
import { watchKept } from "./actions/weights";
import { App } from "./app";
import "./editor.css";
import { showTheme } from "./panels/theme";
import { startUp } from "./saving/start-up";

showTheme();
await startUp();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
watchSettings();
watchKept();
// What nobody waits for.
import("./runs/run-book").then(({ openRunBook }) => openRunBook());
import("./offline").then(({ keepOffline }) => keepOffline());
// A link brings a graph: it is taken out of the address, and offered.
const followLink = () => {
  if (location.hash.startsWith("#g=")) import("./share/take-offer").then(({ takeLink }) => takeLink());
};
followLink();
addEventListener("hashchange", followLink);
// The engine measures the machine once the page stands.
requestAnimationFrame(() => setTimeout(() => engine().catch(() => {}), 50));
