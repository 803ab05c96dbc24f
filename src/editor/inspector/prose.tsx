import { lazy, Suspense } from "react";

const Rendered = lazy(async () => {
  const { markdown } = await import("./markdown");
  return {
    default: ({ text }: { readonly text: string }) => (
      // biome-ignore lint/security/noDangerouslySetInnerHtml: Markdown that was cleaned of all that could run.
      <div className="prose" dangerouslySetInnerHTML={{ __html: markdown(text) }} />
    ),
  };
});

/** Markdown, cleaned. What reads it is loaded when it is first needed; until then the text stands as it was written. */
export function Prose({ text }: { readonly text: string }) {
  return (
    <Suspense fallback={<div className="prose whitespace-pre-line">{text}</div>}>
      <Rendered text={text} />
    </Suspense>
  );
}
