import { Timer, Ungroup } from "lucide-react";
import { useMemo, useState } from "react";
import { compact } from "@/compile/amounts";
import type { LayerTimes } from "@/engine/protocol";
import { errorText } from "@/error-text";
import { sensible } from "@/figures/columns";
import type { ModuleType } from "@/graph/types";
import { ownerOf } from "@/module/compose";
import { shapeText } from "@/module/shape";
import { engine } from "../actions/engine";
import { turnNodeIntoLayers } from "../actions/to-layers";
import { Dialog } from "../panels/dialog";
import { useDerived, useSession } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { useTitle } from "../state/use-node";
import { type Block, blocksOf } from "./blocks";
import { LayerTable } from "./layer-table";

const close = () => sessionStore.setState({ box: undefined });

/** The box that was opened, if one is. */
export function OpenBox() {
  const id = useSession((state) => state.box);
  return id === undefined ? null : <BoxDialog key={id} id={id} />;
}

/** A model node opened: its layers, in order, with what each gives, holds and costs. */
function BoxDialog({ id }: { readonly id: string }) {
  const title = useTitle(id);
  const made = useDerived(({ checked }) => checked.nodes.get(id)?.outputs.module);
  const type = made?.kind === "Module" ? made : undefined;
  const blocks = useMemo(() => (type ? ownBlocks(type, id) : []), [type, id]);
  const { times, note, measure, canMeasure } = useTimes(id);
  const [refusal, setRefusal] = useState("");
  return (
    <Dialog title={`Inside ${title}`} words={type ? inWords(blocks) : undefined} close={close}>
      {type ? (
        <>
          <div className="flex flex-none flex-wrap items-center gap-3 px-5 py-2.5">
            <button type="button" className="button small" disabled={!canMeasure} onClick={measure}>
              <Timer size={13} aria-hidden /> Measure time per layer
            </button>
            <button
              type="button"
              className="button small"
              title="Replaces this node by one node for each layer: the same numbers, and each can be changed"
              onClick={() => setRefusal(turnNodeIntoLayers(id) ?? "")}
            >
              <Ungroup size={13} aria-hidden /> Turn into layers
            </button>
            <span className="text-[12px] text-soft" role="status">
              {refusal || note}
            </span>
          </div>
          <LayerTable blocks={blocks} times={times} />
        </>
      ) : (
        <p className="px-5 py-4 text-soft">
          This network cannot be built yet. The Problems panel says what is missing.
        </p>
      )}
    </Dialog>
  );
}

/** The layers that this node brings, without those of the nodes before it. */
function ownBlocks({ module, origins }: ModuleType, id: string): readonly Block[] {
  return blocksOf(module, (index) => ownerOf(origins?.[index] ?? "") === id);
}

function inWords(blocks: readonly Block[]): string {
  const rows = blocks.flatMap((block) => block.rows);
  const sum = (values: readonly (number | undefined)[]) =>
    values.reduce<number | undefined>(
      (total, value) => (total === undefined || value === undefined ? undefined : total + value),
      0,
    );
  const parameters = sum(rows.map(({ facts }) => facts.parameterCount)) ?? 0;
  const flops = sum(rows.map(({ facts }) => facts.flops));
  const [input, output] = [rows[0]?.facts.inputs[0], rows.at(-1)?.facts.output];
  return [
    rows.length === 1 ? "1 layer" : `${rows.length} layers`,
    ...(input && output ? [`${shapeText(input)} to ${shapeText(output)}`] : []),
    `${compact(parameters)} parameters`,
    ...(flops === undefined ? [] : [`${compact(flops)}FLOP a picture`]),
  ].join(" · ");
}

/** Times are measured only when they are asked for, with pictures of the last run. */
function useTimes(id: string) {
  const [times, setTimes] = useState<LayerTimes>();
  const [working, setWorking] = useState(false);
  const [fault, setFault] = useState("");
  const running = useSession(({ run }) => run.state !== "idle");
  const hasRun = useSession(({ runs }) => runs[id]?.views !== undefined);
  const measure = async () => {
    setWorking(true);
    setFault("");
    try {
      const ready = await engine();
      setTimes(await ready.call("timeLayers", { node: id }));
    } catch (error) {
      setFault(errorText(error));
    }
    setWorking(false);
  };
  const note = running
    ? "A run is going on: measure when it is done."
    : working
      ? "Measuring…"
      : fault ||
        (times ? timesInWords(times) : hasRun ? "" : "After a run: it is measured with your pictures.");
  return { times, note, measure, canMeasure: hasRun && !running && !working };
}

function timesInWords({ pictures, rounds, ms }: LayerTimes): string {
  const all = Object.values(ms).reduce((a, b) => a + b, 0);
  const batch = pictures === 1 ? "1 picture" : `${pictures} pictures at a time`;
  const how = rounds === 1 ? "one round" : `median of ${rounds} rounds`;
  return `${batch}, ${how}; ${sensible(all)} ms for the whole network up to here`;
}
