import type { Page, Worker } from "playwright-core";
import type { RunEvent, RunResult } from "../../src/engine/protocol";
import type { Graph } from "../../src/graph/document";

export class EnginePage {
  constructor(page: Page, address: string);
  readonly page: Page;
  events: RunEvent[];
  onEvent: (event: RunEvent) => void;
  prepare(): Promise<void>;
  open(how: object): Promise<unknown>;
  call(name: string, ...given: unknown[]): Promise<unknown>;
  train(graph: Graph): Promise<{ readonly result: RunResult; readonly weights: string }>;
  forget(): Promise<void>;
  kill(): Promise<void>;
  worker(): Worker | undefined;
  crash(): Promise<void>;
  hang(): void;
  loseContext(after: number): Promise<void>;
}

export function smallTraining(
  graph: Graph,
  sizes?: { count?: number; side?: number; base?: number; depth?: number; epochs?: number },
): Graph;
