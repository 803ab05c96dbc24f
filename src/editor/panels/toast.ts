/** A few words at the bottom of the page that go by themselves; what they are shown with is loaded when they come. */
export function toast(
  words: string,
  details: { readonly description?: string; readonly bad?: boolean } = {},
): void {
  const { description, bad = false } = details;
  import("sonner").then(({ toast }) =>
    (bad ? toast.error : toast)(words, description ? { description } : {}),
  );
}
