import type { Pictures } from "../graph/run";
import { decodePicture } from "./decode";
import { pagesOf } from "./pages";
import { looksLikePicture } from "./picture-kind";

/** What the engine hands to nodes that read pictures. Decoding needs a browser, in a worker or on the page. */
export const pictures: Pictures = { looksLikePicture, pages: pagesOf, decode: decodePicture };
