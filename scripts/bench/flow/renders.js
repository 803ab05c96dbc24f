/*
 * Counts how often cards of nodes render, in a production build: React tells its developer tools of every commit, and a
 * component that did work in it bears a mark. Runs before the page's own scripts.
 */
globalThis.rendered = [];
globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
  supportsFiber: true,
  inject: () => 1,
  onScheduleFiberRoot() {},
  onCommitFiberUnmount() {},
  onPostCommitFiberRoot() {},
  onCommitFiberRoot(_, root) {
    walk(root.current, root.current.alternate);
  },
};

const PERFORMED_WORK = 1;

/** Only what is another fiber than in the commit before was touched. */
function walk(fiber, before) {
  for (let child = fiber?.child, old = before?.child; child; child = child.sibling, old = old?.sibling) {
    const previous = child.alternate;
    if (child === old) continue;
    const props = child.memoizedProps;
    const isCard = typeof child.type === "function" || child.tag === 15 || child.tag === 14;
    if (isCard && props && "positionAbsoluteX" in props && (child.flags & PERFORMED_WORK) !== 0)
      globalThis.rendered.push(props.id);
    if (child.child !== previous?.child || previous === null) walk(child, previous);
  }
}
