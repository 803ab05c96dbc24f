/**
 * Picture arithmetic in whole numbers, the same on every processor. Addresses are bytes in a memory of its own, which the
 * caller lays out; each kernel says what it may read or write beyond its rows.
 */
export { huffman } from "./huffman";
export { scan } from "./scan";
export { toGrey, toColour } from "./colour";
export { resampleColumns, resampleRows } from "./resample";
