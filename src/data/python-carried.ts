/*
 * What a program needs that carries a run: the pictures, weights, orders and draws of the run, and the numbers that the
 * program has to find again.
 */

import type { NetworksInCommon, TorchContext, TorchLines } from "../graph/node";
import { READ_WEIGHTS, READ_WEIGHTS_IMPORTS } from "./python-network";
import { logitsCall, logitsDefinition } from "./python-training";

/** Rows by names: drawn pictures are called without folder and ending here, those of a folder with its own name before. */
const ROWS_NAMED = `def rows_named(dataset, names):
    """Rows of a dataset by its pictures' names, or by the ends of their paths."""
    rows = {}
    for row, name in enumerate(dataset.names):
        for path in (Path(name), Path(name).with_suffix("")):
            for at in range(len(path.parts)):
                rows.setdefault(path.parts[at:], set()).add(row)
    found = []
    for name in names:
        parts = Path(name).parts
        ends = [parts[at:] for at in range(len(parts)) if parts[at:] in rows]
        these = rows[ends[0]] if ends else ()
        if len(these) != 1:
            raise AssertionError(f"{name} of the run is here {len(these)} times, not once.")
        found.extend(these)
    return found`;

const carriedClass = (networks: NetworksInCommon | undefined) => `class Carried:
    """What a run in Tensorloom had: its split, first weights, orders, draws and losses."""

    def __init__(self, path):
        self.nodes = json.loads(Path(path).read_text())
        self.epoch = 0
        # A GPU would round to ten bits otherwise.
        torch.backends.cudnn.allow_tf32 = False

    def draws(self, node, dataset):
        """Gives what the run drew for a picture in this epoch, by the picture's row."""
        said = self.nodes[node]
        places = {row: place for place, row in enumerate(rows_named(dataset, said["names"]))}
        return lambda row: said["draws"][self.epoch][places[row]]

    def order(self, node, dataset, epoch):
        """Rows in the order that the run had in an epoch. Its draws are taken from now on."""
        said = self.nodes[node]
        self.epoch = epoch
        rows = rows_named(dataset, said["names"])
        if sorted(said["orders"][epoch]) != list(range(len(rows))):
            raise AssertionError(f"The order of epoch {epoch + 1} has not every picture once.")
        return [rows[place] for place in said["orders"][epoch]]

    @torch.no_grad()
    def start(self, node, model, **datasets):
        """Gives the model the weights that the run began with, and compares its logits."""
        said = self.nodes[node]
        if hashlib.sha256(Path(said["weights"]).read_bytes()).hexdigest() != said["sha256"]:
            raise AssertionError(f"{said['weights']} is not what the run began with.")
        missing, unexpected = model.load_state_dict(read_weights(said["weights"]), strict=False)
        if unexpected or set(missing) != set(said["fromFiles"]):
            raise AssertionError(f"{said['weights']}: other names than the network's.")
        expected = said.get("logits")
        if expected:
            dataset = datasets[expected["of"]]
            x = torch.stack([dataset[row][0] for row in rows_named(dataset, expected["names"])])
            first = copy.deepcopy(model).cpu().eval()
            got = ${logitsCall(networks, "first", "x")}.flatten()[expected["places"]]
            self.same("Logits of the first weights", got.numpy(), expected["values"], 1e-4)

    def check_losses(self, node, losses):
        """Stops unless the first epoch's losses, batch by batch, are those of the run."""
        said = self.nodes[node]
        for reason in said["differs"]:
            print(f"Losses are not compared with the run's: {reason}")
        if not said["differs"]:
            self.same("Losses of the first epoch", losses, said["losses"], 1e-3)

    def same(self, what, got, expected, tolerance):
        """Stops unless these numbers are those of the run."""
        off = np.abs(np.subtract(got, expected)).max() if len(got) == len(expected) else np.inf
        if not off <= tolerance:
            raise AssertionError(f"{what}: off by {off:.3g} from those of the run in Tensorloom.")
        print(f"{what}: those of the run in Tensorloom, at most {off:.1g} off")`;

/** The lines of a node that has something in a carried run; where none is carried, as they are. */
export function withCarried(
  { carried, networks }: { readonly [K in "carried" | "networks"]?: TorchContext<unknown>[K] | undefined },
  lines: TorchLines,
): TorchLines {
  if (carried === undefined) return lines;
  return {
    ...lines,
    imports: [...lines.imports, ...READ_WEIGHTS_IMPORTS, "import copy", "import hashlib"],
    definitions: [
      ...logitsDefinition(networks),
      READ_WEIGHTS,
      ROWS_NAMED,
      carriedClass(networks),
      ...(lines.definitions ?? []),
    ],
  };
}

/** The batches of a script: in the orders of the run. */
export const CARRIED_BATCHES = `class CarriedBatches(SharedBatches):
    """Batches in the orders that the run in Tensorloom had."""

    def __init__(self, carried, node, dataset, args, seed, ranks):
        said = carried.nodes[node]
        if args.epochs > len(said["orders"]):
            raise SystemExit(
                f"The orders of {len(said['orders'])} epochs came along from Tensorloom: train no"
                " longer than that, or let the trainer run longer there and export again."
            )
        super().__init__(len(said["names"]), args.batch_size, True, seed, ranks)
        self.carried, self.node, self.dataset = carried, node, dataset

    def order(self):
        return self.carried.order(self.node, self.dataset, self.epoch)

    def check(self, losses, is_mixed):
        """Compares the losses of the first epoch, where nothing else was asked for."""
        if self.epoch > 0:
            return
        is_same_size = self.batch_size == self.carried.nodes[self.node]["batchSize"]
        if is_same_size and self.ranks.count == 1 and not is_mixed:
            self.carried.check_losses(self.node, losses)
        else:
            self.ranks.say("Losses are not compared with the run's, which had one process, its own")
            self.ranks.say("batch size and no mixed precision (--no-amp).")`;
