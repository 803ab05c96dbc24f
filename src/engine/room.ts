import { deviceRoom, roomFault } from "../compile/room";
import type { FitSpec } from "../graph/run";

/**
 * Refuses a training that cannot fit, before it begins and takes minutes to find out, with what would fit. The plan refused
 * what it knew the sizes of; here they are all known.
 */
export function needRoom(spec: FitSpec, device: string, room = deviceRoom(device)): void {
  if (room === undefined) return;
  const fault = roomFault(
    {
      module: spec.module,
      batch: Math.min(spec.batchSize, spec.train.names.length),
      slots: spec.optimizer.slots,
      isSteady: spec.train.origin !== undefined,
    },
    room,
  );
  if (fault) throw fault;
}
