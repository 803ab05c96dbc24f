import { useStore } from "zustand";
import { lookStore, write } from "../state/look-store";

/** The title of a group or a frame; written in where F2 or its menu asked for it. Enter and leaving keep, Escape does not. */
export function TitleField(props: {
  readonly look: string;
  readonly title: string;
  readonly label: string;
  readonly rename: (title: string) => void;
}) {
  const { look, title, label, rename } = props;
  const isWriting = useStore(lookStore, ({ writing }) => writing === look);
  if (!isWriting) return <h3 title={title}>{title || <span className="text-soft">Without a title</span>}</h3>;
  const end = (element: HTMLElement) => {
    write(undefined);
    element.closest<HTMLElement>(".react-flow__node")?.focus({ preventScroll: true });
  };
  return (
    <input
      className="nodrag nopan field !h-6 min-w-0 flex-1 field-sizing-content"
      // biome-ignore lint/a11y/noAutofocus: it was asked for by F2, and Escape leaves it.
      autoFocus
      aria-label={label}
      maxLength={200}
      defaultValue={title}
      onFocus={(event) => event.target.select()}
      onBlur={(event) => {
        const text = event.target.value.trim();
        if (lookStore.getState().writing === look && text !== title) rename(text);
        write(undefined);
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") end(event.currentTarget);
        if (event.key !== "Enter") return;
        const text = event.currentTarget.value.trim();
        if (text !== title) rename(text);
        end(event.currentTarget);
      }}
    />
  );
}
