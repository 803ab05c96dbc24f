/**
 * A folder of the browser's own in memory, as far as kept files need it: `room` bytes a file and no more, and `power` bytes
 * in all before whoever writes is dead, with what was written by then left as it lies.
 */
export class Folder {
  readonly files = new Map<string, { bytes: Uint8Array<ArrayBuffer>; at: number }>();
  readonly open = new Set<string>();
  room = Number.POSITIVE_INFINITY;
  power = Number.POSITIVE_INFINITY;
  #clock = 0;

  keys(): AsyncIterable<string> {
    const names = [...this.files.keys()];
    return (async function* () {
      yield* names;
    })();
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.files.delete(name)) throw new DOMException("", "NotFoundError");
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<unknown> {
    if (!this.files.has(name)) {
      if (!create) throw new DOMException("", "NotFoundError");
      this.#put(name, new Uint8Array());
    }
    const bytes = () => this.files.get(name)?.bytes ?? new Uint8Array();
    return {
      getFile: async () => new File([bytes()], name, { lastModified: this.files.get(name)?.at ?? 0 }),
      createSyncAccessHandle: async () => {
        if (this.open.has(name)) throw new DOMException("", "NoModificationAllowedError");
        this.open.add(name);
        return {
          truncate: (size: number) => this.#put(name, bytes().slice(0, size)),
          write: (given: Uint8Array, { at }: { at: number }) => {
            const fits = given.subarray(0, Math.max(0, Math.min(given.length, this.room - at, this.power)));
            this.power -= given.length;
            const whole = new Uint8Array(Math.max(bytes().length, at + fits.length));
            whole.set(bytes());
            whole.set(fits, at);
            this.#put(name, whole);
            if (this.power < 0) throw new Error("dead");
            return fits.length;
          },
          flush: () => undefined,
          close: () => this.open.delete(name),
        };
      },
    };
  }

  #put(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.files.set(name, { bytes, at: ++this.#clock });
  }
}

export function asDirectory(folder: Folder): Promise<FileSystemDirectoryHandle> {
  return Promise.resolve(folder as unknown as FileSystemDirectoryHandle);
}
