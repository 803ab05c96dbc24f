import { useEffect, useState } from "react";
import { type CourseEntry, walkthroughsUsing } from "@/walkthrough/uses";
import { templateGraph } from "../saving/templates";
import { courseItems } from "../walkthrough/course";

interface Item {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** The walkthroughs of the course that a node is met in; `onOpen` makes each a button that begins it. */
export default function UsedIn(props: {
  readonly type: string;
  readonly onOpen?: (text: string, title: string) => void;
}) {
  const { type, onOpen } = props;
  const [items, setItems] = useState<readonly Item[]>([]);
  useEffect(() => {
    let isCurrent = true;
    usedIn(type).then(
      (found) => isCurrent && setItems(found),
      // Without the network the course is not there; what the node does can be read all the same.
      () => isCurrent && setItems([]),
    );
    return () => {
      isCurrent = false;
    };
  }, [type]);
  if (items.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-[12px] font-medium">Walkthroughs that use it</h3>
      <ul className="grid gap-1 text-[12.5px]">
        {items.map(({ id, title, text }) => (
          <li key={id}>
            {onOpen ? (
              <button
                type="button"
                className="text-accent-text underline"
                onClick={() => onOpen(text, title)}
              >
                {title}
              </button>
            ) : (
              title
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

let course: Promise<readonly (CourseEntry & { readonly text: string })[]> | undefined;

/** Read once, when a node's page is first opened; read anew where that failed. */
async function usedIn(type: string): Promise<readonly Item[]> {
  course ??= readCourse();
  const entries = await course.catch((error: unknown) => {
    course = undefined;
    throw error;
  });
  return walkthroughsUsing(type, entries).map(({ id, title }) => ({
    id,
    title,
    text: entries.find(({ walkthrough }) => walkthrough.id === id)?.text ?? "",
  }));
}

async function readCourse() {
  const items = await courseItems();
  return Promise.all(
    items.map(async (item) => {
      const { template } = item.walkthrough.start;
      return template === undefined ? item : { ...item, template: await templateGraph(`${template}.json`) };
    }),
  );
}
