import type { NetworksInCommon } from "../graph/node";
import { DRAWN_ALONE, SHARED_BATCH_NORM } from "./python-shared";

/** A model's logits: of one that ends in a sigmoid, what comes before it, from which losses of masks are made. */
const LOGITS = `def logits(model, x):
    """What a model gives before its last sigmoid, where it has one: losses take that."""
    inner = getattr(model, "module", model)
    last = inner.steps[-1][0] if hasattr(inner, "steps") else list(inner.modules())[-1]
    if not isinstance(last, torch.nn.Sigmoid):
        return model(x)
    seen = []
    hook = last.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    model(x)
    hook.remove()
    return seen[0]`;

/** The definition that calls of `logitsCall` need: none where a network's output is its logits. */
export function logitsDefinition(networks: NetworksInCommon | undefined): readonly string[] {
  return networks?.endInSigmoid === false ? [] : [LOGITS];
}

/** The Python that gives a model's logits for x. */
export function logitsCall(networks: NetworksInCommon | undefined, model: string, x: string): string {
  return networks?.endInSigmoid === false ? `${model}(${x})` : `logits(${model}, ${x})`;
}

/** Logits and true classes or masks of a whole dataset. */
export function logitsOf(networks: NetworksInCommon | undefined): readonly string[] {
  const targets = networks?.learn ?? "classes or masks";
  const said = logitsCall(networks, "model", "x.to(device)");
  return [
    ...logitsDefinition(networks),
    `@torch.no_grad()
def logits_of(model, dataset, batch_size=4):
    """Logits and true ${targets} of a whole dataset."""
    device = next(model.parameters()).device
    model.eval()
    pairs = [(${said}.cpu(), y) for x, y in DataLoader(dataset, batch_size)]
    return torch.cat([x for x, _ in pairs]), torch.cat([y for _, y in pairs])`,
  ];
}

/** The share of pictures, or with masks of pixels, that is right. */
export function shareRight(networks: NetworksInCommon | undefined): string {
  if (networks?.learn === "classes")
    return `def share_right(logits, targets):
    """The share of pictures whose largest logit is their class's."""
    return (logits.argmax(1) == targets).float().mean().item()`;
  if (networks?.learn === "masks")
    return `def share_right(logits, masks):
    """The share of pixels on the right side of a probability of one half."""
    return ((logits > 0) == (masks > 0.5)).float().mean().item()`;
  return `def share_right(logits, targets):
    """The share of pictures, or with masks of pixels, that is right."""
    right = logits.argmax(1) == targets if targets.dim() == 1 else (logits > 0) == (targets > 0.5)
    return right.float().mean().item()`;
}

/** Dice's coefficient and IoU of masks, all pixels together; two empty masks agree. */
export const MASK_SCORES = `def mask_scores(logits, masks):
    """Dice's coefficient and IoU of masks, all pixels together."""
    said, true = logits > 0, masks > 0.5
    both, either = (said & true).sum().item(), (said | true).sum().item()
    return (2 * both / (both + either), both / either) if either else (1.0, 1.0)`;

/** The mean over pictures, batch by batch: a loss such as Dice is one of the whole batch. */
export const MEAN_LOSS = `def mean_loss(loss, logits, targets, batch_size=4):
    """The mean over pictures, batch by batch: a loss such as Dice's is one of a whole batch."""
    batches = zip(logits.split(batch_size), targets.split(batch_size))
    return sum(loss(x, y).item() * len(y) for x, y in batches) / len(targets)`;

/** One minus Dice's coefficient of probabilities and masks, over the whole batch. */
export const DICE = `def dice_loss(logits, masks):
    """One minus Dice's coefficient of probabilities and masks, over the whole batch."""
    p = torch.sigmoid(logits)
    return 1 - (2 * (p * masks).sum() + 1) / (p.sum() + masks.sum() + 1)`;

export const FOCAL = `def focal_loss(alpha, gamma):
    """Cross-entropy of pixels that weighs those less that are already right."""
    return lambda logits, masks: sigmoid_focal_loss(
        logits, masks.float(), alpha, gamma, reduction="mean"
    )`;

