import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Resident megabytes of a process and of all that came of it, where the system tells (Linux). */
export function memoryOf(pid) {
  if (!existsSync("/proc")) return [0];
  const parents = new Map();
  const sizes = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const status = readFileSync(join("/proc", entry, "status"), "utf8");
      parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      sizes.set(Number(entry), Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1000));
    } catch {
      // It ended while we looked.
    }
  }
  const isOurs = (id) => id === pid || (parents.has(id) && parents.get(id) > 1 && isOurs(parents.get(id)));
  return [...sizes].filter(([id]) => isOurs(id)).map(([, size]) => size);
}
