import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { errorText } from "@/error-text";
import type { ModelFormat, RunEvent } from "../engine/protocol";
import { HEADLESS, type Headless, type Reply } from "./headless";
import type { Host } from "./host";
import { serve } from "./serve";

type Answers = {
  [Name in keyof Headless]: Awaited<ReturnType<Headless[Name]>> extends Reply<infer T> ? T : never;
};

/** The browser or its page died, or could not be started: not the user's graph. */
export class BrowserError extends Error {}

/** The engine on a page of a headless Chromium, and the way to talk to it. */
export class Session {
  readonly #page: Page;
  readonly #key: string;
  readonly #death: Promise<never>;
  /** Files that have a place of their own, by the name that the page saves them under. */
  readonly #places: Map<string, string>;
  readonly #close: () => Promise<void>;

  private constructor(
    browser: Browser,
    page: Page,
    key: string,
    places: Map<string, string>,
    close: () => Promise<void>,
  ) {
    this.#page = page;
    this.#key = key;
    this.#places = places;
    this.#close = close;
    this.#death = new Promise((_, reject) => {
      const die = (why: string) => reject(new BrowserError(why));
      page.on("crash", () => die("The page crashed: the browser ran out of memory, or it has a fault."));
      browser.on("disconnected", () => die("The browser ended before the run was over."));
    });
    this.#death.catch(() => {});
  }

  /** Opens the page. `listener` gets every event of the run; files are saved in `out` when it is given. */
  static async open(
    host: Host,
    out: string | undefined,
    listener: (event: RunEvent) => void,
  ): Promise<Session> {
    const executablePath = await host.chromium();
    const key = randomUUID();
    const places = new Map<string, string>();
    const saveTo = (name: string) => places.get(name) ?? (out && join(out, name));
    const server = await serve({ folder: host.page, walls: host.walls, key, saveTo });
    let browser: Browser;
    try {
      browser = await chromium.launch({
        executablePath,
        args: [...host.chromiumArguments],
        handleSIGINT: false,
      });
    } catch (error) {
      await server.close();
      const reason = errorText(error).split("\n")[0];
      throw new BrowserError(`${executablePath} could not be started: ${reason}`);
    }
    const close = async () => {
      await browser.close().catch(() => {});
      await server.close();
    };
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      await page.exposeFunction(HEADLESS.event, listener);
      await page.goto(`${server.address}#headless`);
      await page
        .waitForFunction((name) => name in globalThis, HEADLESS.global, { timeout: 30_000 })
        .catch(() => {
          throw new BrowserError(`The engine's page did not come up. ${faults.join(" ")}`.trim());
        });
      return new Session(browser, page, key, places, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** Calls one function of the page. Rejects with BrowserError when the browser dies meanwhile. */
  async call<N extends keyof Headless>(
    name: N,
    ...request: Parameters<Headless[N]>
  ): Promise<Reply<Answers[N]>> {
    const answer = this.#page.evaluate(
      ([global, call, values]) => {
        const page = (
          globalThis as unknown as Record<string, Record<string, (...values: unknown[]) => unknown>>
        )[global];
        return page?.[call]?.(...values);
      },
      [HEADLESS.global, name, request] as const,
    );
    return (await this.#alive(answer)) as Reply<Answers[N]>;
  }

  save(): Promise<Reply<readonly string[]>> {
    return this.call("save", this.#key);
  }

  /** Saves a node's trained model of the last run at `path`. */
  saveModel(node: string, port: string, format: ModelFormat, path: string): Promise<Reply<void>> {
    const name = `model-${this.#places.size + 1}.${format}`;
    this.#places.set(name, path);
    return this.call("saveModel", this.#key, name, { node, port, format });
  }

  /** Saves what the last run drew and found in the folder of the session, for a program of this name. */
  carry(name: string): Promise<Reply<Answers["carry"]>> {
    return this.call("carry", this.#key, name);
  }

  /** Gives files to a node. Big ones are read by the browser itself, not copied through us. */
  async give(node: string, paths: readonly string[]): Promise<Reply<Answers["give"]>> {
    const folders: string[] = [];
    const files: string[] = [];
    for (const path of paths) ((await stat(path)).isDirectory() ? folders : files).push(path);
    if (files.length > 0) await this.#alive(this.#page.setInputFiles(`#${HEADLESS.files}`, files));
    if (folders[0]) await this.#alive(this.#page.setInputFiles(`#${HEADLESS.folder}`, folders[0]));
    return this.call("give", node);
  }

  async close(): Promise<void> {
    await this.#close();
  }

  /** Either the answer, or the news that the browser is gone. */
  async #alive<T>(answer: Promise<T>): Promise<T> {
    const guarded = answer.catch(async (error: Error) => {
      // A closed target is the same death, told by another voice: wait for the one with the reason.
      if (/closed|crashed|detached/i.test(error.message)) {
        await Promise.race([this.#death, new Promise((resolve) => setTimeout(resolve, 500))]);
        throw new BrowserError("The browser ended before the run was over.");
      }
      throw error;
    });
    return Promise.race([guarded, this.#death]);
  }
}
