/** Bytes that are read in parts. A Blob is one as it is; so is a file at an address that sends parts of it. */
export interface ByteSource {
  readonly size: number;
  /** Bytes from `from` up to, not with, `to`; what lies beyond the end is left out, as a Blob does it. */
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}
