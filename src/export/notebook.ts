import type { Program, Section } from "./program";

/** A notebook's cell, as nbformat 4.5 has it. */
type Cell =
  | {
      readonly cell_type: "markdown";
      readonly id: string;
      readonly metadata: object;
      readonly source: string[];
    }
  | {
      readonly cell_type: "code";
      readonly id: string;
      readonly metadata: object;
      readonly source: string[];
      readonly execution_count: null;
      readonly outputs: readonly never[];
    };

/** Cells of their own around the nodes' sections. */
export interface Around {
  /** What needs saying before anything runs: where the data go. Markdown. */
  readonly opening: string;
  readonly imports: readonly string[];
  readonly definitions: readonly string[];
  /** Lines that hold the program against Tensorloom's numbers, before what trains. */
  readonly checks: readonly string[];
}

/** The program as a notebook: one section a node, its docs as Markdown and its lines as a cell. Text of an .ipynb file. */
export function notebookText(program: Program, around: Around): string {
  const cells: Cell[] = [
    markdown("title", `# ${program.title}\n\n${around.opening}`),
    code("imports", around.imports),
    markdown("definitions-about", "## Definitions\n\nClasses and functions that the sections below use."),
    ...around.definitions.map((text, at) => code(`definition-${at + 1}`, text.split("\n"))),
  ];
  if (program.opening.length > 0)
    cells.push(
      markdown(
        "carried-about",
        "## A run that came along\n\nWhat a run in Tensorloom drew: the pictures of each part, the first weights, the order of the batches. And what it found, which the training below has to find again.",
      ),
      code("carried", program.opening),
    );
  let isChecked = around.checks.length === 0;
  const check = () => {
    isChecked = true;
    cells.push(
      markdown(
        "check-about",
        "## The same numbers as in Tensorloom\n\nTensorloom computed these when it wrote the notebook. The cell stops where torch says otherwise.",
      ),
      code("check", around.checks),
    );
  };
  for (const [at, section] of program.sections.entries()) {
    if (!isChecked && section.stage !== "before") check();
    cells.push(
      markdown(sectionId("about", section.node, at), `## ${section.title}\n\n${lowered(section.doc)}`),
      code(sectionId("node", section.node, at), sectionLines(section)),
    );
  }
  if (!isChecked) check();
  const notebook = {
    cells,
    metadata: {
      kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function sectionLines({ lines, draws }: Section): readonly string[] {
  return draws ? [...lines, "plt.show()"] : lines;
}

/** Headings inside a node's words stand below the section's own. */
function lowered(doc: string): string {
  return doc.replace(/^(#+ )/gm, "##$1");
}

function markdown(id: string, text: string): Cell {
  return { cell_type: "markdown", id, metadata: {}, source: sourceOf(text.split("\n")) };
}

function code(id: string, lines: readonly string[]): Cell {
  return {
    cell_type: "code",
    id,
    metadata: {},
    source: sourceOf(lines),
    execution_count: null,
    outputs: [],
  };
}

/** nbformat allows 64 letters, digits, - and _. A node's id may be as long by itself: then its place tells cells apart. */
function sectionId(kind: string, node: string, at: number): string {
  const id = `${kind}-${node}`;
  return id.length <= 64 ? id : `${id.slice(0, 56)}-${at}`;
}

/** Every line but the last keeps its end. */
function sourceOf(lines: readonly string[]): string[] {
  return lines.map((line, at) => (at < lines.length - 1 ? `${line}\n` : line));
}
