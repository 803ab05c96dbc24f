interface Details {
  readonly description?: string;
  readonly bad?: boolean;
  /** A button. With one it stays until it is closed or taken. */
  readonly action?: { readonly label: string; readonly act: () => void };
}

/** A few words at the bottom of the page that go by themselves; what they are shown with is loaded when they come. */
export async function toast(
  words: string,
  { description, bad = false, action }: Details = {},
): Promise<void> {
  const { toast } = await import("sonner");
  (bad ? toast.error : toast)(words, {
    ...(description ? { description } : {}),
    ...(action
      ? {
          action: { label: action.label, onClick: action.act },
          duration: Number.POSITIVE_INFINITY,
          closeButton: true,
        }
      : {}),
  });
}
