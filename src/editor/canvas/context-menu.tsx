import {
  lazy,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from "react";
import type { MenuTarget } from "./menu-items";

/** What menus are made of comes when the first is asked for. */
const OpenMenu = lazy(async () => ({ default: (await import("../dialogs")).OpenMenu }));

/** How long a finger rests before it means the menu, in ms, and how far it may stray, in px. */
const LONG = 600;
const STRAY = 10;

/** The canvas with the menu of what lies under the pointer: by right-click, Shift+F10, or a long touch. */
export function CanvasMenu({ children }: { readonly children: ReactNode }) {
  const [target, setTarget] = useState<MenuTarget>();
  const touch = useLongTouch(setTarget);
  return (
    <div
      className="relative h-full w-full"
      role="application"
      aria-label="Graph"
      onContextMenu={(event) => {
        event.preventDefault();
        setTarget(targetOf(event));
      }}
      {...touch}
    >
      {children}
      {target && (
        <Suspense fallback={null}>
          <OpenMenu
            key={`${target.kind} ${target.id} ${target.x} ${target.y}`}
            target={target}
            close={() => setTarget((now) => (now === target ? undefined : now))}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Calls back where one finger has rested on the screen. */
function useLongTouch(rested: (target: MenuTarget) => void) {
  const waiting = useRef<{
    readonly timer: ReturnType<typeof setTimeout>;
    readonly x: number;
    readonly y: number;
  }>(undefined);
  const stop = () => {
    clearTimeout(waiting.current?.timer);
    waiting.current = undefined;
  };
  useEffect(() => () => clearTimeout(waiting.current?.timer), []);
  return {
    onPointerDownCapture(event: PointerEvent) {
      // A second finger means something else.
      const second = waiting.current !== undefined;
      stop();
      if (event.pointerType !== "touch" || second) return;
      const target = targetOf(event);
      waiting.current = { timer: setTimeout(() => rested(target), LONG), x: target.x, y: target.y };
    },
    onPointerMoveCapture({ clientX, clientY }: PointerEvent) {
      const from = waiting.current;
      if (from && Math.hypot(clientX - from.x, clientY - from.y) > STRAY) stop();
    },
    onPointerUpCapture: stop,
    onPointerCancelCapture: stop,
  };
}

function targetOf(event: MouseEvent | PointerEvent): MenuTarget {
  const { target, clientX: x, clientY: y } = event;
  const element = target instanceof Element ? target : undefined;
  const node = element?.closest(".react-flow__node")?.getAttribute("data-id");
  if (node) return { kind: "node", id: node, x, y };
  const edge = element?.closest(".react-flow__edge")?.getAttribute("data-id");
  return edge ? { kind: "edge", id: edge, x, y } : { kind: "canvas", id: "", x, y };
}
