/** A few words at the bottom of the page that go by themselves; what they are shown with is loaded when they come. */
export function toast(
  words: string,
  details: {
    readonly description?: string;
    readonly bad?: boolean;
    /** Words of one id take each other's place. */
    readonly id?: string;
    readonly action?: { readonly label: string; readonly onClick: () => void };
  } = {},
): void {
  const { bad = false, ...rest } = details;
  import("sonner").then(({ toast }) => (bad ? toast.error : toast)(words, rest));
}
