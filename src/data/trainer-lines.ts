import type { TorchContext, TorchLines } from "../graph/node";
import { python, ROWS } from "./python";
import { CARRIED_BATCHES, withCarried } from "./python-carried";
import { SHARED_BATCH_NORM_IMPORT } from "./python-shared";
import {
  fit,
  logitsCall,
  logitsDefinition,
  logitsOf,
  MASK_SCORES,
  MEAN_LOSS,
  PROGRESS,
  SHARED_BATCHES,
  shareRight,
} from "./python-training";

interface TrainerSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly keep: "last" | "best";
  readonly patience: number;
  readonly schedule: string;
  readonly scheduleEvery: number;
  readonly scheduleFactor: number;
  readonly clipNorm: number;
}

type Context = TorchContext<TrainerSettings>;

/** The trainer in Python: a loop to read in a notebook; in a script a call of one that many processes run. */
export function trainerLines(context: Context): TorchLines {
  const lines = context.to === "script" ? scriptLines(context) : notebookLines(context);
  return withCarried(context, lines);
}

/** The network gets the weights that the run began with, where one is carried. */
function startLines({ inputs, outputs, carried }: Context): readonly string[] {
  if (carried === undefined) return [];
  const sets = [
    `train=${inputs.train}`,
    ...(inputs.validation === undefined ? [] : [`validation=${inputs.validation}`]),
  ].join(", ");
  return [
    "# The weights that the run in Tensorloom began with.",
    `carried.start(${carried}, ${outputs.model}, ${sets})`,
  ];
}

function notebookLines(context: Context): TorchLines {
  const { settings, inputs, outputs, carried, networks } = context;
  const { model, history } = outputs;
  const { epochs, batchSize, keep, patience, clipNorm } = settings;
  const measured = (kind: string) => [
    ...(kind === "validation"
      ? [
          `    said, targets = logits_of(${model}, ${inputs.validation}, ${batchSize})`,
          `    record["validationLoss"] = mean_loss(${inputs.loss}, said, targets, ${batchSize})`,
        ]
      : []),
    `    record["${kind}Accuracy"] = share_right(said, targets)`,
    ...(networks?.learn === "classes"
      ? []
      : networks?.learn === "masks"
        ? [`    record["${kind}Dice"] = mask_scores(said, targets)[0]`]
        : ["    if targets.dim() > 1:", `        record["${kind}Dice"] = mask_scores(said, targets)[0]`]),
  ];
  const watched = watchedName(inputs);
  const scheduler = schedulerCall(settings);
  return {
    imports: [
      ...(keep === "best" ? ["import copy"] : []),
      "import torch",
      "from torch.utils.data import DataLoader",
    ],
    definitions: [
      ...(carried === undefined ? [] : [ROWS]),
      PROGRESS,
      ...(inputs.validation === undefined ? logitsDefinition(networks) : logitsOf(networks)),
      shareRight(networks),
      ...(networks?.learn === "classes" ? [] : [MASK_SCORES]),
      ...(inputs.validation === undefined ? [] : [MEAN_LOSS]),
    ],
    lines: [
      `torch.manual_seed(${settings.seed})`,
      'device = "cuda" if torch.cuda.is_available() else "cpu"',
      `${model} = ${inputs.module}.to(device)`,
      "# Lazy layers learn their sizes from one picture; in evaluation mode it moves no statistics.",
      `${model}.eval()(${inputs.train}[0][0].unsqueeze(0).to(device))`,
      ...startLines(context),
      "# Only what is trained goes to the optimizer.",
      `optimizer = ${inputs.optimizer}([p for p in ${model}.parameters() if p.requires_grad])`,
      ...(scheduler ? [`scheduler = ${scheduler}`] : []),
      ...(carried === undefined
        ? [
            "loader = DataLoader(",
            `    ${inputs.train}, batch_size=${batchSize}, shuffle=${python(settings.shuffle)}`,
            ")",
          ]
        : []),
      `${history}, batch_losses = [], []`,
      'best, bad = float("inf"), 0',
      `for epoch in range(${epochs}):`,
      ...(carried === undefined
        ? []
        : [
            "    # In the order that the run had in this epoch.",
            `    order = carried.order(${carried}, ${inputs.train}, epoch)`,
            `    loader = DataLoader(Rows(${inputs.train}, order), batch_size=${batchSize})`,
          ]),
      `    ${model}.train()`,
      "    record, total, parts = {}, 0.0, []",
      "    for x, y in loader:",
      "        optimizer.zero_grad()",
      `        said = ${logitsCall(networks, model ?? "model", "x.to(device)")}`,
      `        value = ${inputs.loss}(said, y.to(device))`,
      "        value.backward()",
      ...(clipNorm > 0 ? [`        torch.nn.utils.clip_grad_norm_(${model}.parameters(), ${clipNorm})`] : []),
      "        optimizer.step()",
      "        total += value.item() * len(y)",
      "        batch_losses.append(value.item())",
      "        parts.append((said.detach().cpu(), y))",
      `        progress(len(parts), len(loader), f"epoch {epoch + 1} of ${epochs}")`,
      ...(carried === undefined
        ? []
        : ["    if epoch == 0:", `        carried.check_losses(${carried}, batch_losses)`]),
      "    said, targets = (torch.cat(part) for part in zip(*parts))",
      `    record["trainLoss"] = total / len(${inputs.train})`,
      ...measured("train"),
      ...(inputs.validation === undefined ? [] : measured("validation")),
      `    ${history}.append(record)`,
      '    print(", ".join(f"{name} {number:.4f}" for name, number in record.items()))',
      ...(scheduler ? [`    scheduler.step(${settings.schedule === "plateau" ? watched : ""})`] : []),
      ...(keep === "best" || patience > 0
        ? [`    bad = 0 if ${watched} < best else bad + 1`, `    best = min(best, ${watched})`]
        : []),
      ...(keep === "best" ? ["    if bad == 0:", `        kept = copy.deepcopy(${model}.state_dict())`] : []),
      ...(patience > 0 ? [`    if bad >= ${patience}:`, "        break"] : []),
      ...(keep === "best" ? [`${model}.load_state_dict(kept)`] : []),
      ...(carried === undefined ? [] : ["carried.epoch = 0  # Whatever draws is judged by its first draws."]),
      `torch.save(${model}.state_dict(), "model.pt")`,
    ].filter((line) => keep === "best" || patience > 0 || !line.startsWith("best, bad")),
  };
}

