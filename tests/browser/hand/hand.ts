import type { Page } from "@playwright/test";

/** How a deed of one kind is done by clicks and keys. */
export interface Hand<D> {
  /** Whether it is so already, as far as the page shows. What is always done anew leaves this out. */
  isSo?(page: Page, deed: D): Promise<boolean>;
  /**
   * Does something else in its place, as a student may who has not understood; gives what puts that back. `undefined`: there
   * is nothing else, as with a switch that is either on or off.
   */
  wrong(page: Page, deed: D): Promise<PutBack | undefined>;
  right(page: Page, deed: D): Promise<void>;
}

export type PutBack = () => Promise<void>;

/** Nothing was changed that would have to be put back. */
export const nothing = async (): Promise<void> => undefined;
