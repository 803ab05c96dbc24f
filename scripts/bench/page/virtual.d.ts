/** tfjs-layers where it is installed, an empty module elsewhere: scripts/bench/stage.mjs says which. */
declare module "virtual:tfjs-layers";
