export type Theme = "light" | "dark";

const KEY = "tensorloom.theme";
const system = () => matchMedia("(prefers-color-scheme: dark)");

/** What the user chose, else what the system says. */
export function currentTheme(): Theme {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "light" || chosen === "dark") return chosen;
  return system().matches ? "dark" : "light";
}

/** Puts the theme on the page and follows the system until the user chooses. */
export function showTheme(): void {
  const show = () => document.documentElement.setAttribute("data-theme", currentTheme());
  show();
  system().addEventListener("change", show);
}

export function toggleTheme(): Theme {
  const next = currentTheme() === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, next);
  document.documentElement.setAttribute("data-theme", next);
  for (const changed of listeners) changed();
  return next;
}

const listeners = new Set<() => void>();

/** Calls back when the user chooses the other theme. */
export function subscribeTheme(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}