function scriptLines(context: Context): TorchLines {
  const { settings, inputs, outputs, carried, networks } = context;
  const scheduler = schedulerCall(settings, "args.epochs");
  const { shuffle, seed, clipNorm, patience, keep } = settings;
  return {
    imports: [
      "import copy",
      "import json",
      "import time",
      "import torch",
      "from torch import nn",
      ...(networks?.normBatches ? [SHARED_BATCH_NORM_IMPORT] : []),
      "from torch.utils.data import DataLoader",
    ],
    definitions:
      carried === undefined
        ? [SHARED_BATCHES, ...fit(networks, false)]
        : [SHARED_BATCHES, CARRIED_BATCHES, ...fit(networks, true)],
    lines: [
      `${outputs.model} = ${inputs.module}.to(ranks.device)`,
      "# Lazy layers learn their sizes from one picture; in evaluation mode it moves no statistics.",
      `torch.manual_seed(${seed})`,
      `${outputs.model}.eval()(${inputs.train}[0][0].unsqueeze(0).to(ranks.device))`,
      ...startLines(context),
      "# Only what is trained goes to the optimizer.",
      `optimizer = ${inputs.optimizer}([p for p in ${outputs.model}.parameters() if p.requires_grad])`,
      `scheduler = ${scheduler ?? "None"}`,
      ...(carried === undefined
        ? [
            "batches = SharedBatches(",
            `    len(${inputs.train}), args.batch_size, ${python(shuffle)}, ${seed}, ranks,`,
            ")",
          ]
        : [
            "batches = CarriedBatches(",
            `    carried, ${carried}, ${inputs.train}, args, ${seed}, ranks,`,
            ")",
          ]),
      `${outputs.history}, batch_losses = fit(`,
      `    ${outputs.model}, ${inputs.train}, ${inputs.validation ?? "None"},`,
      `    ${inputs.loss}, optimizer, scheduler, args, ranks, batches,`,
      `    clip=${clipNorm}, patience=${patience}, best=${python(keep === "best")},`,
      ")",
      ...(carried === undefined ? [] : ["carried.epoch = 0  # Whatever draws is judged by its first draws."]),
    ],
  };
}

/** By which number of the record better is told from worse. */
function watchedName(inputs: Context["inputs"]): string {
  return inputs.validation === undefined ? 'record["trainLoss"]' : 'record["validationLoss"]';
}

/** How torch lowers the learning rate. */
function schedulerCall(
  settings: TrainerSettings,
  epochs: string | number = settings.epochs,
): string | undefined {
  const { scheduleEvery: every, scheduleFactor: factor } = settings;
  const calls: Readonly<Record<string, string>> = {
    cosine: `CosineAnnealingLR(optimizer, T_max=${epochs})`,
    step: `StepLR(optimizer, step_size=${every}, gamma=${factor})`,
    plateau: `ReduceLROnPlateau(optimizer, factor=${factor}, patience=${every})`,
  };
  const call = calls[settings.schedule];
  return call && `torch.optim.lr_scheduler.${call}`;
}
