interface Details {
  readonly description?: string;
  readonly bad?: boolean;
  /** A button. With one it stays until it is closed or taken, unless it is brief. */
  readonly action?: { readonly label: string; readonly act: () => void };
  readonly brief?: boolean;
  /** Words of one id take each other's place. */
  readonly id?: string;
}

/** A few words at the bottom of the page that go by themselves; what they are shown with is loaded when they come. */
export async function toast(
  words: string,
  { description, bad = false, action, brief = false, id }: Details = {},
): Promise<void> {
  const { toast } = await import("sonner");
  (bad ? toast.error : toast)(words, {
    ...(description ? { description } : {}),
    ...(id === undefined ? {} : { id }),
    ...(action ? { action: { label: action.label, onClick: action.act } } : {}),
    ...(action && !brief ? { duration: Number.POSITIVE_INFINITY, closeButton: true } : {}),
  });
}
