import type { Plugin } from "vite";

export function pageWalls(): Plugin;
export function headerOf(path: string): string;

export function startWalls(): Plugin;
