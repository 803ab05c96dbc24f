/*
 * What makes a script's numbers those of one process, however many there are: statistics of the whole batch, and draws
 * that follow from the picture.
 */

/** Batch norm in several processes. The same sums as `nn.SyncBatchNorm`, which runs on GPUs alone and counts every row. */
export const SHARED_BATCH_NORM = `class SharedBatchNorm(nn.BatchNorm2d):
    """Batch norm by the whole batch, of which every process has a share.

    Rows that only fill a batch up do not count.
    """

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        size, ranks = self.batches.size(self.batches.number), self.batches.ranks
        own = x.float()[: len(range(ranks.rank, size, ranks.count))]
        count = size * x[0, 0].numel()
        mean = all_reduce(own.sum((0, 2, 3))) / count
        variance = all_reduce((own - mean[:, None, None]).square().sum((0, 2, 3))) / count
        with torch.no_grad():
            self.num_batches_tracked += 1
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(variance * count / max(count - 1, 1), self.momentum)
        scale = self.weight / (variance + self.eps).sqrt()
        away = x - mean[:, None, None]
        return (away * scale[:, None, None] + self.bias[:, None, None]).to(x.dtype)


def share_batch_norm(model, batches):
    """The model's batch norms see whole batches from now on; parameters and names stay."""
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.__class__, layer.batches = SharedBatchNorm, batches`;

export const SHARED_BATCH_NORM_IMPORT = "from torch.distributed.nn.functional import all_reduce";

/** Augmentations in several processes. CUDA's generator, which dropout draws from, is left alone. */
export const DRAWN_ALONE = `class DrawnAlone(torch.utils.data.Dataset):
    """Pictures whose draws follow from the epoch and the picture, whichever process asks."""

    def __init__(self, dataset, batches):
        self.dataset, self.batches = dataset, batches

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        with torch.random.fork_rng(devices=[]):
            epoch = self.batches.seed + 1000 * self.batches.epoch
            torch.default_generator.manual_seed(1_000_003 * epoch + index)
            return self.dataset[index]`;
