import { LOGITS_OF, MASK_SCORES, SHARE_RIGHT } from "@/data/python";
import { needSome, needTensors } from "@/data/refuse";
import { bestEpoch } from "@/data/schedule";
import { segmentationFilm } from "@/data/segmentation-film";
import { needFit, needOneSize, needOutput, needSame } from "@/data/training";
import type { Film } from "@/figures/figure";
import { joined } from "@/figures/film";
import { filmFigure } from "@/figures/film-figure";
import { historyFigure } from "@/figures/history";
import { dataset, defineNode, history, loss, moduleValue, optimizer, trainedModel } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import type { FitSpec } from "@/graph/run";
import { bool, choice, int, number } from "@/graph/settings";
import { moduleSummary } from "@/module/module";

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
      needSome(validation, "watch", "validation");
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
    const how = { epochs, batchSize, shuffle, seed, keep, patience, schedule, clipNorm };
    const spec = { module, train, validation, loss, optimizer, ...how, onEpoch };
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
  torch({ settings, inputs, outputs }) {
    const { model, history } = outputs;
    const loader = `DataLoader(${inputs.train}, batch_size=${settings.batchSize}, shuffle=${settings.shuffle ? "True" : "False"})`;
    const measured = (data: string | undefined, kind: string) => [
      `    said, targets = logits_of(${model}, ${data}, ${settings.batchSize})`,
      `    record["${kind}Loss"] = ${inputs.loss}(said, targets).item()`,
      `    record["${kind}Accuracy"] = share_right(said, targets)`,
      "    if targets.dim() > 1:",
      `        record["${kind}Dice"] = mask_scores(said, targets)[0]`,
    ];
    const { watched, scheduler, stepped } = schedulerLines(settings, inputs.validation !== undefined);
    return {
      imports: ["import copy", "import torch", "from torch.utils.data import DataLoader"],
      definitions: [LOGITS_OF, SHARE_RIGHT, MASK_SCORES],
      lines: [
        `torch.manual_seed(${settings.seed})`,
        'device = "cuda" if torch.cuda.is_available() else "cpu"',
        `${model} = ${inputs.module}.to(device)`,
        "# Lazy layers learn their sizes from one picture, in evaluation mode, where it moves no statistics.",
        `${model}.eval()(${inputs.train}[0][0].unsqueeze(0).to(device))`,
        `optimizer = ${inputs.optimizer}([p for p in ${model}.parameters() if p.requires_grad])`,
        ...scheduler,
        `${history} = []`,
        'best, bad = float("inf"), 0',
        `for epoch in range(${settings.epochs}):`,
        `    ${model}.train()`,
        "    record, total, parts = {}, 0, []",
        `    for x, y in ${loader}:`,
        "        optimizer.zero_grad()",
        `        said = logits(${model}, x.to(device))`,
        `        loss = ${inputs.loss}(said, y.to(device))`,
        "        loss.backward()",
        ...(settings.clipNorm > 0
          ? [`        torch.nn.utils.clip_grad_norm_(${model}.parameters(), ${settings.clipNorm})`]
          : []),
        "        optimizer.step()",
        "        total += loss.item() * len(y)",
        "        parts.append((said.detach().cpu(), y))",
        "    said, targets = (torch.cat(part) for part in zip(*parts))",
        `    record["trainLoss"] = total / len(${inputs.train})`,
        '    record["trainAccuracy"] = share_right(said, targets)',
        "    if targets.dim() > 1:",
        '        record["trainDice"] = mask_scores(said, targets)[0]',
        ...(inputs.validation === undefined ? [] : measured(inputs.validation, "validation")),
        `    ${history}.append(record)`,
        "    print(epoch + 1, record)",
        ...stepped,
        `    bad = 0 if ${watched} < best else bad + 1`,
        ...(settings.keep === "best"
          ? ["    if bad == 0:", `        kept = copy.deepcopy(${model}.state_dict())`]
          : []),
        `    best = min(best, ${watched})`,
        ...(settings.patience > 0 ? [`    if bad >= ${settings.patience}:`, "        break"] : []),
        ...(settings.keep === "best" ? [`${model}.load_state_dict(kept)`] : []),
      ],
    };
  },
  example: { settings: { epochs: 2 }, shows: "Two passes over the pictures, batches of four." },
});

/** How torch lowers the learning rate, and by which number of the record it tells better from worse. */
function schedulerLines(
  settings: {
    readonly schedule: string;
    readonly epochs: number;
    readonly scheduleEvery: number;
    readonly scheduleFactor: number;
  },
  isWatched: boolean,
) {
  const watched = isWatched ? 'record["validationLoss"]' : 'record["trainLoss"]';
  const { epochs, scheduleEvery: every, scheduleFactor: factor } = settings;
  const calls: Readonly<Record<string, string>> = {
    cosine: `CosineAnnealingLR(optimizer, T_max=${epochs})`,
    step: `StepLR(optimizer, step_size=${every}, gamma=${factor})`,
    plateau: `ReduceLROnPlateau(optimizer, factor=${factor}, patience=${every})`,
  };
  const call = calls[settings.schedule];
  return {
    watched,
    scheduler: call ? [`scheduler = torch.optim.lr_scheduler.${call}`] : [],
    stepped: call ? [`    scheduler.step(${settings.schedule === "plateau" ? watched : ""})`] : [],
  };
}
