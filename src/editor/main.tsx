import { createRoot } from "react-dom/client";
import { engine } from "./actions/engine";
import { watchSettings } from "./actions/files";
import { watchKept } from "./actions/weights";
import { App } from "./app";
import "./editor.css";
import { keepOffline } from "./offline";
import { showTheme } from "./panels/theme";
import { openRunBook } from "./runs/run-book";
import { startUp } from "./saving/start-up";

showTheme();
await startUp();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
watchSettings();
watchKept();
openRunBook();
keepOffline();
// The engine measures the machine once the page stands.
requestAnimationFrame(() => setTimeout(() => engine().catch(() => {}), 50));
