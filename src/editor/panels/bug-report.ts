import { bytesText } from "@/compile/amounts";
import type { EngineInfo, KeptList } from "@/engine/protocol";
import type { Graph } from "@/graph/document";
import type { LogLine } from "../state/session-store";

/** What a report is made of. */
export interface ReportFacts {
  readonly version: string;
  readonly browser: string;
  readonly cores: number;
  readonly isIsolated: boolean;
  readonly engine: EngineInfo | undefined;
  readonly engineText: string;
  readonly memory: MemoryFacts | undefined;
  readonly kept: KeptList | undefined;
  readonly graph: Graph;
  /** Classes of the user's pictures. */
  readonly classes: readonly string[];
  readonly log: readonly LogLine[];
}

export interface MemoryFacts {
  readonly tensors: number;
  readonly bytes: number;
  readonly cached: number;
  readonly deviceBytes?: number;
}

/** Messages that a report takes, the newest. */
const MOST = 20;

/** What is looked at when something is wrong, by its name: the panel shows it, a report says it. */
export function factsText(facts: ReportFacts): readonly (readonly [name: string, text: string])[] {
  const { engine, memory, kept } = facts;
  return [
    ["Tensorloom", facts.version],
    ["Browser", facts.browser],
    [
      "Machine",
      `${facts.cores} cores, threads ${facts.isIsolated ? "possible" : "not possible: the page is not isolated"}`,
    ],
    [
      "Device",
      engine
        ? `${engine.reason}. ${engine.renderer}, ${counted(engine.threads, "thread")}`
        : facts.engineText,
    ],
    ["Engine", engine?.version ?? "not started"],
    ...(memory
      ? ([
          [
            "Memory",
            `${counted(memory.tensors, "tensor")} of ${bytesText(memory.bytes)}${memory.deviceBytes === undefined ? "" : `, the device holds ${bytesText(memory.deviceBytes)}`}`,
          ],
          ["Cache", `${bytesText(memory.cached)} of results and pictures in memory`],
        ] as const)
      : []),
    ...(kept ? ([["Kept in this browser", keptText(kept)]] as const) : []),
  ];
}

/**
 * A report to send to whoever mends Tensorloom: the machine, the graph's kinds of nodes and the last warnings and errors.
 * Nothing of the user's is in it: no titles, notes, file names, classes or addresses.
 */
export function bugReport(facts: ReportFacts): string {
  const { graph, classes, log } = facts;
  const words = privateWords(graph, classes);
  const types = Object.values(graph.nodes).map(({ type }) => type);
  const counts = [...new Set(types)]
    .sort()
    .map((type) => `${type} ${types.filter((one) => one === type).length}`);
  const said = log.filter(({ level }) => level !== "info").slice(-MOST);
  return [
    ...factsText(facts).map(([name, text]) => `${name}: ${text}`),
    `Graph: ${counted(types.length, "node")}, ${counted(graph.edges.length, "edge")} (${counts.join(", ")})`,
    said.length === 0 ? "No warnings and no errors." : "Last warnings and errors:",
    ...said.map(
      ({ at, level, text }) =>
        `  ${new Date(at).toISOString().slice(11, 19)} ${level}: ${withoutPrivate(text, words)}`,
    ),
  ].join("\n");
}

/** Titles, names and addresses that the user wrote or gave. */
function privateWords(graph: Graph, classes: readonly string[]): readonly string[] {
  const words = [
    graph.title,
    ...classes,
    ...Object.values(graph.nodes).flatMap(({ title }) => title ?? []),
    ...Object.values(graph.assets).flatMap(({ name, url }) => [name, url ?? ""]),
  ];
  // The longest first, so that no half of one is left; one letter is nobody's secret.
  return words.filter((word) => word.length > 1).sort((a, b) => b.length - a.length);
}

/** Names of files, addresses and what stands in quotation marks are taken out too, wherever they come from. */
function withoutPrivate(text: string, words: readonly string[]): string {
  let left = text;
  for (const word of words) left = left.replaceAll(word, "…");
  return (
    left
      .replace(/\b[a-z][a-z\d+.-]*:\/\/\S+/gi, "…")
      .replace(/"[^"]*"|“[^”]*”/g, "“…”")
      // A path may have spaces in it: all of it between two marks goes, and rather a word too many.
      .replace(/[^:,;()]*[/\\][^:,;()\s]*/g, " …")
      .replace(/[^\s:,;()]+\.[A-Za-z][A-Za-z\d]{1,11}\b/g, "…")
  );
}

function keptText({ files, features, trainings, used, quota }: KeptList): string {
  const room =
    used === undefined || quota === undefined ? "" : `, ${bytesText(used)} of ${bytesText(quota)} used`;
  return `${counted(files.length, "file")}, ${counted(features.length, "table")} of features, ${counted(trainings.length, "training")}${room}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
