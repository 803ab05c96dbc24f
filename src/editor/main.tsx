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
// What a part of the page catches is a fault of ours all the same: whoever looks for faults hears of it.
if (root) createRoot(root, { onCaughtError: reportError }).render(<App />);
watchSettings();
watchKept();
// What nobody waits for.
import("./runs/run-book").then(({ openRunBook }) => openRunBook());
if (sessionStorage.getItem("tensorloom.writing") !== null)
  import("./walkthrough/author/writing").then(({ resumeWriting }) => resumeWriting());
else if (sessionStorage.getItem("tensorloom.walkthrough") !== null)
  import("./walkthrough/follow").then(({ resumeInTab }) => resumeInTab());
import("./offline").then(({ keepOffline }) => keepOffline());
// A link brings a graph or a walkthrough: it is taken out of the address, and offered.
const followLink = () => {
  if (/^#[gw]=/.test(location.hash)) import("./share/take-offer").then(({ takeLink }) => takeLink());
};
followLink();
addEventListener("hashchange", followLink);
// The engine measures the machine once the page stands.
requestAnimationFrame(() => setTimeout(() => engine().catch(() => {}), 50));
