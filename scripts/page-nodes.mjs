/**
 * Leaves out of the page's own scripts what nodes do when they run and their lines of Python: that is the engine's worker's
 * business, which has a build of its own, and it would double what a first visit waits for. A call of `defineNode` keeps
 * everything else, so what only these functions needed is not needed by anybody.
 */
export function pageNodes() {
  return {
    name: "page-nodes",
    apply: "build",
    // After TypeScript is gone.
    enforce: "post",
    transform: {
      filter: { id: /[\\/]nodes[\\/][a-z-]+[\\/][a-z0-9-]+\.ts$/ },
      handler(code) {
        const spans = [];
        for (const definition of definitions(this.parse(code)))
          for (const property of definition.properties)
            if (property.type === "Property" && LEFT_OUT.has(property.key?.name)) spans.push(property);
        if (spans.length === 0) return null;
        let text = code;
        for (const { start, end, key } of spans.sort((a, b) => b.start - a.start))
          text = `${text.slice(0, start)}${key.name}() { throw new Error("The page has no ${key.name} of nodes: ask the engine."); }${text.slice(end)}`;
        return { code: text, map: null };
      },
    },
  };
}

const LEFT_OUT = new Set(["run", "inspect", "torch"]);

/** The objects that `defineNode` is called with. */
function definitions({ body }) {
  return body
    .filter(({ type }) => type === "ExportDefaultDeclaration")
    .map(({ declaration }) => declaration)
    .filter(({ type, callee }) => type === "CallExpression" && callee.name === "defineNode")
    .map((call) => call.arguments[0])
    .filter((argument) => argument?.type === "ObjectExpression");
}
