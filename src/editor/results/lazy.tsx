import { type ComponentProps, lazy, Suspense } from "react";

/* Results at large: there are none before a first run, so a first visit does not wait for what draws them. */

const LazyValue = lazy(async () => ({ default: (await import("./value-view")).ValueViewPanel }));
const LazyFigure = lazy(async () => ({ default: (await import("./figure-view")).FigureView }));
const LazyFilm = lazy(async () => ({ default: (await import("./film-view")).FilmView }));

export function ValueViewPanel(props: ComponentProps<typeof LazyValue>) {
  return (
    <Suspense fallback={null}>
      <LazyValue {...props} />
    </Suspense>
  );
}

export function FigureView(props: ComponentProps<typeof LazyFigure>) {
  return (
    <Suspense fallback={null}>
      <LazyFigure {...props} />
    </Suspense>
  );
}

export function FilmView(props: ComponentProps<typeof LazyFilm>) {
  return (
    <Suspense fallback={null}>
      <LazyFilm {...props} />
    </Suspense>
  );
}
