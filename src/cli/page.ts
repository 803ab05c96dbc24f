import { EngineClient, EngineError } from "../engine/client";
import type { GivenFile, Request, RunEvent, ValueView } from "../engine/protocol";
import { figureCsv } from "../figures/csv";
import { drawFigure } from "../figures/draw";
import type { Figure } from "../figures/figure";
import type { Asset, Graph } from "../graph/document";
import { type Carried, HEADLESS, type Headless, type Reply } from "./headless";

type Outputs = Readonly<Record<string, ValueView>>;

const RUN = 1;

/** The page's side of the command line: the same engine, driven by Playwright through one global object. */
function startHeadless(): void {
  document.title = "Tensorloom (headless)";
  const files = fileInput(HEADLESS.files, false);
  const folder = fileInput(HEADLESS.folder, true);
  document.body.replaceChildren(files, folder);

  const engine = new EngineClient();
  const outputs = new Map<string, Outputs>();
  const given = new Map<string, readonly GivenFile[]>();
  let how: Request<"start"> = { device: "auto", kernels: "fast" };
  engine.listen((event) => {
    if (event.kind === "outputs") outputs.set(event.node, event.outputs);
    // Pictures stay here: the terminal has no use for them.
    else if (event.kind !== "preview" && event.kind !== "film") report(event);
  });

  /** The engine was lost: it is started anew, with the same files. */
  const again = async (loss: EngineError) => {
    const text = `${loss.message} It is started anew, and the run goes on from its last checkpoint.`;
    report({ run: RUN, kind: "message", node: "", level: "warning", text });
    engine.end(text);
    await engine.call("start", how);
    for (const [node, files] of given) await engine.call("give", { node, files });
  };

  const headless: Headless = {
    start: (wanted) => {
      how = wanted;
      return reply(() => engine.call("start", how));
    },
    give: (node) => {
      const taken = takeFiles([files, folder]);
      given.set(node, taken);
      return reply(() => engine.call("give", { node, files: taken }));
    },
    fetch: (graph, node, url) => reply(() => fetchWeights(engine, graph, node, url, given)),
    inspect: (graph, node) => reply(() => engine.call("inspect", { graph, node })),
    run: (graph) => reply(() => engine.run({ graph, run: RUN }, again)),
    cancel: () => reply(() => engine.call("cancel", { run: RUN })),
    memory: () => reply(() => engine.call("memory", {})),
    speeds: () => reply(() => engine.call("speeds", {})),
    giveSpeeds: (speeds) => reply(() => engine.call("giveSpeeds", { speeds })),
    save: (key) => reply(() => saveAll(engine, outputs, key)),
    saveModel: (key, name, model) =>
      reply(async () => post(key, name, await engine.call("saveModel", model))),
    carry: (key, name) => reply(() => saveCarried(engine, key, name)),
  };
  Object.assign(globalThis, { [HEADLESS.global]: headless });
}

/** What the graph says of this very address must be what comes. A download that breaks off is tried again by the user. */
async function fetchWeights(
  engine: EngineClient,
  graph: Graph,
  node: string,
  url: string,
  given: Map<string, readonly GivenFile[]>,
): Promise<Asset> {
  const named = graph.assets[node];
  const expected = named?.url === url ? named : undefined;
  const got = await engine.call("fetchWeights", { graph, node, url, expected });
  if (got.state === "done") {
    given.set(node, got.files);
    return got.asset;
  }
  const message = got.state === "broken" ? got.message : "Fetching was stopped.";
  throw new EngineError({ message, problem: { severity: "error", node, message } });
}

function report(event: RunEvent): void {
  const listener = (globalThis as Record<string, unknown>)[HEADLESS.event];
  if (typeof listener === "function") listener(event);
}

async function reply<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    const problem = fault instanceof EngineError ? fault.problem : undefined;
    return {
      ok: false,
      message: fault.message,
      ...(problem ? { problem } : {}),
      ...(fault.stack ? { stack: fault.stack } : {}),
    };
  }
}

function fileInput(id: string, isFolder: boolean): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "file";
  input.id = id;
  input.multiple = true;
  input.webkitdirectory = isFolder;
  return input;
}

/** The chosen files with their paths inside the folder that was chosen; the inputs are empty afterwards. */
function takeFiles(inputs: readonly HTMLInputElement[]): GivenFile[] {
  const given = inputs.flatMap((input) =>
    [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file })),
  );
  for (const input of inputs) input.value = "";
  return given;
}

/** Hands a file to the local server. */
async function post(key: string, name: string, body: BodyInit): Promise<void> {
  const response = await fetch(`/saved/${name}`, {
    method: "POST",
    body,
    headers: { "X-Tensorloom-Key": key },
  });
  if (!response.ok) throw new Error(`${name} could not be saved: ${await response.text()}`);
}

async function saveAll(
  engine: EngineClient,
  outputs: ReadonlyMap<string, Outputs>,
  key: string,
): Promise<string[]> {
  const saved: string[] = [];
  const save = async (name: string, body: BodyInit) => {
    await post(key, name, body);
    saved.push(name);
  };
  for (const [node, ports] of outputs) {
    const figures = Object.entries(ports).flatMap(([port, view]) => {
      const figure = figureOf(view);
      return figure ? [{ port, figure }] : [];
    });
    for (const { port, figure } of figures) {
      const name = figures.length === 1 ? node : `${node}-${port}`;
      await save(`${name}.png`, await pngOf(figure));
      await save(`${name}.csv`, figureCsv(figure));
    }
    const arrays = Object.entries(ports).filter(([, view]) => hasArrays(view));
    for (const [port] of arrays) {
      const name = arrays.length === 1 ? node : `${node}-${port}`;
      await save(`${name}.safetensors`, await engine.call("arrays", { node, port }));
    }
  }
  return saved;
}

async function saveCarried(engine: EngineClient, key: string, name: string): Promise<Carried> {
  const { files, nodes } = await engine.call("carried", { name });
  for (const { name: own, file } of files) await post(key, own, file);
  return { files: files.map((one) => one.name), nodes };
}

function hasArrays(view: ValueView): boolean {
  return view.kind === "TrainedModel" || (view.kind === "Figure" && view.arrays);
}

function figureOf(view: ValueView): Figure | undefined {
  if ("figure" in view) return view.figure;
  return "table" in view ? view.table : undefined;
}

function pngOf(figure: Figure): Promise<Blob> {
  const canvas = drawFigure(figure, (width, height) => new OffscreenCanvas(width, height));
  return canvas.convertToBlob({ type: "image/png" });
}

startHeadless();
