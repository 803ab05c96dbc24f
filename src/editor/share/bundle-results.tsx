import { useEffect, useState } from "react";
import { errorText } from "@/error-text";
import type { Bundle } from "@/files/bundle";
import { type ReadResult, readResults } from "./results-read";

const LARGEST_NUMBERS = 8e6;
const LARGEST_PICTURE = 8e6;
const MOST_PICTURES = 24;

interface Shown {
  readonly results: readonly ReadResult[];
  readonly pictures: readonly { readonly path: string; readonly url: string }[];
  readonly faults: readonly string[];
}

/** What a run left in a bundle: its numbers, and the figures that were saved with it. None of it was worked out here. */
export function BundleResults(props: {
  readonly bundle: Bundle;
  readonly titleOf: (node: string) => string;
}) {
  const { bundle, titleOf } = props;
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    let made: Shown | undefined;
    let isGone = false;
    read(bundle).then((read) => {
      made = read;
      if (isGone) forget(read);
      else setShown(read);
    });
    return () => {
      isGone = true;
      if (made) forget(made);
    };
  }, [bundle]);
  if (!shown) return <p role="status">Reading them…</p>;
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-x-6 gap-y-3">
      {shown.faults.map((fault) => (
        <p key={fault} className="col-span-full text-bad">
          {fault}
        </p>
      ))}
      {shown.results.map(({ node, rows, matrix }) => (
        <section
          key={node}
          className="data-[wide=true]:col-span-full"
          data-wide={matrix !== undefined}
          aria-label={`Result of ${titleOf(node)}`}
        >
          <h4 className="font-semibold text-ink">{titleOf(node)}</h4>
          <dl className="grid grid-cols-[max-content_1fr] gap-x-3">
            {rows.map(([name, words]) => (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd className="break-words text-ink">{words}</dd>
              </div>
            ))}
          </dl>
          {matrix && <Matrix {...matrix} />}
        </section>
      ))}
      {shown.pictures.map(({ path, url }) => (
        <figure key={path} className="col-span-full">
          <img src={url} alt={path} className="max-h-[360px] max-w-full rounded-md border border-line" />
          <figcaption>{path}</figcaption>
        </figure>
      ))}
    </div>
  );
}

function Matrix({ classes, counts }: NonNullable<ReadResult["matrix"]>) {
  return (
    <div className="overflow-x-auto">
      <table className="mt-1 text-right [&_td]:px-2 [&_th]:px-2 [&_th]:font-medium">
        <caption className="pb-1 text-left whitespace-nowrap">
          True classes down, predicted ones across
        </caption>
        <thead>
          <tr>
            <td />
            {classes.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, at) => (
            <tr key={classes[at]}>
              <th scope="row">{classes[at]}</th>
              {row.map((count, column) => (
                <td key={classes[column]} className="text-ink">
                  {count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

async function read(bundle: Bundle): Promise<Shown> {
  const faults: string[] = [];
  const contentOf = (path: string) =>
    bundle.read(path).catch((error: unknown) => {
      faults.push(errorText(error));
      return undefined;
    });
  const entries = bundle.entries.filter(({ role }) => role === "results");
  let results: readonly ReadResult[] = [];
  const numbers = entries.find(({ path }) => path === "results/results.json");
  if (numbers && numbers.bytes <= LARGEST_NUMBERS) {
    const bytes = await contentOf(numbers.path);
    const found = bytes && readResults(new TextDecoder().decode(bytes));
    if (found) results = found;
    else if (bytes) faults.push(`${numbers.path} is not what a run leaves: its numbers are not shown.`);
  } else if (numbers)
    faults.push(`${numbers.path} has more than ${LARGEST_NUMBERS / 1e6} MB: it is not read.`);
  const pictures: { path: string; url: string }[] = [];
  const figures = entries.filter(({ path, bytes }) => /\.png$/i.test(path) && bytes <= LARGEST_PICTURE);
  for (const { path } of figures.slice(0, MOST_PICTURES)) {
    const bytes = await contentOf(path);
    if (bytes) pictures.push({ path, url: URL.createObjectURL(new Blob([bytes], { type: "image/png" })) });
  }
  return { results, pictures, faults };
}

function forget({ pictures }: Shown): void {
  for (const { url } of pictures) URL.revokeObjectURL(url);
}
