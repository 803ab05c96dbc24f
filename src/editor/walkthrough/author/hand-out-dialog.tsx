import { useMemo, useState } from "react";
import { bytesText } from "@/compile/amounts";
import { errorText } from "@/error-text";
import { LARGEST_DATA, writeBundle } from "@/files/bundle";
import { LONGEST_LINK, linkFragment } from "@/files/graph-link";
import { canonicalText } from "@/graph/canonical";
import { registry } from "@/registry";
import { findings } from "@/walkthrough/author/check";
import type { Walkthrough } from "@/walkthrough/document";
import { walkthroughText } from "@/walkthrough/text";
import { download, fileName } from "../../actions/document-files";
import { givenFiles } from "../../actions/engine";
import { Dialog } from "../../panels/dialog";
import { authorStore, useAuthor } from "./author-store";
import { checkDraft, startGraph } from "./writing";

const close = () => authorStore.setState({ isHandingOut: false });

/** A file, a link, or a bundle with the graph and pictures: what a class gets. */
export default function HandOutDialog({ draft }: { readonly draft: Walkthrough }) {
  const template = useAuthor((state) => state.template);
  const start = startGraph(draft, template);
  const found = useMemo(() => findings(draft, start, registry), [draft, start]);
  const faults = found.filter(({ weight }) => weight === "fault");
  const remarks = found.length - faults.length;
  return (
    <Dialog
      title="Hand out the walkthrough"
      words="Whoever opens it gets the steps and the graph that it begins with. Nothing is uploaded."
      close={close}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <div className="grid min-h-0 gap-4 overflow-y-auto px-5 py-4" tabIndex={0}>
        {faults.length > 0 ? (
          <div className="grid gap-2">
            <p>Nobody could open it as it is:</p>
            <ul className="grid gap-1">
              {faults.map(({ step, text }) => {
                const at = draft.steps.findIndex(({ id }) => id === step);
                return (
                  <li key={`${step} ${text}`} className="text-bad">
                    {at < 0 ? "" : `Step ${at + 1}: `}
                    {text}
                  </li>
                );
              })}
            </ul>
            <ToFindings words="Mend it" />
          </div>
        ) : (
          <>
            {remarks > 0 && (
              <div className="remark flex items-center gap-3">
                <p className="flex-1">
                  The check finds {remarks} {remarks === 1 ? "thing" : "things"} to look at. It can be handed
                  out all the same.
                </p>
                <ToFindings words="Look at it" />
              </div>
            )}
            <AsFile draft={draft} />
            <AsLink draft={draft} />
            <AsBundle draft={draft} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function ToFindings({ words }: { readonly words: string }) {
  return (
    <button
      type="button"
      className="button small w-fit"
      onClick={() => {
        checkDraft();
        close();
      }}
    >
      {words}
    </button>
  );
}

function Way(props: { readonly title: string; readonly words: string; readonly children: React.ReactNode }) {
  return (
    <section className="grid gap-2">
      <div>
        <h3 className="font-semibold">{props.title}</h3>
        <p className="text-[12px] text-soft">{props.words}</p>
      </div>
      {props.children}
    </section>
  );
}

function AsFile({ draft }: { readonly draft: Walkthrough }) {
  const save = () => {
    const file = new Blob([walkthroughText(draft)], { type: "application/json" });
    download(file, `${fileName(draft.title)}.json`);
    close();
  };
  return (
    <Way
      title="File"
      words="Students open it as any file, or drop it on the page. You can go on with it later."
    >
      <button type="button" className="button run w-fit" onClick={save}>
        Save the file
      </button>
    </Way>
  );
}

function AsLink({ draft }: { readonly draft: Walkthrough }) {
  const link = useMemo(
    () => `${location.origin}${location.pathname}${linkFragment(JSON.stringify(draft), "walkthrough")}`,
    [draft],
  );
  const [told, setTold] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setTold("Copied");
    } catch {
      setTold("This browser does not let pages copy. Select the link and copy it with Ctrl+C.");
    }
  };
  if (link.length > LONGEST_LINK)
    return (
      <Way
        title="Link"
        words={`It would have ${link.length.toLocaleString("en")} characters. Mail and chats cut links of more than ${LONGEST_LINK.toLocaleString("en")}, so hand out the file.`}
      >
        {null}
      </Way>
    );
  return (
    <Way title="Link" words="The whole walkthrough is in the link itself. No server sees it.">
      <div className="flex items-center gap-2">
        <input
          className="field"
          readOnly
          aria-label="Link"
          value={link}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="button flex-none" onClick={copy}>
          Copy link
        </button>
      </div>
      <p className="text-[12px] text-soft" aria-live="polite">
        {told}
      </p>
    </Way>
  );
}

function AsBundle({ draft }: { readonly draft: Walkthrough }) {
  const template = useAuthor((state) => state.template);
  const start = startGraph(draft, template);
  const data = [...givenFiles()].filter(([node]) => Object.hasOwn(start.nodes, node));
  const size = data.flatMap(([, files]) => files).reduce((sum, { file }) => sum + file.size, 0);
  const [withData, setWithData] = useState(true);
  const [fault, setFault] = useState("");
  const canTake = data.length > 0 && size <= LARGEST_DATA;
  const save = async () => {
    try {
      const bundle = await writeBundle({
        title: draft.title,
        graph: canonicalText(start),
        walkthrough: walkthroughText(draft),
        ...(canTake && withData ? { data: new Map(data) } : {}),
      });
      download(bundle, `${fileName(draft.title)}.loom`);
      close();
    } catch (error) {
      setFault(errorText(error));
    }
  };
  return (
    <Way
      title="Bundle"
      words="One file with the walkthrough, its graph, and the pictures that you gave here."
    >
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          disabled={!canTake}
          checked={canTake && withData}
          onChange={(event) => setWithData(event.target.checked)}
        />
        {data.length === 0
          ? "No pictures were given to its nodes in this visit"
          : `The pictures, ${bytesText(size)}; at most ${bytesText(LARGEST_DATA)}`}
      </label>
      {fault !== "" && (
        <p className="text-bad" role="alert">
          {fault}
        </p>
      )}
      <button type="button" className="button w-fit" onClick={save}>
        Save the bundle
      </button>
    </Way>
  );
}