export const PROGRESS = `def progress(done, total, text):
    """A bar that grows where it stands."""
    bar = "#" * (30 * done // total)
    print(f"\\r[{bar:<30}] {done}/{total} {text}", end="" if done < total else "\\n", flush=True)`;

/** Batches for one process or several: each process takes its share of every batch. */
export const SHARED_BATCHES = `class SharedBatches(torch.utils.data.Sampler):
    """Batches in the epoch's order, the same for any number of processes: each takes its share.

    A batch that cannot be shared out evenly is filled up with its own first pictures. Of the
    whole batch, as Ranks.whole gives it, only the first size(number) rows count.
    """

    def __init__(self, length, batch_size, shuffle, seed, ranks):
        self.length, self.batch_size, self.shuffle = length, batch_size, shuffle
        self.seed, self.ranks, self.epoch = seed, ranks, 0

    def __len__(self):
        return -(-self.length // self.batch_size)

    def size(self, number):
        """How many pictures a batch has, the first being number 1."""
        return min(self.batch_size, self.length - self.batch_size * (number - 1))

    def order(self):
        if not self.shuffle:
            return list(range(self.length))
        generator = torch.Generator().manual_seed(self.seed + self.epoch)
        return torch.randperm(self.length, generator=generator).tolist()

    def __iter__(self):
        order = self.order()
        for start in range(0, self.length, self.batch_size):
            batch = order[start : start + self.batch_size]
            share = -(-len(batch) // self.ranks.count)
            places = range(self.ranks.rank, share * self.ranks.count, self.ranks.count)
            yield [batch[place % len(batch)] for place in places]`;

