"""Holds a run of graphs/steel-defects.json against PyTorch: loads the weights that it saved into torchvision's VGG16 with
the head behind it, sends the test pictures through PIL and torchvision, and compares the probabilities.

    npm run --silent tensorloom -- run graphs/steel-defects.json --data images=pictures.zip --out out
    python3 scripts/verify-with-torch.py out pictures.zip [--height 224] [--width 224]

Ends with 1 where a probability differs by more than 1e-3. Needs torch, torchvision, Pillow and numpy.
"""
import argparse
import csv
import io
import json
import os
import struct
import sys
import zipfile

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision.models import vgg16
from torchvision.transforms import functional


def read_safetensors(path):
    with open(path, "rb") as file:
        raw = file.read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    classes = json.loads(header.pop("__metadata__")["classes"])
    state = {}
    for name, array in header.items():
        begin, end = (8 + length + offset for offset in array["data_offsets"])
        values = np.frombuffer(raw[begin:end], "<f4").reshape(array["shape"])
        state[name] = torch.from_numpy(values.copy())
    return state, classes


def network(state):
    """torchvision's VGG16 as wide as the weights are, up to fc7, and `head`: linear layers with ReLU between them."""
    model = vgg16(init_weights=False)
    for index, layer in enumerate(model.features):
        if isinstance(layer, nn.Conv2d):
            wide, deep = state[f"features.{index}.weight"].shape[:2]
            model.features[index] = nn.Conv2d(deep, wide, 3, padding=1)
    (fc6, flat), (fc7, _) = (state[f"classifier.{index}.weight"].shape for index in (0, 3))
    model.classifier = nn.Sequential(
        nn.Linear(flat, fc6), nn.ReLU(), nn.Dropout(), nn.Linear(fc6, fc7), nn.ReLU(), nn.Dropout()
    )
    shapes = {int(name.split(".")[1]): state[name].shape for name in state if name.startswith("head.") and name.endswith("weight")}
    layers = [nn.Linear(shapes[at][1], shapes[at][0]) if at in shapes else nn.ReLU() for at in range(max(shapes) + 1)]
    model.head = nn.Sequential(*layers)
    model.load_state_dict(state)
    return model.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("pictures")
    parser.add_argument("--height", type=int, default=224)
    parser.add_argument("--width", type=int, default=224)
    args = parser.parse_args()

    state, classes = read_safetensors(os.path.join(args.out, "trainer.safetensors"))
    model = network(state)
    archive = zipfile.ZipFile(args.pictures)
    with open(os.path.join(args.out, "predict.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    largest = right = 0
    for row in rows:
        picture = Image.open(io.BytesIO(archive.read(row["Picture"]))).convert("RGB")
        picture = picture.resize((args.width, args.height), Image.BILINEAR)
        x = functional.normalize(functional.to_tensor(picture), [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        with torch.no_grad():
            probabilities = model.head(model(x.unsqueeze(0))).softmax(1)[0].numpy()
        ours = np.array([float(row[f"p({name})"]) for name in classes])
        largest = max(largest, float(np.abs(probabilities - ours).max()))
        right += classes[int(probabilities.argmax())] == row["True class"]
    print(f"{len(rows)} pictures: largest difference {largest:.2g}, accuracy by torch {right / len(rows):.4f}")
    sys.exit(0 if rows and largest <= 1e-3 else 1)


if __name__ == "__main__":
    main()
