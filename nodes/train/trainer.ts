import { needSome, needTensors } from "@/data/refuse";
import { bestEpoch } from "@/data/schedule";
import { segmentationFilm } from "@/data/segmentation-film";
import { trainerLines } from "@/data/trainer-lines";
import { needFit, needOneSize, needOutput, needSame } from "@/data/training";
import type { Film } from "@/figures/figure";
import { joined } from "@/figures/film";
import { filmFigure } from "@/figures/film-figure";
import { historyFigure } from "@/figures/history";
import { dataset, defineNode, history, loss, moduleValue, optimizer, trainedModel } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import type { FitSpec, Resumed } from "@/graph/run";
import { bool, choice, int, number } from "@/graph/settings";
import { moduleSummary } from "@/module/module";
import { permutation } from "@/random";

export default defineNode({
  type: "trainer",
  version: 1,
  title: "Trainer",
  category: "train",
  doc: `Shows the pictures to the network batch by batch and lets the optimizer move its parameters so that the loss falls.

An epoch is one pass over all training pictures: ⌈N / batch size⌉ steps, the last batch with what is left over. After each
epoch the validation pictures are judged with dropout off; they never move a parameter. Frozen layers stay as they are,
and where nothing random is upstream they run once per picture for all epochs. Training loss and accuracy are means over
the epoch's pictures, measured while the parameters move.

With masks the accuracy is that of pixels, a pixel being said to belong where its probability is above a half, and Dice's
coefficient of all pixels together, 2·|P ∩ T| / (|P| + |T|), comes with it. Losses are made from logits: where the network
ends in a sigmoid, from what comes before it. A few validation pictures are shown after every epoch, as it learns, and kept:
the slider over epochs shows them again (beyond 200 epochs every second, fourth … of them).

**Schedule** the learning rate η of epoch e from 0 of E: *cosine* η·(1 + cos(πe/E))/2; *step* η·factor^⌊e/every⌋; *plateau*
η·factor each time that more than *every* epochs in a row brought no lower loss. **Patience** ends the training after so
many epochs without a lower loss. **Clip** makes the gradients shorter where, as one vector, they are longer than that.
"Loss" in this paragraph and in *keep best* is the validation pictures', without such pictures the training's.

**Shapes** tensors \`[C, H, W]\` float32; a network from \`[C, H, W]\` to \`[classes]\` logits, or with masks to \`[1, H, W]\`.

**Gives** the trained model (the network with its weights) and the history (loss, accuracy and Dice by epoch).

**Refuses** pictures that are no tensors or not all of one size, a network that does not give one logit a class or a map
of the mask's size, a loss of the other kind, a network in which nothing can learn, and data without classes or masks. It
stops when the loss is no longer finite and keeps the last good weights.

The same as a PyTorch loop over \`DataLoader(shuffle=True)\` with \`loss.backward()\` and \`optimizer.step()\`.`,
  settings: {
    epochs: int("Epochs", { default: 5, min: 1, max: 10000 }),
    batchSize: int("Batch size", { unit: "pictures", default: 4, min: 1, max: 4096 }),
    shuffle: bool("Shuffle", { default: true, doc: "A new order each epoch, drawn from the seed." }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1, doc: "Of the order and of dropout." }),
    keep: choice("Keep the weights of", {
      default: "last",
      options: { last: "The last epoch", best: "The best epoch" },
      doc: "Best: with the lowest loss of the validation pictures.",
    }),
    patience: int("Patience", {
      unit: "epochs",
      default: 0,
      min: 0,
      max: 10000,
      doc: "Stop after so many epochs without a lower loss; 0: never.",
    }),
    schedule: choice("Learning rate", {
      default: "constant",
      options: { constant: "Constant", cosine: "Cosine", step: "In steps", plateau: "Lower on a plateau" },
    }),
    scheduleEvery: int("Lower every", {
      unit: "epochs",
      default: 5,
      min: 1,
      max: 10000,
      doc: "In steps: so many epochs a step. On a plateau: so many epochs without a lower loss are borne.",
    }),
    scheduleFactor: number("Lower by the factor", { default: 0.1, min: 0, max: 1 }),
    clipNorm: number("Clip gradients to", {
      default: 0,
      min: 0,
      max: 1e9,
      doc: "The largest norm of all gradients together; 0: any.",
    }),
  },
  card: ["epochs", "batchSize", "seed"],
  inputs: {
    train: dataset("Pictures to learn from"),
    validation: dataset("Pictures to watch while learning", { optional: true }),
    module: moduleValue("The network"),
    loss: loss("What is to become small"),
    optimizer: optimizer("How parameters move"),
  },
  outputs: {
    model: trainedModel("The network with what it has learned"),
    history: history("Loss and accuracy by epoch"),
  },
  result: true,
  applies: [
    { module: "module", dataset: "train" },
    { module: "module", dataset: "validation" },
  ],
  infer({ settings, inputs }) {
    const { train, validation, module } = inputs;
    needSome(train, "learn from", "train");
    needTensors(train, "The trainer", "train");
    needOneSize(train, "train");
    needFit(module, train, "train");
    if (validation) {
      needSome(validation, "watch", "validation", ", or take its edge away: training does without");
      needTensors(validation, "The trainer", "validation");
      needOneSize(validation, "validation");
      needSame(train, validation);
    }
    needOutput(module, train, inputs.loss);
    if (moduleSummary(module.module).trained === 0) {
      throw new NodeError(
        "There is nothing to train: every layer with parameters is frozen, or there is none. Wire an MLP head behind the network, or switch Frozen off.",
        { port: "module", expected: "at least one parameter to train", got: "0 parameters to train" },
      );
    }
    const classes = train.classes ? { classes: train.classes } : {};
    return {
      model: { kind: "TrainedModel", module: module.module, image: train.image, ...classes },
      history: { kind: "History", epochs: settings.patience > 0 ? "epochs" : settings.epochs },
    };
  },
  async run({ settings, inputs, compute, report }) {
    const { train, validation, loss, optimizer } = inputs;
    const { module } = inputs.module;
    const { epochs, batchSize, shuffle, seed, keep, patience, clipNorm } = settings;
    const schedule = {
      kind: settings.schedule,
      every: settings.scheduleEvery,
      factor: settings.scheduleFactor,
    };
    const look = validation?.hasMasks ? await segmentationFilm(validation, epochs) : undefined;
    let film: Film | undefined;
    const onEpoch: FitSpec["onEpoch"] = (done, output) => {
      const newest = look && output ? look(done, output) : undefined;
      const [frame] = newest?.frames ?? [];
      if (!newest || !frame) return report.preview(historyFigure(done, "Training"));
      film = joined(film, newest);
      report.film(newest);
      report.preview(filmFigure(newest, frame));
    };
    const kept = {
      read: () => film,
      restore: (before: Film) => {
        film = before;
        report.film(before);
      },
    };
    const onResume: FitSpec["onResume"] = (resumed) => {
      report.message("info", resumedText(resumed));
      if (!film && resumed.epochs.length > 0) report.preview(historyFigure(resumed.epochs, "Training"));
    };
    const how = { epochs, batchSize, shuffle, seed, keep, patience, schedule, clipNorm };
    const spec = { module, train, validation, loss, optimizer, ...how, onEpoch, film: kept, onResume };
    const { state, epochs: records, batchLosses, failure } = await compute.fit(spec);
    if (keep === "best" && failure === undefined) {
      const best = bestEpoch(records.map((record) => record.validationLoss ?? record.trainLoss));
      report.message("info", `The weights kept are those of epoch ${best + 1} of ${records.length}.`);
    }
    const made = {
      model: { kind: "TrainedModel", module, classes: train.classes, state },
      history: { kind: "History", epochs: records, batchLosses, ...(film ? { film } : {}) },
    } as const;
    if (failure !== undefined) throw new NodeError(failure).keeping(made);
    return made;
  },
  async carry({ settings, inputs, outputs, epochs }) {
    const { names } = inputs.train;
    const { batchSize, shuffle, seed } = settings;
    const orders = Array.from({ length: Math.min(epochs, settings.epochs) }, (_, epoch) =>
      Array.from(shuffle ? permutation(names.length, seed, "shuffle", epoch) : names.keys()),
    );
    const losses = outputs.history.batchLosses.slice(0, Math.ceil(names.length / batchSize));
    return { names, orders, batchSize, losses: Array.from(losses) };
  },
  torch: (context) => trainerLines(context),
  example: { settings: { epochs: 2 }, shows: "Two passes over the pictures, batches of four." },
});

function resumedText({ epoch, batch, batches, isDone }: Resumed): string {
  if (isDone) return "This training was done before; its result was kept.";
  const where = batch === 0 ? `epoch ${epoch + 1}` : `epoch ${epoch + 1}, after batch ${batch} of ${batches}`;
  return `Goes on where it was cut off: in ${where}.`;
}
