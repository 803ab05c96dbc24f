import { type Insertion, NodeError } from "../graph/problem";
import type { DatasetType, LossType, ModuleType } from "../graph/types";
import { type Shape, shapeText } from "../module/shape";
import { imageText, shapesAgree } from "./refuse";

/** Symbols are fine until the pictures were counted; after that a symbol means that they differ. */
export function needOneSize(data: DatasetType, port: string): void {
  const unknown = data.image.shape.some((dim) => typeof dim === "string");
  if (!unknown || typeof data.length === "string") return;
  const [channels] = data.image.shape;
  const [advice, type] =
    typeof channels === "string"
      ? ([
          "The pictures have different colour modes. Insert Convert colour before To tensor.",
          "convert-colour",
        ] as const)
      : ([
          "The pictures have different sizes, and a batch needs one. Insert Resize with both sides before To tensor.",
          "resize",
        ] as const);
  throw new NodeError(advice, {
    port,
    expected: "pictures of one known size",
    got: shapeText(data.image.shape),
    insert: { type, before: "to-tensor" },
  });
}

/** The network takes pictures of this shape. */
export function needFit(module: ModuleType, data: DatasetType, port: string): void {
  const [wanted, got] = [module.module.in, data.image.shape];
  if (shapesAgree(wanted, got)) return;
  const insert = toFit(wanted, got);
  throw new NodeError(
    `The network takes ${shapeText(wanted)}, but the pictures are ${shapeText(got)}. Resize or convert the pictures to what it takes.`,
    { port, expected: shapeText(wanted), got: shapeText(got), ...(insert ? { insert } : {}) },
  );
}

/** What makes pictures of the shape that is wanted: other colours first, since a size can be mended after them. */
function toFit([channels, height, width]: Shape, [gotChannels]: Shape): Insertion | undefined {
  const mode = channels === 3 ? "RGB" : channels === 1 ? "L" : undefined;
  if (channels !== gotChannels && typeof gotChannels === "number") {
    return mode && { type: "convert-colour", settings: { mode }, before: "to-tensor" };
  }
  if (typeof height !== "number" || typeof width !== "number") return undefined;
  return { type: "resize", settings: { height, width, fit: "both" }, before: "to-tensor" };
}

/** Both sets come in the same form and with the same classes. */
export function needSame(train: DatasetType, validation: DatasetType): void {
  const expected = imageText(train.image);
  const got = imageText(validation.image);
  const sameNumbers =
    JSON.stringify(train.image.normalization) === JSON.stringify(validation.image.normalization);
  if (!shapesAgree(train.image.shape, validation.image.shape) || !sameNumbers) {
    throw new NodeError(
      "The validation pictures come in another form than the training pictures. Send both through the same transforms.",
      { port: "validation", expected, got },
    );
  }
  needSameTarget(train.hasMasks, validation, "The validation pictures", "validation");
  if (train.hasMasks) return;
  if (train.classes && validation.classes && train.classes.join("\n") !== validation.classes.join("\n")) {
    throw new NodeError(
      "The validation pictures have other classes than the training pictures. Split one set into both.",
      { port: "validation", expected: train.classes.join(", "), got: validation.classes.join(", ") },
    );
  }
}

/** Both have masks, or neither has. */
export function needSameTarget(
  masks: boolean | undefined,
  data: DatasetType,
  which: string,
  port: string,
): void {
  if ((masks === true) === (data.hasMasks === true)) return;
  const [expected, got] = masks ? ["pictures with masks", "classes"] : ["pictures with classes", "masks"];
  throw new NodeError(`${which} have ${got}, but ${expected} are needed here.`, { port, expected, got });
}

/** The loss compares with what the data have. */
export function needLoss(loss: LossType, data: DatasetType): void {
  const wanted = data.hasMasks ? "mask" : "class";
  if (loss.target === wanted) return;
  const name = capital(loss.name);
  const message = data.hasMasks
    ? `${name} compares with classes, but these pictures have masks. Wire a loss of masks, such as Dice loss.`
    : `${name} compares with masks, but these pictures have classes and no masks. Wire Cross-entropy, or give pictures with masks.`;
  throw new NodeError(message, {
    port: "loss",
    expected: data.hasMasks ? "a loss of masks" : "a loss of classes",
    got: loss.name,
  });
}

/** What comes out fits what is to be found. */
export function needOutput(module: ModuleType, data: DatasetType, loss: LossType): void {
  needLoss(loss, data);
  if (data.hasMasks) needMask(module.out, data, "module");
  else needLogits(module, data, loss.name);
}

/** The network gives one number for each pixel of the mask. */
export function needMask(out: Shape, data: DatasetType, port: string): void {
  const [, height = "H", width = "W"] = data.image.shape;
  const mask = [1, height, width];
  if (shapesAgree(out, mask)) return;
  throw new NodeError(
    `The masks are ${shapeText(mask)}, one number a pixel, but the network gives ${shapeText(out)}. Wire a network that gives a map of the picture's size in one channel, such as a U-Net.`,
    { port, expected: shapeText(mask), got: shapeText(out) },
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The network gives one logit for each of the data's classes. */
export function needLogits(module: ModuleType, data: DatasetType, lossName: string): void {
  const [logits] = module.out;
  const { classes } = data;
  const loss = capital(lossName);
  if (module.out.length !== 1) {
    throw new NodeError(
      `${loss} needs one logit a class, but the network gives ${shapeText(module.out)}. Wire an MLP head behind a network that ends in a vector, such as VGG16 with output fc7.`,
      { port: "module", expected: classes ? `[${classes.length}]` : "[classes]", got: shapeText(module.out) },
    );
  }
  if (classes?.length === 1) {
    throw new NodeError(
      `All pictures have the class ${classes[0]}, so there is nothing to tell apart. Give pictures of at least two classes, or see whether the class is taken from the right place.`,
      { port: "train", expected: "at least 2 classes", got: `1 class (${classes[0]})` },
    );
  }
  if (!classes || typeof logits !== "number" || logits === classes.length) return;
  throw new NodeError(
    `${loss} got ${logits} ${logits === 1 ? "logit" : "logits"} but the data have ${classes.length} classes (${classes.join(", ")}). Set the head's outputs to automatic.`,
    { port: "module", expected: `[${classes.length}]`, got: shapeText(module.out) },
  );
}
