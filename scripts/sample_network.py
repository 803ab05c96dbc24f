"""The sample network (torchvision's VGG16 at an eighth of its width), its file, and the recipe it is judged by.

Both the training and the measuring script use these, so what was selected and what is reported are one recipe.
"""
import json
import struct

import numpy as np
import torch
from PIL import Image
from torch import nn

BLOCKS = ((8, 8), (16, 16), (32, 32, 32), (64, 64, 64), (64, 64, 64))  # output channels of the convolutions
FC = 512
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class SampleNetwork(nn.Module):
    """Pictures [N, 3, 224, 224] to the 512 features after fc7's ReLU, with torchvision's parameter names."""

    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for block in BLOCKS:
            for width in block:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(7)
        self.classifier = nn.Sequential(
            nn.Linear(channels * 49, FC), nn.ReLU(), nn.Dropout(), nn.Linear(FC, FC), nn.ReLU(), nn.Dropout())

    def forward(self, x):
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


# --- the file ----------------------------------------------------------------------------------------------

def write_weights(path, state, metadata):
    """A safetensors file of float16 tensors; `metadata` maps strings to strings."""
    header, chunks, at = {"__metadata__": metadata}, [], 0
    for name, tensor in state.items():
        data = tensor.detach().numpy().astype("<f2").tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [at, at + len(data)]}
        chunks.append(data)
        at += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def read_weights(path):
    """(state dict in float32, metadata) of a safetensors file whose tensors are all F16."""
    with open(path, "rb") as file:
        raw = file.read()
    start = 8 + struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:start])
    metadata, state = header.pop("__metadata__", {}), {}
    for name, entry in header.items():
        if entry["dtype"] != "F16":
            raise ValueError(f"{path}: {name} is {entry['dtype']}, expected F16")
        a, b = entry["data_offsets"]
        state[name] = torch.tensor(np.frombuffer(raw[start + a:start + b], "<f2").reshape(entry["shape"]).astype(np.float32))
    return state, metadata


# --- the recipe --------------------------------------------------------------------------------------------

def as_input(pictures):
    """Grey or RGB PIL pictures or uint8 arrays as one normalised batch, the way the product feeds them."""
    rows = []
    for picture in pictures:
        picture = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
        picture = picture.convert("RGB").resize((224, 224), Image.BILINEAR)
        rows.append(torch.from_numpy(np.array(picture)).permute(2, 0, 1).float() / 255)
    return (torch.stack(rows) - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)


@torch.no_grad()
def frozen_features(network, pictures, batch=32):
    network.eval()
    return torch.cat([network(as_input(pictures[i:i + batch])) for i in range(0, len(pictures), batch)])


def split(labels, seed):
    """Indices of 70 % training, 10 % validation, 20 % test, by class."""
    random = np.random.default_rng(seed)
    parts = [[], [], []]
    for label in np.unique(labels):
        own = random.permutation(np.flatnonzero(labels == label))
        a, b = round(len(own) * 0.7), round(len(own) * 0.8)
        for part, chosen in zip(parts, (own[:a], own[a:b], own[b:])):
            part.append(chosen)
    return [np.concatenate(part) for part in parts]


def few_shot(features, labels, seed, epochs=5):
    """Test accuracy of a new head on frozen features: Linear 2048, ReLU, Linear; Adam 1e-4, batches of four."""
    train, _, test = split(labels, seed)
    torch.manual_seed(seed)
    target = torch.as_tensor(labels)
    head = nn.Sequential(nn.Linear(features.shape[1], 2048), nn.ReLU(), nn.Linear(2048, int(target.max()) + 1))
    adam = torch.optim.Adam(head.parameters(), lr=1e-4, eps=1e-8)
    for _ in range(epochs):
        for batch in torch.as_tensor(train)[torch.randperm(len(train))].split(4):
            adam.zero_grad()
            nn.functional.cross_entropy(head(features[batch]), target[batch]).backward()
            adam.step()
    with torch.no_grad():
        return (head(features[test]).argmax(1) == target[test]).float().mean().item()
