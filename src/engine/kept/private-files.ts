/** What the browser keeps for this page alone (OPFS), as far as a worker needs it; TypeScript's DOM library has only half. */
export interface SyncFile {
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  read(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970: when it was written. */
  readonly at: number;
}

interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>;
  move?(name: string): Promise<void>;
}

/** A folder of the page's own; undefined where the browser keeps nothing, as in some private windows. */
export async function openFolder(
  name: "weights" | "features" | "checkpoints",
): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(name, { create: true });
  } catch {
    return undefined;
  }
}

/** Opens a file to be written; nobody else can until it is closed. */
export async function openSync(folder: FileSystemDirectoryHandle, name: string): Promise<SyncFile> {
  const handle = (await folder.getFileHandle(name, { create: true })) as WorkerFileHandle;
  return handle.createSyncAccessHandle();
}

/** A file as a Blob that stays on the disk; undefined where there is none. */
export async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<File | undefined> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return undefined;
    throw error;
  }
}

/** What lies in a folder. */
export async function filesIn(folder: FileSystemDirectoryHandle): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) {
    const file = await fileIn(folder, name);
    if (file) files.push({ name, bytes: file.size, at: file.lastModified });
  }
  return files;
}

/** Removes a file if it is there. */
export async function removeIn(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await folder.removeEntry(name).catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === "NotFoundError")) throw error;
  });
}

/** Gives a file its other name, in place of one that has it already. */
export async function renameIn(folder: FileSystemDirectoryHandle, from: string, to: string): Promise<void> {
  const handle = (await folder.getFileHandle(from)) as WorkerFileHandle;
  if (handle.move) return handle.move(to);
  const source = await handle.getFile();
  const target = await openSync(folder, to);
  try {
    target.truncate(0);
    const PIECE = 4 * 1024 ** 2;
    for (let at = 0; at < source.size; at += PIECE) {
      target.write(new Uint8Array(await source.slice(at, at + PIECE).arrayBuffer()), { at });
    }
    target.flush();
  } finally {
    target.close();
  }
  await removeIn(folder, from);
}

/** Writes a short text whole. */
export async function writeText(
  folder: FileSystemDirectoryHandle,
  name: string,
  text: string,
): Promise<void> {
  const file = await openSync(folder, name);
  try {
    const bytes = new TextEncoder().encode(text);
    file.truncate(0);
    file.write(bytes, { at: 0 });
    file.flush();
  } finally {
    file.close();
  }
}

/** The browser has no room, or gives none. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** Another tab has the file open. */
export function isTaken(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NoModificationAllowedError";
}
