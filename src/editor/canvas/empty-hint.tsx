import { pickFile, restoreExample } from "../actions/document-files";

/** What to do with an empty canvas. */
export function EmptyHint() {
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center">
      <div className="pointer-events-auto max-w-[340px] text-center">
        <h2 className="text-[15px] font-semibold">An empty graph</h2>
        <p className="mt-1 text-soft">
          Drag a node from the library, or press <kbd className="code">/</kbd> or double-click here, type its
          name and press Enter.
        </p>
        <div className="mt-4 flex justify-center gap-2">
          <button type="button" className="button" onClick={restoreExample}>
            Steel example
          </button>
          <button type="button" className="button" onClick={pickFile}>
            Open a file
          </button>
        </div>
      </div>
    </div>
  );
}
