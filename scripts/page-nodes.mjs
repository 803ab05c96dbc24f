/**
 * Leaves out of the page's own scripts what nodes do when they run, what they carry elsewhere, their lines of Python, and all
 * but the first sentence of their docs: that is the engine's worker's business, which has a build of its own, and it would
 * double what a first visit waits for. A call of `defineNode` keeps everything else, so what only these functions needed is
 * not needed by anybody.
 */
export function pageNodes() {
  return {
    name: "page-nodes",
    apply: "build",
    // After TypeScript is gone.
    enforce: "post",
    transform: {
      filter: { id: /[\\/](nodes[\\/][a-z-]+|src[\\/]module[\\/]layers)[\\/][\w-]+\.ts$/ },
      handler(code) {
        const spans = [];
        for (const definition of definitions(this.parse(code)))
          for (const { type, key, value, start, end } of definition.properties) {
            if (type !== "Property") continue;
            if (LEFT_OUT.has(key?.name)) spans.push({ start, end, text: refusal(key.name) });
            const doc = key?.name === "doc" ? textOf(value) : undefined;
            if (doc !== undefined)
              spans.push({ start, end, text: `doc: ${JSON.stringify(firstSentence(doc))}` });
          }
        if (spans.length === 0) return null;
        const made = spans
          .sort((a, b) => b.start - a.start)
          .reduce((text, span) => text.slice(0, span.start) + span.text + text.slice(span.end), code);
        return { code: made, map: null };
      },
    },
  };
}

const refusal = (name) =>
  `${name}() { throw new Error("The page has no ${name} of nodes and layers: ask the engine."); }`;

/** A text that stands there as it is. */
function textOf({ type, value, quasis, expressions }) {
  if (type === "Literal" && typeof value === "string") return value;
  return type === "TemplateLiteral" && expressions.length === 0 ? quasis[0].value.cooked : undefined;
}

/** What lists show. The rest is asked for when the page stands. */
function firstSentence(doc) {
  return /^[\s\S]*?[.](?=\s|$)/.exec(doc)?.[0] ?? doc;
}

const LEFT_OUT = new Set(["run", "inspect", "torch", "program", "carry"]);

/** The objects that `defineNode` is called with. */
function definitions({ body }) {
  return body
    .filter(({ type }) => type === "ExportDefaultDeclaration")
    .map(({ declaration }) => declaration)
    .filter(
      ({ type, callee }) =>
        type === "CallExpression" && ["defineNode", "defineModelNode", "defineLayer"].includes(callee.name),
    )
    .map((call) => call.arguments[0])
    .filter((argument) => argument?.type === "ObjectExpression");
}
