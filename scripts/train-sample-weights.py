"""Trains the sample weights of the `vgg16` node at an eighth of its width, on drawn textures alone.

    python3 scripts/train-sample-weights.py --out public/weights/vgg16-eighth.safetensors [--minutes N]

Stages: draw the pools; train with batch normalisation on crops; go on at full size; fold the normalisation,
the spatial mean and the features' scale into plain VGG16 weights; judge on texture families never trained on.
No photograph is read. The same seed, steps and torch give the same weights as far as torch promises it.
"""
import argparse
import copy
import datetime
import json
import os
import time
from multiprocessing import Pool

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import textures
from sample_network import BLOCKS, FC, MEAN, STD, SampleNetwork, few_shot, frozen_features, read_weights, write_weights

KINDS, RECIPES, PICTURES = 10 * len(textures.TRAINED), 10, 8
HELD_OUT_KINDS, HELD_OUT_PICTURES = 3 * len(textures.HELD_OUT), 150


# --- the pools ---------------------------------------------------------------------------------------------

def draw_many(triples):
    return np.stack([textures.draw(*triple) for triple in triples])


def pool(folder, name, triples):
    """The drawn pictures [n, 224, 224] of (kind, recipe, picture) triples, drawn once and kept on disk."""
    path = os.path.join(folder, f"{name}-{len(triples)}.npy")
    if not os.path.exists(path):
        print(f"drawing {len(triples)} pictures into {path}", flush=True)
        os.makedirs(folder, exist_ok=True)
        size = textures.SIZE
        pictures = np.lib.format.open_memmap(path + ".part", "w+", np.uint8, (len(triples), size, size))
        chunks = [triples[i:i + 48] for i in range(0, len(triples), 48)]
        with Pool() as workers:
            for i, drawn in enumerate(workers.imap(draw_many, chunks)):
                pictures[i * 48:i * 48 + len(drawn)] = drawn
        pictures.flush()
        os.rename(path + ".part", path)
    return np.load(path, mmap_mode="r")


