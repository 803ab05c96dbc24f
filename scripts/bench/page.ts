import { EngineClient } from "../../src/engine/client";
import { openDevice } from "../../src/engine/devices";
import type { Device } from "../../src/engine/protocol";
import type { Graph } from "../../src/graph/document";
import type { Problem } from "../../src/graph/problem";
import { type HandWritten, handWritten, pictures } from "./hand-written";

/** The two sides, each timed on the same page: the graph through the engine, and the loop by hand. */
Object.assign(globalThis, {
  bench: {
    async graph(
      graph: Graph,
    ): Promise<{ ms: number; device: Device; status: string; problems: readonly Problem[] }> {
      const engine = new EngineClient();
      const { device } = await engine.call("start", { device: "auto", kernels: "fast" });
      const { ms, status, problems } = await engine.call("run", { graph, run: 1 });
      engine.end("The bench is over.");
      return { ms, device, status, problems };
    },
    async byHand(device: Device, count: number, how: HandWritten): Promise<number> {
      await openDevice(device, "stock");
      const start = performance.now();
      await handWritten(await pictures(count), how);
      return performance.now() - start;
    },
  },
});
