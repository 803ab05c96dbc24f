"""PyTorch's side of `npm run bench -- kernels`: the same networks on the same numbers.

Reads lines from standard input: `begin CASE`, `run`, `end`. Answers each with a line of JSON.
"""

import json
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F


def numbers(count, seed, scale):
    """The same numbers as scripts/bench/kernels/values.ts."""
    with np.errstate(over="ignore"):
        place = np.arange(1, count + 1, dtype=np.uint32)
        h = place * np.uint32(0x9E3779B1) ^ np.uint32((seed + 1) * 0x85EBCA6B & 0xFFFFFFFF)
        h = (h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
        h = (h ^ (h >> np.uint32(12))) * np.uint32(0x297A2D39)
        h ^= h >> np.uint32(15)
        return ((h.astype(np.float64) / 2**31 - 1) * scale).astype(np.float32)


def tensor(shape, seed, scale, axes=None):
    """An array laid out as the page has it, then brought into torch's order."""
    array = numbers(int(np.prod(shape)), seed, scale).reshape(shape)
    return torch.from_numpy(np.ascontiguousarray(array.transpose(axes) if axes else array))


def spread(fan_in):
    return (6 / fan_in) ** 0.5


FILTER = (3, 2, 0, 1)
PICTURE = (0, 3, 1, 2)
VGG = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]


def vgg_weights():
    channels, seed, weights = 3, 100, []
    for width in VGG:
        if width == 0:
            continue
        weights.append(tensor((3, 3, channels, width), seed, spread(9 * channels), FILTER))
        weights.append(tensor((width,), seed + 1, 0.1))
        seed, channels = seed + 2, width
    for first, last in ((25088, 4096), (4096, 4096), (4096, 1000)):
        w = tensor((first, last), seed, spread(first), (1, 0))
        if first == 25088:
            # The page flattens row, column, channel; torch channel, row, column.
            w = w.reshape(last, 7, 7, 512).permute(0, 3, 1, 2).reshape(last, first).contiguous()
        weights += [w, tensor((last,), seed + 1, 0.1)]
        seed += 2
    return weights


def vgg_forward(weights, x):
    rest = iter(weights)
    for width in VGG:
        x = F.relu(F.conv2d(x, next(rest), next(rest), padding=1)) if width else F.max_pool2d(x, 2)
    x = x.flatten(1)
    for layer in range(3):
        x = F.linear(x, next(rest), next(rest))
        x = F.relu(x) if layer < 2 else x
    return x


def vgg(batch):
    weights, x = vgg_weights(), tensor((batch, 224, 224, 3), 1, 1, PICTURE)

    def run():
        with torch.no_grad():
            return vgg_forward(weights, x).flatten()[0].item()

    return run


def saliency():
    weights, x = vgg_weights(), tensor((1, 224, 224, 3), 1, 1, PICTURE).requires_grad_()

    def run():
        return torch.autograd.grad(vgg_forward(weights, x).max(), x)[0].flatten()[0].item()

    return run


def training(parameters, loss):
    optimizer = torch.optim.Adam([p.requires_grad_() for p in parameters], lr=1e-4)

    def run():
        optimizer.zero_grad(set_to_none=True)
        value = loss()
        value.backward()
        optimizer.step()
        return value.item()

    return run


def mlp():
    x = tensor((4, 4096), 1, 1)
    w1, b1 = tensor((4096, 2048), 2, spread(4096), (1, 0)), tensor((2048,), 3, 0.1)
    w2, b2 = tensor((2048, 6), 4, spread(2048), (1, 0)), tensor((6,), 5, 0.1)
    labels = torch.arange(4)
    return training(
        [w1, b1, w2, b2],
        lambda: F.cross_entropy(F.linear(F.relu(F.linear(x, w1, b1)), w2, b2), labels),
    )


def unet(base, side=256):
    parameters, seed = [], 100

    def add(shape, fan_in):
        nonlocal seed
        parameters.append(tensor(shape, seed, spread(fan_in), FILTER))
        parameters.append(tensor((shape[2] if shape[0] == 2 else shape[3],), seed + 1, 0.1))
        seed += 2

    widths = [base * 2**level for level in range(5)]
    for level, width in enumerate(widths):
        first = 4 if level == 0 else widths[level - 1]
        add((3, 3, first, width), 9 * first)
        add((3, 3, width, width), 9 * width)
    for width in reversed(widths[:4]):
        add((2, 2, width, 2 * width), 2 * width)
        add((3, 3, 2 * width, width), 18 * width)
        add((3, 3, width, width), 9 * width)
    add((1, 1, base, 1), base)
    x = tensor((4, side, side, 4), 1, 1, PICTURE)
    truth = (tensor((4, side, side, 1), 2, 1, PICTURE) > 0.3).float()

    def loss():
        rest, skips, y = iter(parameters), [], x
        for level in range(5):
            y = F.relu(F.conv2d(y, next(rest), next(rest), padding=1))
            y = F.relu(F.conv2d(y, next(rest), next(rest), padding=1))
            if level < 4:
                skips.append(y)
                y = F.max_pool2d(y, 2)
        for level in range(3, -1, -1):
            y = torch.cat([skips[level], F.conv_transpose2d(y, next(rest), next(rest), stride=2)], 1)
            y = F.relu(F.conv2d(y, next(rest), next(rest), padding=1))
            y = F.relu(F.conv2d(y, next(rest), next(rest), padding=1))
        share = torch.sigmoid(F.conv2d(y, next(rest), next(rest)))
        both = (share * truth).sum((1, 2, 3))
        everything = share.sum((1, 2, 3)) + truth.sum((1, 2, 3))
        return 1 - ((2 * both + 1) / (everything + 1)).mean()

    return training(parameters, loss)


CASES = {
    "vgg1": lambda: vgg(1),
    "vgg4": lambda: vgg(4),
    "saliency": saliency,
    "unet16": lambda: unet(16),
    "unet64": lambda: unet(64),
    "mlp": mlp,
}


def main():
    # As many as the page has; torch itself takes one a physical core.
    torch.set_num_threads(int(sys.argv[1]))
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    run = None
    for line in sys.stdin:
        command, *rest = line.split()
        answer = {}
        if command == "begin":
            run = None
            run = CASES[rest[0]]()
        elif command == "run":
            start = time.perf_counter()
            value = run()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
            answer = {"ms": (time.perf_counter() - start) * 1000, "value": value, "megabytes": peak}
        elif command == "end":
            run = None
        print(json.dumps(answer), flush=True)


main()
