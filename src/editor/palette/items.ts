import { canConnect } from "@/compile/connect";
import { replaceNode } from "@/compile/replace";
import { endpoint } from "@/graph/document";
import { portsOf } from "@/graph/node";
import { registry } from "@/registry";
import { addNode } from "../actions/commands";
import { keysInWords } from "../actions/key-words";
import { replaceBy } from "../actions/replace";
import { COMMANDS } from "../actions/shortcuts";
import { describeType, firstSentence, type Searched } from "../panels/search";
import { categoryLook, PORTS } from "../state/categories";
import { documentStore, getDerived } from "../state/editor";
import type { PaletteAt, PaletteMode } from "../state/gesture-store";
import { inReadingOrder } from "../state/reading-order";
import { goTo } from "../state/session-store";
import { titleOf } from "../state/titles";
import { focusCard } from "./focus-card";

/** One line of the palette: what it says, what it is found by, what it does. */
export interface PaletteItem extends Searched {
  readonly id: string;
  readonly section: string;
  readonly colour: string;
  /** Said below the title, or beside it: the docs' first sentence, the keys. */
  readonly words: string;
  readonly keys: string;
  take(at: PaletteAt): void;
}

/** All that the palette offers in a mode, in its order as long as nothing is typed. */
export function paletteItems(mode: PaletteMode): readonly PaletteItem[] {
  switch (mode.kind) {
    case "all":
      return [...typeItems(), ...commandItems(), ...nodeItems()];
    case "find":
      return nodeItems();
    case "replace":
      return replacements(mode.node);
    case "connect":
      return connections(mode.node, mode.port);
  }
}

function typeItems(): readonly PaletteItem[] {
  return [...registry.values()].map((definition) => ({
    ...describeType(definition),
    id: `add ${definition.type}`,
    section: "Add",
    colour: categoryLook(definition.category).colour,
    words: firstSentence(definition.doc),
    keys: "",
    take({ place }) {
      const id = addNode(definition.type, place);
      if (id !== undefined) focusCard(id);
    },
  }));
}

function commandItems(): readonly PaletteItem[] {
  return COMMANDS.flatMap(({ title, group, keys, act, keysOnly }) =>
    act && !keysOnly
      ? [
          {
            id: `do ${title}`,
            section: "Commands",
            colour: "",
            title,
            names: group,
            doc: "",
            words: "",
            keys: keys[0] === undefined ? "" : keysInWords(keys[0]),
            take: () => act(),
          },
        ]
      : [],
  );
}

function nodeItems(): readonly PaletteItem[] {
  const { graph } = documentStore.getState();
  return inReadingOrder(graph).map((id) => {
    const definition = registry.get(graph.nodes[id]?.type ?? "");
    const title = titleOf(graph, id);
    return {
      id: `go ${id}`,
      section: "Go to",
      colour: categoryLook(definition?.category).colour,
      title,
      names: `go to ${id} ${definition?.title ?? graph.nodes[id]?.type ?? ""}`,
      doc: "",
      words: "",
      keys: definition && definition.title !== title ? definition.title : id,
      take: () => goTo(id),
    };
  });
}

/** Those that keep most stand first; equals in the library's order. */
function replacements(node: string): readonly PaletteItem[] {
  const { checked } = getDerived();
  const type = checked.nodes.get(node)?.node.type;
  const category = checked.nodes.get(node)?.definition?.category;
  return [...registry.values()]
    .filter((definition) => definition.type !== type)
    .map((definition) => {
      const dropped = replaceNode(checked, node, definition)?.dropped ?? [];
      const far = dropped.filter((what) => what.startsWith("the edge")).length;
      return { definition, dropped, far: 2 * far + (definition.category === category ? 0 : 1) };
    })
    .sort((a, b) => a.far - b.far)
    .map(({ definition, dropped }) => ({
      ...describeType(definition),
      id: `replace ${definition.type}`,
      section: `Replace ${titleOf(checked.graph, node)} with`,
      colour: categoryLook(definition.category).colour,
      words: dropped.length > 0 ? `Drops ${dropped.join(", ")}` : firstSentence(definition.doc),
      keys: "",
      take: () => replaceBy(node, definition.type),
    }));
}

/** Every edge that could be made at the node's ports, nearest port first: free inputs before those that are taken. */
function connections(node: string, only: string | undefined): readonly PaletteItem[] {
  const { checked } = getDerived();
  const { graph } = checked;
  const definition = checked.nodes.get(node)?.definition;
  const wired = new Set(graph.edges.map(({ from, to }) => `${from}>${to}`));
  const taken = new Set(graph.edges.map(({ to }) => to));
  const pairs: { readonly from: string; readonly to: string }[] = [];
  for (const other of checked.nodes.values()) {
    if (other.id === node) continue;
    for (const port of Object.keys(portsOf(definition, "outputs")))
      for (const end of Object.keys(portsOf(other.definition, "inputs")))
        pairs.push({ from: `${node}.${port}`, to: `${other.id}.${end}` });
    for (const port of Object.keys(portsOf(definition, "inputs")))
      for (const end of Object.keys(portsOf(other.definition, "outputs")))
        pairs.push({ from: `${other.id}.${end}`, to: `${node}.${port}` });
  }
  return pairs
    .filter(({ from, to }) => only === undefined || from === `${node}.${only}` || to === `${node}.${only}`)
    .filter(({ from, to }) => !wired.has(`${from}>${to}`) && canConnect(checked, registry, from, to).ok)
    .sort((a, b) => Number(taken.has(a.to)) - Number(taken.has(b.to)))
    .map(({ from, to }) => {
      const [start, end] = [endpoint(from), endpoint(to)];
      const kind = portsOf(checked.nodes.get(start.node)?.definition, "outputs")[start.port]?.kind;
      return {
        id: `connect ${from} ${to}`,
        section: `Connect ${titleOf(graph, node)}`,
        colour: kind ? PORTS[kind].colour : "",
        title: `${titleOf(graph, start.node)} ${start.port} → ${titleOf(graph, end.node)} ${end.port}`,
        names: `${from} ${to}`,
        doc: "",
        words: taken.has(to) ? "Takes the place of the edge that is there" : "",
        keys: "",
        take() {
          documentStore.getState().apply({ kind: "connect", from, to });
          focusCard(node);
        },
      };
    });
}
