import { useEffect, useState } from "react";
import { bytesText } from "@/compile/amounts";
import { errorText } from "@/error-text";
import { withPngText } from "@/files/png-text";
import { canonicalText } from "@/graph/canonical";
import { download, fileName } from "../actions/document-files";
import { Dialog } from "../panels/dialog";
import { getDerived, useDocument } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { withoutPrivate } from "./contents";
import { pictureOfGraph } from "./picture-of-graph";
import { shareStore } from "./share-store";

const close = () => shareStore.setState({ dialog: undefined });

/** A picture of the graph as it stands there; with the graph inside only where its owner asks for that. */
export function PictureDialog() {
  const graph = useDocument((state) => state.graph);
  const [picture, setPicture] = useState<Blob>();
  const [address, setAddress] = useState("");
  const [fault, setFault] = useState("");
  const [inside, setInside] = useState({ graph: false, notes: false, files: false });
  useEffect(() => {
    let url = "";
    let isOver = false;
    pictureOfGraph(getDerived().checked, inside.notes).then(
      (made) => {
        if (isOver) return;
        url = URL.createObjectURL(made);
        setPicture(made);
        setAddress(url);
      },
      (error: unknown) => setFault(errorText(error)),
    );
    return () => {
      isOver = true;
      URL.revokeObjectURL(url);
    };
  }, [inside.notes]);
  const save = async () => {
    if (!picture) return;
    const plain = new Uint8Array(await picture.arrayBuffer());
    const bytes = inside.graph ? withPngText(plain, canonicalText(withoutPrivate(graph, inside))) : plain;
    const name = `${fileName(graph.title)}.png`;
    download(new Blob([bytes], { type: "image/png" }), name);
    sessionStore.setState({ status: `Saved as ${name}` });
    close();
  };
  return (
    <Dialog title="Picture of the graph" words={picture ? bytesText(picture.size) : "Drawing…"} close={close}>
      <div className="grid min-h-0 gap-3 overflow-y-auto px-5 py-4">
        {address !== "" && (
          <img
            src={address}
            alt={`The graph ${graph.title}`}
            className="max-h-[46vh] w-full rounded-lg border border-line object-contain"
          />
        )}
        {fault !== "" && (
          <p className="text-bad" role="alert">
            The picture could not be drawn: {fault}
          </p>
        )}
        <Tick
          label="Put the graph inside"
          about="Whoever drops the picture on Tensorloom can open the graph then."
          checked={inside.graph}
          set={(on) => setInside({ ...inside, graph: on })}
        />
        <Tick
          label="With its notes"
          about={graph.notes.length === 0 ? "It has none." : "Notes and frames; they may be yours alone."}
          disabled={graph.notes.length === 0}
          checked={inside.notes}
          set={(on) => setInside({ ...inside, notes: on })}
        />
        <Tick
          label="With the names and addresses of its files"
          about="The files themselves are never in it."
          disabled={!inside.graph || Object.keys(graph.assets).length === 0}
          checked={inside.files}
          set={(on) => setInside({ ...inside, files: on })}
        />
        <div className="flex justify-end">
          <button type="button" className="button run" disabled={!picture} onClick={save}>
            Save picture
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function Tick(props: {
  readonly label: string;
  readonly about: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly set: (on: boolean) => void;
}) {
  const { label, about, checked, disabled = false, set } = props;
  return (
    <label className="grid grid-cols-[20px_1fr] gap-x-2 data-[off=true]:opacity-60" data-off={disabled}>
      <input
        type="checkbox"
        className="mt-[3px] accent-(--accent)"
        disabled={disabled}
        checked={checked && !disabled}
        onChange={(event) => set(event.target.checked)}
      />
      <span>
        {label}
        <span className="block text-[12px] text-soft">{about}</span>
      </span>
    </label>
  );
}
