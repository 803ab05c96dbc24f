/** Thrown inside the engine when a run was stopped. Never shown: the run ends as "stopped". */
export class Stopped extends Error {
  constructor() {
    super("The run was stopped.");
    this.name = "Stopped";
  }
}

/** Lets messages in (a cancel among them), then goes on, or throws Stopped. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await macrotask();
  if (signal.aborted) throw new Stopped();
}

/** A macrotask without the 4 ms that nested timers are held back. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
