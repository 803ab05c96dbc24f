import { byWorth } from "../results/by-worth";
import { FigureView, FilmView, ValueViewPanel } from "../results/lazy";
import { useSession } from "../state/editor";
import { useNodeState } from "../state/use-node";

/** What a node made, large; while it runs, what it shows so far. */
export function Result({ id }: { readonly id: string }) {
  const preview = useSession(({ runs }) => runs[id]?.preview);
  const film = useSession(({ runs }) => runs[id]?.film);
  const views = useSession(({ runs }) => runs[id]?.views);
  const problem = useSession(({ runs }) => runs[id]?.problem);
  const text = useSession(({ runs }) => runs[id]?.text ?? "");
  const state = useNodeState(id);
  const live = state === "running";
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {problem && (
        <p className="rounded-lg border border-bad px-3 py-2 text-[12.5px]" role="alert">
          {problem.message}
        </p>
      )}
      {state === "stale" && (
        <p className="rounded-lg border border-[color-mix(in_oklab,var(--warn)_45%,var(--line))] bg-[color-mix(in_oklab,var(--warn)_8%,var(--panel))] px-3 py-2 text-[12.5px]">
          This is from the last run. Something it depends on was changed since: run again to renew it.
        </p>
      )}
      {live && text !== "" && <p className="text-soft">{text}</p>}
      {film && (live || !views) && <FilmView node={id} film={film} />}
      {preview && !film && (live || !views) && <FigureView figure={preview} />}
      {views &&
        !(live && preview) &&
        byWorth(Object.entries(views)).map(([port, view]) => (
          <ValueViewPanel
            key={port}
            node={id}
            port={port}
            view={view}
            alone={Object.keys(views).length === 1}
          />
        ))}
      {!preview && !views && !problem && (
        <p className="text-soft">
          {live ? "It is at work." : "There is no result yet. Press Run: it stands here when it is made."}
        </p>
      )}
    </div>
  );
}
