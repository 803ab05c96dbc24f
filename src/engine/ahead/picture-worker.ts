import { pictures } from "../../files/pictures";
import { registry } from "../../registry";
import type { FromPictureWorker, ToPictureWorker } from "./messages";
import { PictureDesk } from "./picture-desk";

/** The door of a worker that makes pictures. */

const scope = self as unknown as {
  postMessage(message: FromPictureWorker, transfer: Transferable[]): void;
  onmessage: ((message: MessageEvent<ToPictureWorker>) => void) | null;
};

const desk = new PictureDesk(registry, pictures);

scope.onmessage = async ({ data }) => {
  const answer = await desk.receive(data);
  if (answer) scope.postMessage(answer.message, [...answer.transfer]);
};
