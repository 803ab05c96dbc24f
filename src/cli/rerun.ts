import { registry } from "../registry";
import type { HandedIn } from "../walkthrough/grade";
import { allNumbersOf } from "../walkthrough/numbers";
import { type Asked, UsageError } from "./args";
import { BrowserError, Session } from "./browser";
import { DataError, lookThrough } from "./data";
import type { Host } from "./host";
import { GraphError, load } from "./load";

/** Runs graphs one after the other in one headless browser, for their numbers alone. */
export class Rerun {
  readonly #session: Session;
  readonly #host: Host;

  private constructor(session: Session, host: Host) {
    this.#session = session;
    this.#host = host;
  }

  static async open(host: Host): Promise<Rerun> {
    const session = await Session.open(host, undefined, () => {});
    const started = await session.call("start", { device: "auto", kernels: "fast" });
    if (started.ok) return new Rerun(session, host);
    await session.close();
    throw new BrowserError(`The engine could not start: ${started.message}`);
  }

  /** The numbers that a bundle's graph gives, and what went wrong, for the table. */
  async run(
    path: string,
    data: Asked["data"],
    problems: readonly string[],
  ): Promise<Pick<HandedIn, "again" | "problems">> {
    const failed = (why: string) => ({ problems: [...problems, `It could not be run again: ${why}`] });
    try {
      const loaded = await load({ graph: path, data, set: [], json: false }, this.#host.folder, registry);
      const { graph } = await lookThrough(this.#session, loaded);
      const ran = await this.#session.call("run", graph);
      if (!ran.ok) return failed(ran.message);
      const faults = ran.value.problems.filter(({ severity }) => severity === "error");
      const again = Object.fromEntries(
        Object.entries(ran.value.outputs).map(([node, fields]) => [node, allNumbersOf(fields)]),
      );
      return {
        again,
        problems: [...problems, ...faults.map(({ message }) => `When it was run again: ${message}`)],
      };
    } catch (error) {
      if (error instanceof GraphError) return failed(error.problems.map(({ message }) => message).join(" "));
      // Such as data for a node that this student does not have: the others are still to be run.
      if (error instanceof DataError || error instanceof UsageError) return failed(error.message);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
