import { groupTree, membersOf } from "@/graph/groups";
import { useDocument, useSession } from "../state/editor";

/** The group that the selection is, neither more nor less; of one inside another with the same nodes, the outer. */
export function useSelectedGroup(): string | undefined {
  const selected = useSession((state) => state.selected);
  return useDocument(({ graph }) => {
    if (selected.length === 0) return undefined;
    const { groupOf, parentOf } = groupTree(graph.groups);
    const chosen = new Set(selected);
    let found: string | undefined;
    // A group of one node is that node until it is folded: its settings are looked for more often.
    for (let id = groupOf.get(selected[0] ?? ""); id !== undefined; id = parentOf.get(id)) {
      const members = membersOf(graph.groups, id);
      const isIt = members.length === chosen.size && members.every((node) => chosen.has(node));
      if (isIt && (members.length > 1 || graph.groups[id]?.folded)) found = id;
    }
    return found;
  });
}
