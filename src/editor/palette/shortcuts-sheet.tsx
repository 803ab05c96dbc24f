import { keysInWords } from "../actions/key-words";
import { COMMANDS, GROUPS } from "../actions/shortcuts";
import { Dialog } from "../panels/dialog";
import { gestureStore, useGesture } from "../state/gesture-store";

/** What the mouse and the fingers do, which no key says. */
const GESTURES: readonly (readonly [string, string])[] = [
  ["Drag from a port to another", "Connect; let go on nothing for the nodes that fit"],
  ["Drag an edge's end", "Rewire; let go on nothing to disconnect"],
  ["Drop a node on an edge", "Put it in between"],
  ["Double-click an edge", "Add a bend; double-click the bend to remove it"],
  ["Double-click the canvas", "Open the palette there"],
  ["Right-click, or touch and hold", "What can be done there"],
  ["Shift and drag", "Select all that it touches"],
  ["Tap an output, then an input", "Connect by touch"],
];

/** All keys, made from the list that the page listens to. */
export function ShortcutsSheet() {
  const open = useGesture((state) => state.shortcuts);
  if (!open) return null;
  return (
    <Dialog title="Keyboard shortcuts" close={() => gestureStore.setState({ shortcuts: false })}>
      <div className="columns-1 gap-8 overflow-y-auto px-5 py-4 sm:columns-2">
        {GROUPS.map((group) => {
          const commands = COMMANDS.filter((command) => command.group === group && command.keys.length > 0);
          if (commands.length === 0) return null;
          return (
            <section key={group} className="mb-4 break-inside-avoid">
              <h3 className="mb-1 text-[11px] font-semibold text-soft">{group}</h3>
              <dl>
                {commands.map(({ title, keys }) => (
                  <div key={title} className="flex items-baseline justify-between gap-4 py-[3px]">
                    <dt>{title}</dt>
                    <dd className="flex flex-none gap-1">
                      {keys.map((each) => (
                        <kbd key={each} className="code whitespace-nowrap">
                          {keysInWords(each)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        <section className="break-inside-avoid">
          <h3 className="mb-1 text-[11px] font-semibold text-soft">By mouse and touch</h3>
          <dl>
            {GESTURES.map(([how, what]) => (
              <div key={how} className="py-[3px]">
                <dt>{how}</dt>
                <dd className="text-[12px] text-soft">{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
