import type { Grade } from "@/walkthrough/grade";

/** A row for each submission; what is missing opens below it. */
export function GradeTable({ grades }: { readonly grades: readonly Grade[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <div className="min-h-0 overflow-auto rounded-lg border border-line" tabIndex={0}>
      <table className="w-full border-collapse text-[12.5px] tabular-nums">
        <thead className="sticky top-0 bg-raised text-left text-[11.5px] text-soft">
          <tr>
            {["Student", "Steps met", "Answers right", "Minutes", "To look at"].map((title) => (
              <th key={title} className="px-3 py-1.5 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grades.map((one) => (
            <tr key={one.file} className="border-line border-t align-top">
              <th scope="row" className="px-3 py-1.5 text-left font-medium">
                {one.student || one.file}
                {one.student !== "" && (
                  <span className="block font-normal text-[11.5px] text-soft">{one.file}</span>
                )}
              </th>
              <td className="px-3 py-1.5 whitespace-nowrap">
                {one.met} of {one.steps}
                {one.seen > 0 && (
                  <span className="block text-[11.5px] text-soft">{one.seen} more met earlier</span>
                )}
              </td>
              <td className="px-3 py-1.5 whitespace-nowrap">
                {one.right} of {one.questions}
              </td>
              <td className="px-3 py-1.5">{one.minutes}</td>
              <td className="px-3 py-1.5">
                <Remarks grade={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Remarks({ grade: { flags, missing, texts } }: { readonly grade: Grade }) {
  const words = Object.entries(texts);
  return (
    <div className="grid gap-1">
      {flags.map((flag) => (
        <p key={flag} className="text-bad">
          {flag}
        </p>
      ))}
      {missing.length > 0 && (
        <details>
          <summary className="cursor-pointer">{missing.length} missing</summary>
          <ul className="mt-1 grid list-disc gap-0.5 pl-4">
            {missing.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
      {words.length > 0 && (
        <details>
          <summary className="cursor-pointer">{words.length} in words</summary>
          <dl className="mt-1 grid gap-1">
            {words.map(([id, text]) => (
              <div key={id}>
                <dt className="text-[11.5px] text-soft">{id}</dt>
                <dd className="whitespace-pre-wrap">{text}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
