import { Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { MODEL_FORMATS, type ModelFormat } from "@/engine/protocol";
import { errorText } from "@/error-text";
import { download, fileName } from "../actions/document-files";
import { engine } from "../actions/engine";
import { documentStore } from "../state/editor";

const WORDS: Readonly<Record<ModelFormat, string>> = {
  safetensors: "The parameters by PyTorch's names; load_state_dict takes them.",
  onnx: "The network and its parameters, for onnxruntime and others. Pictures are [N, C, H, W].",
  tfjs: "A zip of model.json and its shards, for loadLayersModel. Pictures are [N, H, W, C].",
};
const FORMATS = Object.keys(MODEL_FORMATS) as ModelFormat[];

/** A trained model as a file for elsewhere, with its classes and how its pictures were prepared. */
export function SaveModel({ node, port }: { readonly node: string; readonly port: string }) {
  const [note, setNote] = useState("");
  const save = async (format: ModelFormat) => {
    setNote("Writing…");
    try {
      const ready = await engine();
      const bytes = await ready.call("saveModel", { node, port, format });
      const name = fileName(`${documentStore.getState().graph.title} ${node}`);
      const type = "application/octet-stream";
      download(new Blob([bytes], { type }), `${name}${MODEL_FORMATS[format].ending}`);
      setNote("");
    } catch (error) {
      setNote(errorText(error));
    }
  };
  return (
    <div className="mt-3">
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="button small">
          <Download size={12} aria-hidden /> Save the model as…
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="start"
            sideOffset={6}
            className="z-50 w-[290px] rounded-[10px] border border-line bg-panel p-1.5 shadow-[var(--shadow-high)]"
          >
            {FORMATS.map((format) => (
              <DropdownMenu.Item
                key={format}
                className="cursor-pointer rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-raised"
                onSelect={() => save(format)}
              >
                <span className="block">{MODEL_FORMATS[format].title}</span>
                <span className="block text-[11.5px] text-soft">{WORDS[format]}</span>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <p className="mt-1 text-[11.5px] text-soft" aria-live="polite">
        {note || "With its classes, and how its pictures were prepared, in the file."}
      </p>
    </div>
  );
}
