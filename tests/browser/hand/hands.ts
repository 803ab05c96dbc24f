import type { Page } from "@playwright/test";
import { add } from "./add";
import { answer } from "./answer";
import type { Deed, DeedOf } from "./deeds";
import type { Hand, PutBack } from "./hand";
import { open } from "./look";
import { run } from "./run";
import { set } from "./set";
import { connect } from "./wire";

/** By kind of deed. */
const HANDS: { readonly [K in Deed["kind"]]?: Hand<DeedOf<K>> } = { add, connect, set, run, open, answer };

/** The hand that does a deed of this kind. */
export function handFor(deed: Deed): {
  isSo(page: Page): Promise<boolean>;
  wrong(page: Page): Promise<PutBack | undefined>;
  right(page: Page): Promise<void>;
} {
  const hand = HANDS[deed.kind] as Hand<Deed> | undefined;
  if (!hand)
    throw new Error(`No hand does “${deed.kind}” yet: write one beside those in tests/browser/hand.`);
  return {
    isSo: async (page) => (await hand.isSo?.(page, deed)) ?? false,
    wrong: (page) => hand.wrong(page, deed),
    right: (page) => hand.right(page, deed),
  };
}
