import { useInstance } from "../blocks/use-instance";

/** Where a group is an instance of a block: whether it was changed since, or the block was. */
export function InstanceMark({ id }: { readonly id: string }) {
  const { title, isChanged, isOld } = useInstance(id);
  if (title === undefined) return null;
  const words = isChanged ? `changed since ${title}` : isOld ? `${title} is newer` : "";
  if (words === "") return null;
  return (
    <span className="instance-mark" title={isOld ? `${words}. Bring it up to date in the inspector` : words}>
      {words}
    </span>
  );
}
