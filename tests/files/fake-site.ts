import type { Net } from "@/files/remote-request";

/** What a pretended site does with the next request, in place of answering as it should. */
export type Mischief = "throw" | "busy" | { readonly cutAfter: number };

/** A site with one file, in place of the net: it notes what it was asked for, and fails as it is told. */
export class FakeSite {
  bytes: Uint8Array<ArrayBuffer>;
  etag: string | undefined = '"1"';
  ranges = true;
  /** Whether pages of other sites get to see a part's place and the whole size. */
  showsRange = true;
  showsLength = true;
  status: number | undefined;
  type = "application/octet-stream";
  online = true;
  readonly mischief: Mischief[] = [];
  /** Ranges asked for, as `from-to`; `all` for the whole. */
  readonly asked: string[] = [];
  readonly waits: number[] = [];

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }

  readonly net: Net = {
    fetch: async (_, request) => this.#answer(request),
    wait: async (ms) => {
      this.waits.push(ms);
    },
    isOnline: () => this.online,
  };

  #answer(request: RequestInit): Response {
    request.signal?.throwIfAborted();
    const asked = new Headers(request.headers).get("Range");
    this.asked.push(request.method === "HEAD" ? "size" : (asked?.slice("bytes=".length) ?? "all"));
    const mischief = this.mischief.shift();
    if (mischief === "throw") throw new TypeError("Failed to fetch");
    if (mischief === "busy") return new Response(null, { status: 503 });
    if (this.status !== undefined) return new Response("no", { status: this.status });
    const headers = new Headers({ "Content-Type": this.type });
    if (this.etag) headers.set("ETag", this.etag);
    const [from = 0, last = 0] = asked?.slice("bytes=".length).split("-").map(Number) ?? [];
    const partial = this.ranges && asked !== null;
    const part = partial ? this.bytes.slice(from, last + 1) : this.bytes;
    if (partial && from >= this.bytes.length) return new Response(null, { status: 416 });
    if (partial && this.showsRange) {
      headers.set("Content-Range", `bytes ${from}-${from + part.length - 1}/${this.bytes.length}`);
    }
    if (this.showsLength) headers.set("Content-Length", String(part.length));
    const cut = mischief ? part.slice(0, mischief.cutAfter) : part;
    return new Response(request.method === "HEAD" ? null : cut, { status: partial ? 206 : 200, headers });
  }
}
