import { createHash } from "node:crypto";

/**
 * The page without an editor (`#headless`), as the command line drives it: what trains there can be killed at will and its
 * weights compared.
 */
export class EnginePage {
  page;
  #address;
  #saved = new Map();
  events = [];
  onEvent = () => undefined;

  constructor(page, address) {
    this.page = page;
    this.#address = new URL("#headless", address).href;
  }

  /** To be called once: what the page saves stays here. */
  async prepare() {
    this.page.setDefaultTimeout(0);
    await this.page.exposeFunction("tensorloomEvent", (event) => {
      this.events.push(event);
      this.onEvent(event);
    });
    await this.page.route("**/saved/**", (route) => {
      const name = new URL(route.request().url()).pathname.split("/").pop();
      this.#saved.set(name, route.request().postDataBuffer());
      return route.fulfill({ status: 200, body: "" });
    });
  }

  /** Opens the page anew, as a visit after the one before was cut off. */
  async open(how) {
    await this.page.goto("about:blank");
    await this.page.goto(this.#address);
    await this.page.waitForFunction(() => "tensorloomHeadless" in globalThis);
    return this.call("start", how);
  }

  async call(name, ...given) {
    const reply = await this.page.evaluate(
      ([name, given]) => globalThis.tensorloomHeadless[name](...given),
      [name, given],
    );
    if (!reply.ok) throw new Error(reply.message);
    return reply.value;
  }

  /** Runs a graph to its end. Gives SHA-256 of all its trained weights, with its result. */
  async train(graph) {
    const result = await this.call("run", graph);
    if (result.status !== "done")
      throw new Error(`The run ended as ${result.status}: ${JSON.stringify(result.problems)}`);
    this.#saved.clear();
    await this.call("save", "key");
    const weights = createHash("sha256");
    for (const [name, body] of [...this.#saved].sort())
      if (name.endsWith(".safetensors")) weights.update(body);
    return { result, weights: weights.digest("hex") };
  }

  /** Forgets every training of this browser. */
  async forget() {
    await this.page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      await root.removeEntry("checkpoints", { recursive: true }).catch(() => undefined);
    });
  }

  /** The tab's process dies: nothing on the page hears of it. */
  async kill() {
    const session = await this.page.context().newCDPSession(this.page);
    const died = this.page.waitForEvent("crash");
    session.send("Page.crash").catch(() => undefined);
    await died;
    await this.page.close();
  }

  /** The engine's worker, the newest of them. */
  worker() {
    return this.page
      .workers()
      .findLast((worker) => /\/worker-[^/]*\.js|engine\/worker\.ts/.test(worker.url()));
  }

  /** Ends the worker as a crash does: nobody is told. */
  async crash() {
    await this.worker()
      ?.evaluate(() => globalThis.close())
      .catch(() => undefined);
  }

  /** Lets the worker do nothing any more, for ever. */
  hang() {
    this.worker()
      ?.evaluate(() => {
        for (;;);
      })
      .catch(() => undefined);
  }

  /** Takes the WebGL context away behind so many drawings from now. */
  async loseContext(after) {
    await this.worker()?.evaluate((after) => {
      const prototype = WebGL2RenderingContext.prototype;
      const { drawElements } = prototype;
      let left = after;
      prototype.drawElements = function (...given) {
        if (left-- === 0) {
          prototype.drawElements = drawElements;
          this.getExtension("WEBGL_lose_context")?.loseContext();
        }
        return drawElements.apply(this, given);
      };
    }, after);
  }
}

/** A small training with all that a training has: batch norm, dropout, augmentation, a schedule, the best epoch kept. */
export function smallTraining(graph, { count = 12, side = 32, base = 2, depth = 2, epochs = 4 } = {}) {
  const small = structuredClone(graph);
  const set = (node, settings) => Object.assign(small.nodes[node].settings, settings);
  set("images", { count });
  set("resize", { height: side, width: side });
  set("unet", { base, depth, dropout: 0.2 });
  set("trainer", { epochs, batchSize: 2, schedule: "cosine", clipNorm: 1 });
  return small;
}
