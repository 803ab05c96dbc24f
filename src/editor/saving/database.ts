/** The stores of the page's database of graphs and the parts of their keys. */
const STORES = {
  summaries: "id",
  graphs: "id",
  steps: ["id", "epoch", "number"],
  versions: ["graph", "at"],
} as const;

export type StoreName = keyof typeof STORES;

let opened: Promise<IDBDatabase> | undefined;
let ready: IDBDatabase | undefined;

/** The page's database of graphs, opened once. Rejected where the browser keeps nothing, as in some private windows. */
export function database(): Promise<IDBDatabase> {
  opened ??= open().catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("tensorloom.graphs", 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        request.result.createObjectStore(name, {
          keyPath: typeof keyPath === "string" ? keyPath : [...keyPath],
        });
      }
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      ready = request.result;
      // The browser may take it away, as when the user clears the site's data: the next call opens it anew.
      ready.onclose = forget;
      ready.onversionchange = () => {
        ready?.close();
        forget();
      };
      resolve(ready);
    };
  });
}

function forget(): void {
  opened = undefined;
  ready = undefined;
}

/**
 * Writes in one transaction. Where the database is open, all is handed to the browser before this returns, so that
 * a tab that dies right after loses nothing; `work` makes its requests at once and waits for nothing.
 */
export function writeAtOnce(
  stores: readonly StoreName[],
  work: (transaction: IDBTransaction) => void,
): Promise<void> {
  const write = (db: IDBDatabase) =>
    new Promise<void>((resolve, reject) => {
      const transaction = db.transaction(stores, "readwrite", { durability: "relaxed" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("The browser did not keep it."));
      work(transaction);
      transaction.commit();
    });
  return ready ? write(ready) : database().then(write);
}

/** Reads, or reads and writes, in one transaction; what `work` gives is given once all of it is kept. */
export async function transact<T>(
  stores: readonly StoreName[],
  mode: "readonly" | "readwrite",
  work: (transaction: IDBTransaction) => Promise<T>,
): Promise<T> {
  const transaction = (await database()).transaction(stores, mode);
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The browser did not keep it."));
  });
  done.catch(() => {});
  try {
    const result = await work(transaction);
    await done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It had ended by itself.
    }
    throw error;
  }
}

/** What a request gives. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
