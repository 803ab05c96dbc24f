import { LOGITS_OF } from "@/data/python";
import { needSome, needTensors } from "@/data/refuse";
import { needFit, needLogits, needOneSize, needSame } from "@/data/training";
import { historyFigure } from "@/figures/history";
import { dataset, defineNode, history, loss, moduleValue, optimizer, trainedModel } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, int } from "@/graph/settings";
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

**Shapes** tensors \`[C, H, W]\` float32, a network from \`[C, H, W]\` to \`[classes]\` logits.

**Gives** the trained model (the network with its weights) and the history (loss in nats and accuracy by epoch).

**Refuses** pictures that are no tensors or not all of one size, a network that does not give one logit a class, one in
which nothing can learn, and data without classes. It stops when the loss is no longer finite and keeps the last good
weights.

The same as a PyTorch loop over \`DataLoader(shuffle=True)\` with \`loss.backward()\` and \`optimizer.step()\`.`,
  settings: {
    epochs: int("Epochs", { default: 5, min: 1, max: 10000 }),
    batchSize: int("Batch size", { unit: "pictures", default: 4, min: 1, max: 4096 }),
    shuffle: bool("Shuffle", { default: true, doc: "A new order each epoch, drawn from the seed." }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1, doc: "Of the order and of dropout." }),
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
    needLogits(module, train, inputs.loss.name);
    if (moduleSummary(module.module).trained === 0) {
      throw new NodeError(
        "There is nothing to train: every layer with parameters is frozen, or there is none. Wire an MLP head behind the network, or switch Frozen off.",
        { port: "module", expected: "at least one parameter to train", got: "0 parameters to train" },
      );
    }
    const classes = train.classes ? { classes: train.classes } : {};
    return {
      model: { kind: "TrainedModel", module: module.module, image: train.image, ...classes },
      history: { kind: "History", epochs: settings.epochs },
    };
  },
  async run({ settings, inputs, compute, report }) {
    const { train, validation, loss, optimizer } = inputs;
    const { module } = inputs.module;
    const { epochs, batchSize, shuffle, seed } = settings;
    const onEpoch = (done: Parameters<typeof historyFigure>[0]) =>
      report.preview(historyFigure(done, "Training"));
    const spec = { module, train, validation, loss, optimizer, epochs, batchSize, shuffle, seed, onEpoch };
    const { state, epochs: records, batchLosses, failure } = await compute.fit(spec);
    const made = {
      model: { kind: "TrainedModel", module, classes: train.classes, state },
      history: { kind: "History", epochs: records, batchLosses },
    } as const;
    if (failure !== undefined) throw new NodeError(failure).keeping(made);
    return made;
  },
  torch({ settings, inputs, outputs }) {
    const loader = `DataLoader(${inputs.train}, batch_size=${settings.batchSize}, shuffle=${settings.shuffle ? "True" : "False"})`;
    const validate = inputs.validation
      ? [
          `    logits, targets = logits_of(${outputs.model}, ${inputs.validation})`,
          `    record["validationLoss"] = ${inputs.loss}(logits, targets).item()`,
          '    record["validationAccuracy"] = (logits.argmax(1) == targets).float().mean().item()',
        ]
      : [];
    return {
      imports: ["import torch", "from torch.utils.data import DataLoader"],
      definitions: inputs.validation ? [LOGITS_OF] : [],
      lines: [
        `torch.manual_seed(${settings.seed})`,
        'device = "cuda" if torch.cuda.is_available() else "cpu"',
        `${outputs.model} = ${inputs.module}.to(device)`,
        "# Lazy layers learn their sizes from one picture.",
        `${outputs.model}(${inputs.train}[0][0].unsqueeze(0).to(device))`,
        `optimizer = ${inputs.optimizer}([p for p in ${outputs.model}.parameters() if p.requires_grad])`,
        `${outputs.history} = []`,
        `for epoch in range(${settings.epochs}):`,
        `    ${outputs.model}.train()`,
        "    total = right = 0",
        `    for x, y in ${loader}:`,
        "        x, y = x.to(device), y.to(device)",
        "        optimizer.zero_grad()",
        `        logits = ${outputs.model}(x)`,
        `        loss = ${inputs.loss}(logits, y)`,
        "        loss.backward()",
        "        optimizer.step()",
        "        total += loss.item() * len(y)",
        "        right += (logits.argmax(1) == y).sum().item()",
        `    record = {"trainLoss": total / len(${inputs.train}), "trainAccuracy": right / len(${inputs.train})}`,
        ...validate,
        `    ${outputs.history}.append(record)`,
        "    print(epoch + 1, record)",
      ],
    };
  },
  example: { settings: { epochs: 2 }, shows: "Two passes over the pictures, batches of four." },
});
