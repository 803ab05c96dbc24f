import { lazy, Suspense, useMemo } from "react";

interface Text {
  readonly text: string;
  readonly drawings?: Readonly<Record<string, string>> | undefined;
}

const Rendered = lazy(async () => {
  const { stepHtml } = await import("./step-html");
  return {
    default: function Html({ text, drawings }: Text) {
      const html = useMemo(() => stepHtml(text, drawings), [text, drawings]);
      // biome-ignore lint/security/noDangerouslySetInnerHtml: Markdown that was cleaned of all that could run.
      return <div className="prose step-prose" dangerouslySetInnerHTML={{ __html: html }} />;
    },
  };
});

/** Text of a walkthrough. What draws formulas comes with the first text; until then it stands as it was written. */
export function StepProse(text: Text) {
  return (
    <Suspense fallback={<div className="prose step-prose whitespace-pre-line">{text.text}</div>}>
      <Rendered {...text} />
    </Suspense>
  );
}
