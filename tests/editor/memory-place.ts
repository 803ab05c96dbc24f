import { type GraphPlace, type Kept, type Summary, TakenOver, type Version } from "@/editor/saving/place";
import type { Patch } from "@/graph/patch";

/** A place in memory that keeps copies, as a browser's does, and can be full. */
export class MemoryPlace implements GraphPlace {
  readonly summaries = new Map<string, Summary>();
  readonly graphs = new Map<
    string,
    { epoch: number; base: string; next: number; steps: Map<number, Patch> }
  >();
  readonly kept = new Map<string, Map<number, Version>>();
  isFull = false;

  private wrote(): void {
    if (this.isFull) throw new Error("The disk is full");
  }
  private graph(id: string) {
    const graph = this.graphs.get(id);
    if (!graph) throw new Error(`There is no graph ${id}`);
    return graph;
  }

  async list() {
    return [...this.summaries.values()];
  }
  async read(id: string): Promise<Kept | undefined> {
    const graph = this.graphs.get(id);
    if (!graph) return undefined;
    const steps: Patch[] = [];
    for (let number = graph.next; graph.steps.has(number); number++)
      steps.push(structuredClone(graph.steps.get(number) ?? {}));
    return { epoch: graph.epoch, base: graph.base, steps };
  }
  async create(summary: Summary, base: string) {
    this.wrote();
    this.summaries.set(summary.id, summary);
    this.graphs.set(summary.id, { epoch: 1, base, next: 0, steps: new Map() });
  }
  async begin(id: string, base: string) {
    this.wrote();
    const epoch = (this.graphs.get(id)?.epoch ?? 0) + 1;
    this.graphs.set(id, { epoch, base, next: 0, steps: new Map() });
    return epoch;
  }
  async append(id: string, epoch: number, number: number, step: Patch) {
    this.wrote();
    const graph = this.graph(id);
    if (graph.epoch === epoch) graph.steps.set(number, structuredClone(step));
  }
  async compact(id: string, epoch: number, next: number, base: string) {
    this.wrote();
    const graph = this.graphs.get(id) ?? { epoch, base, next, steps: new Map() };
    this.graphs.set(id, graph);
    if (graph.epoch !== epoch) throw new TakenOver("Another tab changes this graph now.");
    for (const number of graph.steps.keys()) if (number < next) graph.steps.delete(number);
    Object.assign(graph, { base, next });
  }
  async summarize(summary: Summary) {
    this.wrote();
    this.summaries.set(summary.id, summary);
  }
  async remove(id: string) {
    for (const store of [this.summaries, this.graphs, this.kept]) store.delete(id);
  }
  async versions(id: string) {
    return [...(this.kept.get(id)?.values() ?? [])].sort((a, b) => a.at - b.at);
  }
  async changeVersions(id: string, put: readonly Version[], gone: readonly number[]) {
    this.wrote();
    const versions = this.kept.get(id) ?? new Map<number, Version>();
    this.kept.set(id, versions);
    for (const version of put) versions.set(version.at, version);
    for (const at of gone) versions.delete(at);
  }
}
