import { Graph as DagreGraph, layout } from "@dagrejs/dagre";
import { endpoint, type Graph } from "@/graph/document";
import type { Box, Places } from "./align";

/** Room between columns, where labels of edges stand, and between cards of one column, in px. */
const BETWEEN_COLUMNS = 112;
const BETWEEN_ROWS = 36;
const GRID = 8;

/** New places for cards: columns from left to right as the data go, no card on another, where the first of them stood. */
export function tidied(graph: Graph, boxes: readonly Box[]): Places {
  const drawn = new DagreGraph();
  drawn.setGraph({ rankdir: "LR", ranksep: BETWEEN_COLUMNS, nodesep: BETWEEN_ROWS });
  drawn.setDefaultEdgeLabel(() => ({}));
  const chosen = new Set(boxes.map(({ id }) => id));
  for (const { id, width, height } of boxes) drawn.setNode(id, { width, height });
  for (const edge of graph.edges) {
    const [from, to] = [endpoint(edge.from).node, endpoint(edge.to).node];
    if (chosen.has(from) && chosen.has(to) && from !== to) drawn.setEdge(from, to);
  }
  layout(drawn);
  const placed = boxes.map(({ id, width, height }) => {
    const { x = 0, y = 0 } = drawn.node(id);
    return { id, x: x - width / 2, y: y - height / 2 };
  });
  const left = Math.min(...boxes.map(({ x }) => x)) - Math.min(...placed.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y)) - Math.min(...placed.map(({ y }) => y));
  const onGrid = (value: number) => Math.round(value / GRID) * GRID;
  return Object.fromEntries(placed.map(({ id, x, y }) => [id, [onGrid(x + left), onGrid(y + top)] as const]));
}
