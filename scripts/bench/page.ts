import { handSide } from "./page/by-hand";
import { decodeSide } from "./page/decode";
import { deviceSide } from "./page/device";
import { engineSide } from "./page/engine";
import { layersSide } from "./page/layers-model";
import { planSide } from "./page/plan";

/** Everything that `npm run bench` asks of a page, under one name. */
Object.assign(globalThis, {
  bench: { ...engineSide, ...handSide, ...planSide, ...decodeSide, ...deviceSide, ...layersSide },
});
