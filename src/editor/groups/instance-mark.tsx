/** Where a group is an instance of a block: whether it was changed since. */
export function InstanceMark(_: { readonly id: string }) {
  return null;
}
