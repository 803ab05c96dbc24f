import { useMemo, useState } from "react";
import { LONGEST_LINK, linkFragment } from "@/files/graph-link";
import { canonicalText } from "@/graph/canonical";
import { saveFile } from "../actions/document-files";
import { Dialog } from "../panels/dialog";
import { useDocument } from "../state/editor";
import { openShare, shareStore } from "./share-store";

const close = () => shareStore.setState({ dialog: undefined });

/** The graph as a link: it stands behind the # of the address, which no browser sends to a server. */
export function LinkDialog() {
  const graph = useDocument((state) => state.graph);
  const link = useMemo(
    () => `${location.origin}${location.pathname}${linkFragment(canonicalText(graph))}`,
    [graph],
  );
  const [told, setTold] = useState("");
  const isTooLong = link.length > LONGEST_LINK;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setTold("Copied");
    } catch {
      setTold("This browser does not let pages copy. Select the link and copy it with Ctrl+C.");
    }
  };
  return (
    <Dialog
      title="Share a link"
      words="The whole graph is in the link itself: its settings, notes and names of files. No server sees it, and no picture is in it."
      close={close}
    >
      <div className="grid gap-3 px-5 py-4">
        {isTooLong ? (
          <p>
            The link would have {link.length.toLocaleString("en")} characters. Mail and chats cut links of
            more than {LONGEST_LINK.toLocaleString("en")}, so send the graph as a file.
          </p>
        ) : (
          <input
            className="field"
            readOnly
            aria-label="Link"
            value={link}
            onFocus={(event) => event.target.select()}
          />
        )}
        <div className="flex flex-wrap items-center justify-end gap-2">
          <span className="flex flex-1 gap-1">
            <button type="button" className="button small plain" onClick={openShare("picture")}>
              A picture instead…
            </button>
            <button type="button" className="button small plain" onClick={openShare("bundle")}>
              A bundle instead…
            </button>
          </span>
          <span className="text-[12px] text-soft" aria-live="polite">
            {told || (isTooLong ? "" : `${link.length.toLocaleString("en")} characters`)}
          </span>
          {isTooLong ? (
            <button
              type="button"
              className="button run"
              onClick={() => {
                saveFile();
                close();
              }}
            >
              Save as a file
            </button>
          ) : (
            <button type="button" className="button run" onClick={copy}>
              Copy link
            </button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
