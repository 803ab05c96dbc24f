import { createStore, del, entries, get, set } from "idb-keyval";
import type { JournalEntry, JournalPlace } from "./journal";

/** Tabs whose graphs are kept. */
const KEPT = 20;

/** The journal in this browser's IndexedDB: one entry a tab, the oldest tabs forgotten. */
export function browserJournal(): JournalPlace {
  const store = createStore("tensorloom", "journal");
  return {
    read: (tab) => get<JournalEntry>(tab, store),
    async latest() {
      const all = await entries<string, JournalEntry>(store);
      const newestFirst = all.sort(([, a], [, b]) => b.at - a.at);
      for (const [tab] of newestFirst.slice(KEPT)) await del(tab, store);
      return newestFirst[0]?.[1];
    },
    write: (tab, entry) => set(tab, entry, store),
  };
}

/** This tab's own name: kept over a reload, new in a new tab. */
export function tabName(): string {
  const key = "tensorloom.tab";
  const known = sessionStorage.getItem(key);
  if (known) return known;
  const name = crypto.randomUUID();
  sessionStorage.setItem(key, name);
  return name;
}