/** Everything that a long run on a cluster needs. */
const fitting = (
  networks: NetworksInCommon | undefined,
  isCarried: boolean,
) => `def score(loss, said, targets):
    """Sums over pictures or pixels that add up over batches."""
    right = said.argmax(1) == targets if targets.dim() == 1 else (said > 0) == (targets > 0.5)
    sums = [loss * len(targets), len(targets), right.sum().item(), right.numel()]
    if targets.dim() == 1:
        return sums + [0, 0]
    marked, true = said > 0, targets > 0.5
    both, either = (marked & true).sum().item(), marked.sum().item() + true.sum().item()
    return sums + [2 * both, either]


def record_of(kind, sums):
    """Mean loss, share right and, with masks, Dice's coefficient."""
    loss, count, right, judged, both, either = sums
    record = {f"{kind}Loss": loss / count, f"{kind}Accuracy": right / judged}
    return {**record, f"{kind}Dice": both / either} if either else record


@torch.no_grad()
def validate(model, dataset, loss, batch_size, ranks):
    """Every process judges its share of the batches; the sums are added up."""
    model.eval()
    for buffer in model.buffers():
        ranks.take_from_first(buffer)
    rows = list(range(len(dataset)))
    batches = [rows[at : at + batch_size] for at in range(0, len(rows), batch_size)]
    sums = [0.0] * 6
    for x, y in DataLoader(dataset, batch_sampler=batches[ranks.rank :: ranks.count]):
        y = y.to(ranks.device)
        said = ${logitsCall(networks, "model", "x.to(ranks.device)")}.float()
        sums = [a + b for a, b in zip(sums, score(loss(said, y).item(), said, y))]
    return record_of("validation", ranks.total(sums))


def fit(
    model, train, validation, loss, optimizer, scheduler, args, ranks, batches, clip, patience, best
):
    """Trains, from a checkpoint where --resume names one.

    Gives a record an epoch and the loss of each batch.
    """
    on_gpu = ranks.device.type == "cuda"
    scaler = torch.cuda.amp.GradScaler(enabled=on_gpu and args.amp)
    state = {"epoch": 0, "bad": 0, "lowest": float("inf"), "kept": None}
    state.update(history=[], losses=[])
    if args.resume:
        saved = torch.load(args.resume, map_location=ranks.device)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        scaler.load_state_dict(saved["scaler"])
        if scheduler:
            scheduler.load_state_dict(saved["scheduler"])
        state = saved["state"]
    parallel = model
    if ranks.count > 1:${networks?.normBatches ? "\n        share_batch_norm(model, batches)" : ""}
        devices = [ranks.device.index] if on_gpu else None
        parallel = nn.parallel.DistributedDataParallel(model, devices)
    loader = DataLoader(${drawsAlone(networks, isCarried) ? "DrawnAlone(train, batches)" : "train"}, batch_sampler=batches)
    while state["epoch"] < args.epochs and not (patience and state["bad"] >= patience):
        batches.epoch = state["epoch"]
        torch.manual_seed(batches.seed + 1000 * state["epoch"] + ranks.rank)
        model.train()
        sums, started = [0.0] * 6, time.time()
        for done, (x, y) in enumerate(loader, 1):
            x, y = x.to(ranks.device), y.to(ranks.device)
            optimizer.zero_grad()${networks?.normBatches ? "\n            batches.number = done" : ""}
            with torch.autocast(ranks.device.type, enabled=on_gpu and args.amp):
                said = ${logitsCall(networks, "parallel", "x")}
            # Every process judges the whole batch: some losses are no mean over its pictures.
            size = batches.size(done)
            said, y = ranks.whole(said.float())[:size], ranks.whole(y)[:size]
            value = loss(said, y)
            # Gradients come from the process's own pictures alone, and DDP takes their mean.
            scaler.scale(value * ranks.count).backward()
            if clip:
                scaler.unscale_(optimizer)
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            scaler.step(optimizer)
            scaler.update()
            state["losses"].append(value.item())
            sums = [a + b for a, b in zip(sums, score(value.item(), said.detach(), y))]
            ranks.progress(done, len(loader), f"epoch {state['epoch'] + 1} of {args.epochs}")${isCarried ? CHECK_LOSSES : ""}
        record = record_of("train", sums)
        if validation is not None:
            record.update(validate(model, validation, loss, batches.batch_size, ranks))
        watched = record.get("validationLoss", record["trainLoss"])
        if scheduler:
            plateau = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
            scheduler.step(*[watched] if plateau else [])
        is_best = watched < state["lowest"]
        state.update(epoch=state["epoch"] + 1, bad=0 if is_best else state["bad"] + 1)
        state["lowest"] = min(watched, state["lowest"])
        state["history"].append(record)
        if best and is_best:
            state["kept"] = copy.deepcopy(model.state_dict())
        ranks.say(f"epoch {state['epoch']}, {time.time() - started:.1f} s", record)
        if ranks.rank == 0:
            parts = {"model": model, "optimizer": optimizer, "scaler": scaler}
            parts.update({"scheduler": scheduler} if scheduler else {})
            saved = {name: part.state_dict() for name, part in parts.items()}
            torch.save({**saved, "state": state}, args.out / "checkpoint.pt")
    if state["kept"] is not None:
        model.load_state_dict(state["kept"])
    for parameter in model.parameters():
        first = parameter.detach().clone()
        ranks.take_from_first(first)
        if not torch.equal(first, parameter):
            raise AssertionError("The parameters of the processes differ.")
    ranks.say(f"The parameters are equal on all of {ranks.count}.")
    if ranks.rank == 0:
        torch.save(model.state_dict(), args.out / "model.pt")
        history = {"epochs": state["history"], "batchLosses": state["losses"]}
        (args.out / "history.json").write_text(json.dumps(history, indent=2))
    return state["history"], state["losses"]`;

const CHECK_LOSSES = `
        batches.check(state["losses"], on_gpu and args.amp)`;

/** A run that is carried brings its draws along. */
function drawsAlone(networks: NetworksInCommon | undefined, isCarried: boolean): boolean {
  return networks?.drawAnew === true && !isCarried;
}

/** The loop of a script, with what it needs. In a program that carries a run it compares the losses with the run's. */
export function fit(networks: NetworksInCommon | undefined, isCarried: boolean): readonly string[] {
  return [
    ...logitsDefinition(networks),
    ...(networks?.normBatches ? [SHARED_BATCH_NORM] : []),
    ...(drawsAlone(networks, isCarried) ? [DRAWN_ALONE] : []),
    fitting(networks, isCarried),
  ];
}
