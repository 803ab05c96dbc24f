import { Background, Controls, type Edge, MiniMap, type Node, ReactFlow, useNodesState } from "@xyflow/react";
import { createRoot } from "react-dom/client";
import { endpoint, type Graph } from "../../../src/graph/document";
import "@xyflow/react/dist/style.css";

/** What the editor is held against: React Flow's own nodes in the same places, joined by as many edges. */
function Bare({ first, edges }: { readonly first: Node[]; readonly edges: Edge[] }) {
  const [nodes, , onNodesChange] = useNodesState(first);
  return (
    <ReactFlow nodes={nodes} edges={edges} onNodesChange={onNodesChange} minZoom={0.08} fitView>
      <Background />
      <Controls />
      <MiniMap />
    </ReactFlow>
  );
}

const graph: Graph = await (await fetch("./graph.json")).json();
const nodes = Object.keys(graph.nodes).map((id): Node => {
  const [x, y] = graph.layout[id] ?? [0, 0];
  return { id, position: { x, y }, data: { label: id } };
});
const edges = graph.edges.map(
  (edge, at): Edge => ({
    id: String(at),
    source: endpoint(edge.from).node,
    target: endpoint(edge.to).node,
  }),
);
const root = document.getElementById("root");
if (root) createRoot(root).render(<Bare first={nodes} edges={edges} />);
