"""The course's transfer in PyTorch: the frozen VGG16 runs for every picture in every epoch, its head is trained.

Reads lines of JSON from standard input; each is one run, from reading the weights to the last evaluation.
"""

import json
import mmap
import struct
import sys
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset
from torchvision import transforms
from torchvision.models.vgg import VGG, make_layers

CHANNELS = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
PREPARE = transforms.Compose(
    [
        transforms.Resize((224, 224)),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]
)


class Pictures(Dataset):
    """Files called `Cr_1.jpg`, decoded whenever they are asked for."""

    def __init__(self, folder):
        self.paths = sorted(Path(folder).glob("*.jpg"))
        kinds = sorted({path.name.split("_")[0] for path in self.paths})
        self.labels = [kinds.index(path.name.split("_")[0]) for path in self.paths]
        self.classes = len(kinds)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with Image.open(self.paths[index]) as picture:
            return PREPARE(picture.convert("RGB")), self.labels[index]


def read_safetensors(path):
    with open(path, "rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    (length,) = struct.unpack("<Q", mapped[:8])
    header = json.loads(mapped[8 : 8 + length])
    header.pop("__metadata__", None)
    state = {}
    for name, array in header.items():
        begin, end = array["data_offsets"]
        values = np.frombuffer(mapped, np.float32, (end - begin) // 4, 8 + length + begin)
        state[name] = torch.from_numpy(values).reshape(array["shape"])
    return state


def backbone(path, share):
    vgg = VGG(make_layers([c if c == "M" else c // share for c in CHANNELS]), init_weights=False)
    vgg.classifier[0] = nn.Linear(512 // share * 49, 4096 // share)
    vgg.classifier[3] = nn.Linear(4096 // share, 4096 // share)
    vgg.classifier[6] = nn.Linear(4096 // share, 1000)
    vgg.load_state_dict(read_safetensors(path))
    vgg.requires_grad_(False)
    # Up to fc7 after its ReLU, as the graph's node gives it.
    return nn.Sequential(vgg.features, vgg.avgpool, nn.Flatten(), vgg.classifier[:5]).eval()


def transfer(folder, weights, share, epochs, batchSize, hidden, learningRate):
    torch.manual_seed(0)
    pictures = Pictures(folder)
    order = torch.randperm(len(pictures)).tolist()
    first, second = round(0.7 * len(order)), round(0.8 * len(order))
    train, validation, test = order[:first], order[first:second], order[second:]
    frozen = backbone(weights, share)
    head = nn.Sequential(nn.Linear(4096 // share, hidden), nn.ReLU(), nn.Linear(hidden, pictures.classes))
    loss_of = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(head.parameters(), lr=learningRate)

    def loader(rows, shuffle):
        return DataLoader(Subset(pictures, rows), batch_size=batchSize, shuffle=shuffle)

    def evaluate(rows):
        total = 0.0
        with torch.no_grad():
            for x, y in loader(rows, False):
                total += loss_of(head(frozen(x)), y).item() * len(y)
        return total / max(1, len(rows))

    for _ in range(epochs):
        for x, y in loader(train, True):
            with torch.no_grad():
                features = frozen(x)
            loss = loss_of(head(features), y)
            adam.zero_grad()
            loss.backward()
            adam.step()
            loss.item()
        evaluate(validation)
    evaluate(test)
    return evaluate(train)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        start = time.perf_counter()
        loss = transfer(**asked)
        print(json.dumps({"ms": (time.perf_counter() - start) * 1000, "loss": loss}), flush=True)


main()
