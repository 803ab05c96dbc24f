import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";

/** A panel over the page. Escape closes it, and the keyboard's focus goes back to where it was. */
export function Dialog(props: {
  readonly title: string;
  /** Said below the title. */
  readonly words?: ReactNode;
  /** Stands beside the button that closes. */
  readonly actions?: ReactNode;
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  const { title, words, actions, close, children } = props;
  const [before] = useState(() => document.activeElement);
  return (
    <Radix.Root open onOpenChange={(open) => !open && close()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          className="fixed top-1/2 left-1/2 z-50 flex max-h-[92vh] w-[min(920px,94vw)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rounded-xl border border-line bg-panel shadow-[var(--shadow-high)]"
          {...(words ? {} : { "aria-describedby": undefined })}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before instanceof HTMLElement && before.isConnected) before.focus();
          }}
        >
          <header className="flex flex-none items-start gap-2 border-b border-line px-5 py-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="truncate text-[15px] font-semibold" title={title}>
                {title}
              </Radix.Title>
              {words && (
                <Radix.Description asChild>
                  <div className="text-[12px] text-soft">{words}</div>
                </Radix.Description>
              )}
            </div>
            {actions}
            <Radix.Close className="button icon small plain" aria-label="Close" title="Close (Esc)">
              <X size={15} />
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
