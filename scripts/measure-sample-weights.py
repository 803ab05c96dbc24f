"""Measures sample weights on real pictures: how well a new head learns on their frozen features.

    python3 scripts/measure-sample-weights.py public/weights/vgg16-eighth.safetensors --zip NEU.zip [--seeds 5]

The label of a picture is its file name up to the last `_`. The seed changes the split, the head's
initialisation and the order of the batches. Meant for finished weights: nothing may be chosen by its answer,
or the figure is no longer one for pictures that the weights have never met.
"""
import argparse
import io
import os
import zipfile

import numpy as np
import torch
from PIL import Image

from sample_network import SampleNetwork, few_shot, frozen_features, read_weights


def read_pictures(path):
    """(pictures, labels as numbers, class names) of an archive."""
    pictures, names = [], []
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.namelist()):
            stem, extension = os.path.splitext(os.path.basename(entry))
            if extension.lower() in (".bmp", ".jpg", ".jpeg", ".png", ".tif", ".tiff") and "_" in stem:
                pictures.append(Image.open(io.BytesIO(archive.read(entry))).convert("RGB"))
                names.append(stem.rsplit("_", 1)[0])
    if not pictures:
        raise SystemExit(f"{path}: no picture named LABEL_NUMBER in it")
    classes, labels = np.unique(names, return_inverse=True)
    return pictures, labels, classes.tolist()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("--zip", required=True)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(2)

    network = SampleNetwork()
    network.load_state_dict(read_weights(options.weights)[0])
    pictures, labels, classes = read_pictures(options.zip)
    print(f"{len(pictures)} pictures, {len(classes)} classes: {', '.join(classes)}")
    features = frozen_features(network, pictures)
    scores = []
    for seed in range(options.seeds):
        scores.append(few_shot(features, labels, seed))
        print(f"seed {seed}: {100 * scores[-1]:.2f} %", flush=True)
    print(f"mean of {len(scores)}: {100 * np.mean(scores):.2f} %")


if __name__ == "__main__":
    main()
