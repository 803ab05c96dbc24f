/** That this tab, and no other, may change a graph. */
export interface Hold {
  release(): void;
}

/** How long the tab that holds a graph may take to let it go before it is taken from it, ms. */
const PATIENCE = 2000;

const nameOf = (graph: string) => `tensorloom.graph.${graph}`;

/** A page that was left or died gives up what it held a little after the next one begins, ms. */
const GRACE = 400;

/** Holds a graph, unless another tab does. `lost` is called where it is taken away later without our doing. */
export async function tryHold(graph: string, lost: () => void): Promise<Hold | undefined> {
  const hold = await request(graph, { ifAvailable: true }, lost);
  return hold ?? request(graph, { signal: AbortSignal.timeout(GRACE) }, lost).catch(() => undefined);
}

/** Holds a graph that another tab was asked to let go; one that does not answer, as a frozen one, is not waited for. */
export async function takeHold(graph: string, lost: () => void): Promise<Hold> {
  try {
    const hold = await request(graph, { signal: AbortSignal.timeout(PATIENCE) }, lost);
    if (hold) return hold;
  } catch {
    // It did not let go in time.
  }
  const stolen = await request(graph, { steal: true }, lost);
  if (!stolen) throw new Error("The browser gave this graph to no tab.");
  return stolen;
}

function request(graph: string, options: LockOptions, lost: () => void): Promise<Hold | undefined> {
  // Pages that are not served securely have no locks: what two tabs write is then kept apart by the epoch alone.
  if (!globalThis.navigator?.locks) return Promise.resolve({ release() {} });
  return new Promise((resolve, reject) => {
    let held = false;
    let letGo = () => {};
    navigator.locks
      .request(nameOf(graph), options, (lock) => {
        if (!lock) return resolve(undefined);
        held = true;
        return new Promise<void>((end) => {
          letGo = end;
          resolve({ release: () => letGo() });
        });
      })
      .catch((error) => (held ? lost() : reject(error)));
  });
}
