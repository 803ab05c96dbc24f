import { Lock } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { compact } from "@/compile/amounts";
import type { LayerTimes } from "@/engine/protocol";
import { sensible } from "@/figures/columns";
import { shapeText } from "@/module/shape";
import { type Block, type Row, settingsInWords } from "./blocks";
import { BOX, GUTTER, HEAD, Lines, ROW } from "./lines";

/** The layers as boxes joined by lines, and beside each what it gives, holds and costs. */
export function LayerTable(props: {
  readonly blocks: readonly Block[];
  readonly times: LayerTimes | undefined;
}) {
  const { blocks, times } = props;
  const rows = blocks.flatMap((block) => block.rows);
  const { tops, height } = layout(blocks);
  const most = {
    parameters: largest(rows, (row) => row.facts.parameterCount),
    flops: largest(rows, (row) => row.facts.flops ?? 0),
    ms: largest(rows, (row) => times?.ms[row.facts.layer.name] ?? 0),
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section className="min-h-0 flex-1 overflow-auto pb-3" tabIndex={0} aria-label="Layers">
      <table className="w-full border-separate border-spacing-0 text-[12px]">
        <thead className="sticky top-0 z-[1] bg-raised text-[11.5px]">
          <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-3 [&>th]:py-1.5 [&>th]:font-medium [&>th]:whitespace-nowrap">
            <th scope="col" className="text-left" style={{ paddingLeft: GUTTER }}>
              Layer
            </th>
            <th scope="col" className="text-left">
              Output
            </th>
            <th scope="col" className="text-right">
              Parameters
            </th>
            <th scope="col" className="text-right">
              FLOPs a picture
            </th>
            {times && (
              <th scope="col" className="text-right">
                Time (ms)
              </th>
            )}
          </tr>
        </thead>
        <tbody className="relative">
          {blocks.map((block, at) => (
            <Fragment key={block.rows[0]?.facts.layer.name}>
              {block.title !== "" && (
                <tr style={{ height: HEAD }}>
                  <th
                    scope="rowgroup"
                    colSpan={times ? 5 : 4}
                    className="relative pt-2 text-left text-[11.5px] font-semibold text-soft"
                    style={{ paddingLeft: GUTTER + 26 }}
                  >
                    {at === 0 && <Lines rows={rows} tops={tops} height={height} />}
                    {block.title}
                  </th>
                </tr>
              )}
              {block.rows.map((row, index) => (
                <LayerRow
                  key={row.facts.layer.name}
                  row={row}
                  times={times}
                  most={most}
                  lines={
                    at === 0 && index === 0 && block.title === "" ? (
                      <Lines rows={rows} tops={tops} height={height} />
                    ) : undefined
                  }
                />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function LayerRow(props: {
  readonly row: Row;
  readonly times: LayerTimes | undefined;
  readonly most: { readonly parameters: number; readonly flops: number; readonly ms: number };
  readonly lines: ReactNode;
}) {
  const { row, times, most, lines } = props;
  const { layer, output, parameterCount, flops } = row.facts;
  const ms = times?.ms[layer.name];
  const words = settingsInWords(row.facts);
  return (
    <tr style={{ height: ROW }}>
      <th scope="row" className="relative py-0 text-left font-normal" style={{ paddingLeft: GUTTER }}>
        {lines}
        <span
          className="relative flex w-max max-w-[300px] items-center gap-2 rounded-md border border-line bg-panel px-2 whitespace-nowrap"
          style={{
            height: BOX,
            borderLeft: `3px solid ${parameterCount > 0 ? "var(--model)" : "var(--line-strong)"}`,
          }}
        >
          <b className="font-semibold">{layer.name}</b>
          <span className="truncate text-soft">
            {layer.type}
            {words !== "" && ` ${words}`}
          </span>
          {layer.frozen && parameterCount > 0 && (
            <Lock size={11} className="flex-none text-soft" aria-label="frozen" />
          )}
        </span>
      </th>
      <td className="px-3 pb-1 whitespace-nowrap">{shapeText(output)}</td>
      <Amount share={parameterCount / most.parameters} colour="var(--model)">
        {parameterCount === 0 ? "–" : compact(parameterCount)}
      </Amount>
      <Amount share={(flops ?? 0) / most.flops} colour="var(--data)">
        {flops === undefined ? "not known yet" : flops === 0 ? "–" : compact(flops)}
      </Amount>
      {times && (
        <Amount share={(ms ?? 0) / most.ms} colour="var(--train)">
          {ms === undefined ? <span className="text-soft">with the one above</span> : sensible(ms)}
        </Amount>
      )}
    </tr>
  );
}

/** A number with a bar under it, as long as its share of the largest. */
function Amount(props: { readonly share: number; readonly colour: string; readonly children: ReactNode }) {
  const { share, colour, children } = props;
  return (
    <td className="min-w-[92px] px-3 text-right whitespace-nowrap">
      {children}
      <i className="mt-px block h-[3px]" aria-hidden="true">
        {share > 0 && (
          <i
            className="ml-auto block h-full min-w-px rounded-full"
            style={{ width: `${100 * share}%`, background: colour }}
          />
        )}
      </i>
    </td>
  );
}

function layout(blocks: readonly Block[]): { readonly tops: readonly number[]; readonly height: number } {
  const tops: number[] = [];
  let height = 0;
  for (const block of blocks) {
    if (block.title !== "") height += HEAD;
    for (const _ of block.rows) {
      tops.push(height);
      height += ROW;
    }
  }
  return { tops, height };
}

function largest(rows: readonly Row[], of: (row: Row) => number): number {
  return Math.max(Number.MIN_VALUE, ...rows.map(of));
}
