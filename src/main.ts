import { trustOwnScripts } from "./editor/trusted";

/** The same page serves people and the command line: the hash says which. */
trustOwnScripts();
if (location.hash === "#headless") await import("./cli/page");
else await import("./editor/main");
