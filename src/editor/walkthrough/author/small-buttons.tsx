import { ArrowDown, ArrowUp, type LucideIcon, X } from "lucide-react";

export function IconButton(props: {
  readonly icon: LucideIcon;
  readonly words: string;
  readonly act: () => void;
  readonly disabled?: boolean;
}) {
  const { icon: Icon, words, act, disabled = false } = props;
  return (
    <button
      type="button"
      className="button icon small plain"
      aria-label={words}
      title={words}
      disabled={disabled}
      onClick={act}
    >
      <Icon size={14} aria-hidden />
    </button>
  );
}

/** Up, down and away, of one item of a list. */
export function ItemButtons(props: {
  readonly what: string;
  readonly at: number;
  readonly count: number;
  readonly move?: (by: 1 | -1) => void;
  readonly remove: () => void;
}) {
  const { what, at, count, move, remove } = props;
  return (
    <span className="flex flex-none">
      {move && (
        <>
          <IconButton icon={ArrowUp} words={`Move ${what} up`} disabled={at === 0} act={() => move(-1)} />
          <IconButton
            icon={ArrowDown}
            words={`Move ${what} down`}
            disabled={at === count - 1}
            act={() => move(1)}
          />
        </>
      )}
      <IconButton icon={X} words={`Remove ${what}`} act={remove} />
    </span>
  );
}
