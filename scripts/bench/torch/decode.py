"""PIL's and torchvision's side of `npm run bench -- decode`, on one core.

Reads lines from standard input: first a folder with pictures, then `run` for each round. Answers each with a line of JSON.
"""

import io
import json
import sys
import time
from pathlib import Path

import torch
from PIL import Image
from torchvision import transforms

PREPARE = transforms.Compose(
    [
        transforms.Resize((224, 224)),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]
)


def main():
    torch.set_num_threads(1)
    print(json.dumps({"ready": True}), flush=True)
    folder = Path(sys.stdin.readline().strip())
    files = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]
    print(json.dumps({"pictures": len(files)}), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for data in files:
            PREPARE(Image.open(io.BytesIO(data)).convert("RGB"))
        print(json.dumps({"ms": (time.perf_counter() - start) * 1000 / len(files)}), flush=True)


main()
