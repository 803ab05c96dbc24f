/** The graph that this tab shows: kept over a reload, new in a new tab. */
export interface TabGraph {
  readonly id: string;
  /** The template that it began from, as long as nothing was changed: it is in no library yet. */
  readonly template?: string | undefined;
}

const ID = "tensorloom.tab";
const TEMPLATE = "tensorloom.template";

export function tabGraph(): TabGraph | undefined {
  try {
    const id = sessionStorage.getItem(ID);
    return id ? { id, template: sessionStorage.getItem(TEMPLATE) ?? undefined } : undefined;
  } catch {
    return undefined;
  }
}

export function rememberInTab({ id, template }: TabGraph): void {
  try {
    sessionStorage.setItem(ID, id);
    if (template === undefined) sessionStorage.removeItem(TEMPLATE);
    else sessionStorage.setItem(TEMPLATE, template);
  } catch {
    // A browser that forbids it shows the newest graph after a reload.
  }
}
