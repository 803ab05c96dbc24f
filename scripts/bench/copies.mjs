/** A graph again and again, side by side, up to so many nodes: every node with its edges, each copy with ids of its own. */
export function copiesOf(graph, count) {
  const made = { ...structuredClone(graph), nodes: {}, edges: [], layout: {} };
  const ids = Object.keys(graph.nodes);
  const columns = Math.ceil(Math.sqrt(count / ids.length) / 1.2);
  for (let copy = 0; copy * ids.length < count; copy++) {
    for (const id of ids.slice(0, count - copy * ids.length)) {
      made.nodes[`${id}-${copy}`] = graph.nodes[id];
      const [x, y] = graph.layout[id];
      made.layout[`${id}-${copy}`] = [x + (copy % columns) * 1900, y + Math.floor(copy / columns) * 1300];
    }
    for (const { from, to } of graph.edges) {
      const edge = { from: from.replace(".", `-${copy}.`), to: to.replace(".", `-${copy}.`) };
      if ([edge.from, edge.to].every((end) => end.slice(0, end.indexOf(".")) in made.nodes))
        made.edges.push(edge);
    }
  }
  return made;
}