def crops(pictures, size, random):
    """Random crops [n, 3, size, size] at random scale, turn, brightness, contrast and (some) tint, normalised."""
    out = []
    for group in np.array_split(np.arange(len(pictures)), max(1, len(pictures) // 8)):
        side = min(int(size * random.uniform(0.8, 1.25)), textures.SIZE)
        corner = random.integers(0, textures.SIZE - side + 1, (len(group), 2))
        cut = np.stack([pictures[i][y:y + side, x:x + side] for i, (y, x) in zip(group, corner)])
        cut = np.rot90(cut, random.integers(4), (1, 2))
        cut = cut[:, ::-1] if random.random() < 0.5 else cut
        cut = torch.from_numpy(np.ascontiguousarray(cut)).float().unsqueeze(1) / 255
        out.append(F.interpolate(cut, (size, size), mode="bilinear", align_corners=False, antialias=side > size) if side != size else cut)
    grey = torch.cat(out)
    n = len(grey)
    numbers = torch.from_numpy(random.uniform(-1, 1, (n, 5))).float().view(n, 5, 1, 1)
    grey = (grey - 0.5) * 1.6 ** numbers[:, :1] + 0.5 + 0.15 * numbers[:, 1:2]
    tinted = torch.from_numpy(random.random((n, 1, 1, 1)) < 0.2).float()
    colour = grey * (1 + 0.25 * tinted * numbers[:, 2:])
    colour = colour.clamp(0, 1)
    return ((colour - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)).contiguous(memory_format=torch.channels_last)


# --- the network while it learns ---------------------------------------------------------------------------

class Trainee(nn.Module):
    """The sample network with batch normalisation after every layer, and a fc6 that sees each map's mean.

    What a texture is does not hang on where in the picture it lies, so fc6 is trained as 64 inputs, not
    3,136, and spread over the 7 × 7 positions at the end. Its gradient is then 49 times better fed.
    """

    def __init__(self):
        super().__init__()
        blocks, channels = [], 3
        for block in BLOCKS:
            layers = []
            for width in block:
                layers += [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
                channels = width
            blocks.append(nn.Sequential(*layers, nn.MaxPool2d(2)))
        self.blocks = nn.ModuleList(blocks)
        self.fc6 = nn.Sequential(nn.Linear(channels, FC, bias=False), nn.BatchNorm1d(FC), nn.ReLU())
        self.fc7 = nn.Sequential(nn.Linear(FC, FC, bias=False), nn.BatchNorm1d(FC), nn.ReLU())
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")

    def forward(self, x):
        """(features, [the mean of each block's maps])."""
        means = []
        for block in self.blocks:
            x = block(x)
            means.append(x.float().mean((2, 3)))
        with torch.autocast("cpu", enabled=False):
            return self.fc7(self.fc6(means[-1])), means


class Tasks(nn.Module):
    """What the features are asked for: a picture's kind and recipe, and what the early blocks saw.

    The kind is asked of every block as well, so that the early ones learn at once. A transferred head sees fc7
    only: so fc7 must also tell, linearly, the standardised statistics of all five blocks.
    """

    def __init__(self):
        super().__init__()
        self.kind, self.recipe = nn.Linear(FC, KINDS), nn.Linear(FC, KINDS * RECIPES)
        self.early = nn.ModuleList(nn.Sequential(nn.BatchNorm1d(b[-1], affine=False), nn.Linear(b[-1], KINDS)) for b in BLOCKS)
        self.carried = nn.BatchNorm1d(sum(b[-1] for b in BLOCKS), affine=False)
        self.carry = nn.Linear(FC, sum(b[-1] for b in BLOCKS))

    def forward(self, features, means, kind, recipe):
        dropped = F.dropout(features, 0.2, self.training)
        predicted = self.kind(dropped)
        loss = F.cross_entropy(predicted, kind) + F.cross_entropy(self.recipe(dropped), recipe)
        for head, mean in zip(self.early, means):
            loss = loss + 0.2 * F.cross_entropy(head(mean), kind)
        carry = F.mse_loss(self.carry(features), self.carried(torch.cat(means, 1).detach()))
        right = (predicted.argmax(1) == kind).float().mean()
        return loss + carry, {"right": right.item(), "carry": carry.item(), "loss": loss.item()}


def train(model, tasks, pictures, options, plan):
    """Runs the plan, a list of (share of the time, size of crops, batch, highest learning rate), in place."""
    random = np.random.default_rng(options.seed)
    parameters = [*model.parameters(), *tasks.parameters()]
    for share, size, batch, rate in plan:
        decay = [p for p in parameters if p.ndim > 1]
        plain = [p for p in parameters if p.ndim <= 1]
        adam = torch.optim.AdamW([{"params": decay, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0}], lr=rate)
        start, at, part, seen = time.time(), 0, 0.0, {}
        while part < 1:
            for group in adam.param_groups:
                group["lr"] = rate * min(1, (at + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * part)))
            chosen = random.integers(0, len(pictures), batch)
            x = crops([pictures[i] for i in chosen], size, random)
            recipe = torch.from_numpy(chosen // PICTURES)
            # bfloat16 is 1.8 times as fast where the processor has it: good enough to learn in, not for the last touches
            with torch.autocast("cpu", torch.bfloat16, enabled=size < textures.SIZE):
                features, means = model(x)
            loss, now = tasks(features, means, recipe // RECIPES, recipe)
            adam.zero_grad(set_to_none=True)
            loss.backward()
            adam.step()
            at += 1
            part = (time.time() - start) / (60 * options.minutes * share) if options.minutes else at / int(options.steps * share)
            seen = {name: 0.98 * seen.get(name, value) + 0.02 * value for name, value in now.items()}
            if at % 100 == 0 or part >= 1:
                told = "  ".join(f"{name} {value:.3f}" for name, value in seen.items())
                print(f"size {size}  step {at}, {part:.0%}  {(time.time() - start) / at:.3f} s a step  {told}", flush=True)
                torch.save({"model": model.state_dict(), "tasks": tasks.state_dict()}, os.path.join(options.work, "trainee.pt"))


# --- plain weights out of it -------------------------------------------------------------------------------

def folded(layer, norm):
    """Weight and bias of a layer without bias followed by batch normalisation, as one layer."""
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return layer.weight * gain.view(-1, *[1] * (layer.weight.ndim - 1)), norm.bias - norm.running_mean * gain


@torch.no_grad()
def plain_network(model):
    """The trainee as a plain VGG16: the same function, except that fc6 is spread over 7 × 7 positions."""
    network = SampleNetwork().eval()
    convolutions = [m for m in network.features if isinstance(m, nn.Conv2d)]
    pairs = [(block[i], block[i + 1]) for block in model.blocks for i in range(0, len(block) - 1, 3)]
    for target, (layer, norm) in zip(convolutions, pairs):
        target.weight[:], target.bias[:] = folded(layer, norm)
    weight, network.classifier[0].bias[:] = folded(*model.fc6[:2])
    network.classifier[0].weight[:] = (weight / 49).repeat_interleave(49, 1)
    network.classifier[3].weight[:], network.classifier[3].bias[:] = folded(*model.fc7[:2])
    return network


@torch.no_grad()
def even_out(network, features, scale):
    """Gives every feature the standard deviation `scale`: ReLU lets a positive factor pass, so fc7's rows take it."""
    factor = scale / features.std(0).clamp(min=1e-3)
    network.classifier[3].weight *= factor.view(-1, 1)
    network.classifier[3].bias *= factor


def rounded(network):
    for parameter in network.parameters():
        parameter.data = parameter.data.half().float()
    return network


def held_out_scores(features, half):
    """Accuracies of the recipe on tasks of six kinds of held-out textures: three tasks of six families, then
    three of two families, which are harder. The scale is chosen on one half of the tasks, the other half judges.
    """
    apart = np.arange(HELD_OUT_KINDS).reshape(-1, 6)
    alike = np.arange(HELD_OUT_KINDS).reshape(3, -1).T.reshape(-1, 6)
    scores = []
    for kinds in (*apart[half::2], *alike[half::2]):
        rows = np.concatenate([np.arange(HELD_OUT_PICTURES) + k * HELD_OUT_PICTURES for k in kinds])
        scores.append(few_shot(features[rows], np.repeat(np.arange(6), HELD_OUT_PICTURES), 0))
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=8000, help="0 with --resume only folds and judges")
    parser.add_argument("--minutes", type=float, help="as many steps as fit, in place of --steps")
    parser.add_argument("--resume", help="a checkpoint (trainee.pt) to go on from, in place of random weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", default="/tmp/tensorloom-textures", help="folder of the pools and checkpoints, 1.5 GB")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)

    trained = pool(options.work, "train", [(k, q, i) for k in range(KINDS) for q in range(RECIPES) for i in range(PICTURES)])
    held_out = pool(options.work, "held-out", [(textures.HELD_OUT_FIRST + k, i, 0) for k in range(HELD_OUT_KINDS) for i in range(HELD_OUT_PICTURES)])
    model, tasks = Trainee().to(memory_format=torch.channels_last).train(), Tasks().train()
    if options.resume:
        model.load_state_dict(torch.load(options.resume)["model"])
    if options.steps:
        # Small crops first: a step costs a seventh, and a texture shows itself on 96 pixels.
        train(model, tasks, trained, options, [(0.85, 96, 64, 3e-3), (0.15, 224, 24, 5e-4)])
    save(model, trained, held_out, options)


def save(model, trained, held_out, options):
    network = plain_network(model.eval())
    some = np.random.default_rng(options.seed).choice(len(trained), min(2000, len(trained)), replace=False)
    features = frozen_features(network, [trained[i] for i in some])
    even_out(network, features, 1.0)
    dead = int((features.std(0) < 1e-3).sum())
    seen = frozen_features(network, held_out)
    torch.set_num_threads(1)  # the heads are too small to share
    best = max((np.mean(held_out_scores(seen * scale, 0)), -scale) for scale in (0.5, 1.0, 2.0))
    print(f"scale {-best[1]}: {100 * best[0]:.2f} % on the choosing half of the held-out tasks, {dead} dead features", flush=True)
    network.classifier[3].weight.data *= -best[1]
    network.classifier[3].bias.data *= -best[1]
    scores = held_out_scores(frozen_features(rounded(network), held_out), 1)
    print("as written, on the judging half:", ", ".join(f"{100 * s:.1f}" for s in scores), f"mean {100 * np.mean(scores):.2f} %")
    write_weights(options.out, network.state_dict(), {
        "name": "vgg16-eighth", "width": "1/8", "normalisation": "imagenet", "trained-by": "scripts/train-sample-weights.py",
        "trained-on": "drawn textures", "date": datetime.date.today().isoformat()})


if __name__ == "__main__":
    main()
