import type { Plugin } from "vite";

export function pageNodes(): Plugin;
