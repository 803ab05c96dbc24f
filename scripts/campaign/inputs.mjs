import { availableParallelism } from "node:os";
import { doneOf } from "../campaign-table.mjs";
import { buildReaders } from "../hostile/build.mjs";
import { openInNode } from "../hostile/in-node.mjs";
import { openOnPage } from "../hostile/on-page.mjs";

const ASKED = 100_000;
/** Of the time, what the page in a browser gets. */
const PAGES_SHARE = 0.3;
const ON_PAGE = 500;
/** MiB above what the process had at the start. */
const MOST_MEMORY = 1024;

/** Inputs of every kind, damaged: opened by the readers in threads of Node, and some of them on the page in a Chromium. */
export async function run(host) {
  const { seed, until, say } = host;
  const readers = await buildReaders();
  const left = () => Math.max(0, until - Date.now());
  const node = await openInNode({
    ...{ readers, seed, count: ASKED, say },
    ms: left() * (1 - PAGES_SHARE),
    threads: Math.max(1, availableParallelism() - 1, 2),
  });
  const page = await openOnPage(host, { readers, count: ON_PAGE });
  const row = (what, must, measured, reached, faults = []) => ({
    ...{ what, must, measured, reached },
    again: faults.map(
      ({ index, kind, what: why }) =>
        `node scripts/hostile.mjs ${seed} ${index}${kind ? ` (${kind})` : ""}: ${why?.split("\n")[0].slice(0, 200)}`,
    ),
  });
  const none = (what, found, kinds) => {
    const faults = found.faults.filter(({ fault }) => kinds.includes(fault));
    return row(what, "0", String(faults.length), faults.length === 0, faults);
  };
  const count = (what, found, asked) =>
    row(what, asked.toLocaleString("en"), doneOf(found.done, asked), found.done >= asked);
  const megabytes = Math.round(node.memory / 2 ** 20);
  return [
    count("mutated inputs opened by the readers", node, ASKED),
    none("crashes, and refusals that are no sentence", node, ["crash", "words", "pollution"]),
    none("hangs over 1 s", node, ["slow", "hang"]),
    none("requests made", node, ["request"]),
    none("scripts run", node, ["script"]),
    row(
      "memory at its most, above the start",
      `< ${MOST_MEMORY} MiB`,
      `${megabytes} MiB`,
      megabytes < MOST_MEMORY,
    ),
    count("mutated inputs opened on the page", page, ON_PAGE),
    none("on the page: crashes, errors thrown, pages that do not answer", page, ["crash", "dead"]),
    none("on the page: hangs over 1 s", page, ["slow"]),
    none("on the page: requests made", page, ["request"]),
    none("on the page: scripts run, or stopped by the page's walls", page, ["script", "walls"]),
  ];
}
