import { errorText } from "@/error-text";
import { toast } from "../panels/toast";
import { documentStore } from "../state/editor";
import { addLog, sessionStore } from "../state/session-store";
import { download, fileName } from "./document-files";
import { engine } from "./engine";

/** Saves the open graph as a PyTorch program, with what has to lie beside it; with `carry` to repeat the last run. */
export async function exportProgram(to: "notebook" | "script", carry = false): Promise<void> {
  const { graph } = documentStore.getState();
  const { facts } = sessionStore.getState();
  sessionStore.setState({ status: `Writing the ${to}` });
  try {
    const ready = await engine();
    const { name, file } = await ready.call("exportProgram", {
      graph,
      facts,
      to,
      name: fileName(graph.title),
      carry,
    });
    download(file, name);
    sessionStore.setState({ status: `Saved as ${name}` });
  } catch (error) {
    const reason = errorText(error);
    toast(`The ${to} was not written`, { description: reason, bad: true });
    addLog("error", `The ${to} was not written. ${reason}`);
    sessionStore.setState({ status: `Failed: the ${to} was not written. ${reason}` });
  }
}
