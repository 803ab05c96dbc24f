"""Writes tests/fixtures/weights: one tiny VGG16 in every format that weights come in.

    python3 scripts/weight-fixtures.py

Needs torch and h5py (on Debian: python3-torch, python3-h5py) and writes the same arrays each time: width 1/64, fully
connected layers of 4, 3 classes, drawn from a seed. The layouts are those of the real tools: torch and h5py write their
own files; safetensors and TensorFlow.js' are written here byte by byte, after their specifications.

`fine` has all the bits of float32. `coarse` has whole multiples of 1/256 between -127/256 and 128/256, which float16,
bfloat16, uint8 and uint16 hold exactly, so that every format must give the very same numbers.
"""
import json
import math
import os
import pickle
import struct
import subprocess
from collections import OrderedDict

import h5py
import numpy as np
import torch
from torch import nn

SEED = 16
OUT = os.path.join(os.path.dirname(__file__), "..", "tests", "fixtures", "weights")
CHANNELS = [1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 8, 8, 8]
FEATURES = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]
KERAS = [f"block{block}_conv{index}" for block, count in enumerate([2, 2, 3, 3, 3], 1) for index in range(1, count + 1)]
DENSE = [("classifier.0", "fc1", 49 * 8, 4), ("classifier.3", "fc2", 4, 4), ("classifier.6", "predictions", 4, 3)]


def path(*parts):
    full = os.path.join(OUT, *parts)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def draw():
    """torchvision's names and layouts, float32."""
    random = np.random.Generator(np.random.PCG64(SEED))
    state, before = {}, 3
    for number, channels in zip(FEATURES, CHANNELS):
        state[f"features.{number}.weight"] = random.normal(0, 0.15, (channels, before, 3, 3))
        state[f"features.{number}.bias"] = random.normal(0, 0.15, channels)
        before = channels
    for name, _, inputs, outputs in DENSE:
        state[f"{name}.weight"] = random.normal(0, 0.15, (outputs, inputs))
        state[f"{name}.bias"] = random.normal(0, 0.15, outputs)
    return {name: array.astype(np.float32) for name, array in state.items()}


# --- safetensors -------------------------------------------------------------------------------------------

def bfloat16(array):
    return (array.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)


def write_safetensors(name, state, dtype="F32"):
    pack = {"F32": lambda a: a.astype("<f4"), "F16": lambda a: a.astype("<f2"), "BF16": bfloat16}[dtype]
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for key, array in state.items():
        packed = pack(array).tobytes()
        header[key] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path(name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def timm(state):
    names = {"classifier.0": "pre_logits.fc1", "classifier.3": "pre_logits.fc2", "classifier.6": "head.fc"}
    renamed = {}
    for name, array in state.items():
        layer, kind = name.rsplit(".", 1)
        if kind == "weight" and layer == "classifier.0":
            array = array.reshape(4, 8, 7, 7)
        if kind == "weight" and layer == "classifier.3":
            array = array.reshape(4, 4, 1, 1)
        renamed[f"{names.get(layer, layer)}.{kind}"] = array
    return renamed


def write_parts(state):
    names = list(state)
    parts = {"part-00001-of-00002.safetensors": names[:20], "part-00002-of-00002.safetensors": names[20:]}
    for part, inside in parts.items():
        write_safetensors(part, {name: state[name] for name in inside})
    index = {"metadata": {"total_size": sum(4 * array.size for array in state.values())},
             "weight_map": {name: part for part, inside in parts.items() for name in inside}}
    write_json(index, "part.safetensors.index.json")


# --- torch -------------------------------------------------------------------------------------------------

def tensors(state):
    return OrderedDict((name, torch.from_numpy(array.copy())) for name, array in state.items())


def write_torch(fine, coarse):
    state = tensors(fine)
    torch.save(state, path("zip.pth"))
    torch.save(state, path("legacy.pth"), _use_new_zipfile_serialization=False)

    parallel = {"module." + name: nn.Parameter(tensor) for name, tensor in state.items()}
    optimizer = torch.optim.SGD(list(parallel.values())[:2], lr=0.01, momentum=0.9)
    for parameter in list(parallel.values())[:2]:
        parameter.grad = torch.ones_like(parameter)
    before = {name: tensor.detach().clone() for name, tensor in parallel.items()}
    optimizer.step()
    checkpoint = {"epoch": 3, "arch": "vgg16", "best": torch.tensor(0.5), "shape": torch.Size([3, 224]), "dtype": torch.float32,
                  "state_dict": OrderedDict((name, nn.Parameter(tensor)) for name, tensor in before.items()),
                  "optimizer": optimizer.state_dict()}
    torch.save(checkpoint, path("checkpoint.pth"))
    torch.save(checkpoint, path("checkpoint-legacy.pth"), _use_new_zipfile_serialization=False)

    # Views of one flat storage, transposed, channels last, in halves and in doubles.
    flat = torch.cat([tensor.flatten() for tensor in tensors(coarse).values()])
    at, views = 0, OrderedDict()
    for name, array in coarse.items():
        views[name] = flat[at:at + array.size].view(array.shape)
        at += array.size
    views["classifier.0.weight"] = views["classifier.0.weight"].t().contiguous().t()
    views["features.5.weight"] = views["features.5.weight"].to(memory_format=torch.channels_last)
    views["features.7.bias"] = views["features.7.bias"].half()
    views["features.10.bias"] = views["features.10.bias"].double()
    views["features.12.weight"] = views["features.12.weight"].bfloat16()
    torch.save(views, path("strided.pth"))
    torch.save(views, path("strided-legacy.pth"), _use_new_zipfile_serialization=False)

    torch.save(nn.Sequential(nn.Linear(2, 2)), path("whole-model.pth"))
    torch.save({"conv.weight": torch.zeros(2, 3, 3, 3)}, path("not-vgg.pth"))
    torch.save([1, 2, 3], path("no-dict.pth"))

    plain = {"n": None, "t": True, "i": -5, "b": 300, "big": 2**70, "neg": -2**40, "f": 1.5, "u": "µ" * 300,
             "l": [1, [2], ()], "tu": (1, 2, 3, 4), "three": (1, 2, 3), "d": {1: {}}}
    for protocol in range(2, 6):
        with open(path(f"plain-{protocol}.pkl"), "wb") as file:
            pickle.dump(plain, file, protocol)


# --- Keras -------------------------------------------------------------------------------------------------

def keras(state):
    """(layer, kernel, bias) in Keras' layouts: HWIO, [in, out], and rows in the order of rows, columns, channels."""
    layers = []
    for number, name in zip(FEATURES, KERAS):
        kernel = state[f"features.{number}.weight"].transpose(2, 3, 1, 0)
        layers.append((name, kernel, state[f"features.{number}.bias"]))
    for name, own, _, outputs in DENSE:
        weight = state[f"{name}.weight"]
        if own == "fc1":
            weight = weight.reshape(outputs, 8, 7, 7).transpose(0, 2, 3, 1).reshape(outputs, -1)
        layers.append((own, weight.T, state[f"{name}.bias"]))
    return [(name, np.ascontiguousarray(kernel), bias) for name, kernel, bias in layers]


def write_group(file, layer, names, arrays):
    group = file.require_group(layer)
    group.attrs["weight_names"] = [name.encode() for name in names]
    for name, array in zip(names, arrays):
        group.create_dataset(name, data=array)


def write_keras(fine, coarse):
    layers = keras(fine)
    with h5py.File(path("keras-first.h5"), "w") as file:  # vgg16_weights_tf_dim_ordering_tf_kernels.h5
        file.attrs["layer_names"] = [name.encode() for name, _, _ in layers]
        for name, kernel, bias in layers:
            write_group(file, name, [f"{name}_W_1:0", f"{name}_b_1:0"], [kernel, bias])
    with h5py.File(path("keras-notop.h5"), "w") as file:
        for name, kernel, bias in layers[:13]:
            write_group(file, name, [f"{name}_W_1:0", f"{name}_b_1:0"], [kernel, bias])
    with h5py.File(path("keras-2.h5"), "w") as file:  # model.save, in halves
        file.attrs["model_config"] = b"{}"
        weights = file.create_group("model_weights")
        optimizer = file.create_group("optimizer_weights")
        weights.create_group("flatten").attrs["weight_names"] = np.array([], dtype="S1")
        for name, kernel, bias in keras(coarse):
            write_group(weights, name, [f"{name}/kernel:0", f"{name}/bias:0"], [kernel.astype(np.float16), bias.astype(np.float16)])
        write_group(optimizer, "Adam/block1_conv1", ["kernel/m:0"], [np.zeros((3, 3, 3, 1), np.float32)])
    with h5py.File(path("keras-3.weights.h5"), "w") as file:  # Keras 3's save_weights numbers layers by class
        counts = {}
        for name, kernel, bias in layers:
            kind = "conv2d" if kernel.ndim == 4 else "dense"
            number = counts[kind] = counts.get(kind, -1) + 1
            group = file.require_group(f"layers/{kind}" + (f"_{number}" if number else "") + "/vars")
            group.create_dataset("0", data=kernel)
            group.create_dataset("1", data=bias)
        file.create_group("layers/flatten/vars")
        file.create_group("optimizer/vars").create_dataset("0", data=np.int64(3))
    with h5py.File(path("not-vgg.h5"), "w") as file:
        for name in ("conv2d", "conv2d_1"):
            write_group(file, name, [f"{name}/kernel:0", f"{name}/bias:0"], [np.zeros((3, 3, 3, 4), np.float32), np.zeros(4, np.float32)])
    with h5py.File(path("compressed.h5"), "w") as file:
        for name, kernel, bias in layers[:13]:
            file.create_dataset(f"{name}/kernel:0", data=kernel, compression="gzip" if name == "block1_conv2" else None)
            file.create_dataset(f"{name}/bias:0", data=bias)
    with h5py.File(path("vgg19.h5"), "w") as file:
        for name, kernel, bias in [*layers[:13], ("block3_conv4", layers[6][1], layers[6][2])]:
            write_group(file, name, [f"{name}/kernel:0", f"{name}/bias:0"], [kernel, bias])


# --- TensorFlow.js -----------------------------------------------------------------------------------------

def quantised(array, kind):
    if kind is None:
        return array.astype("<f4"), None
    if kind == "float16":
        return array.astype("<f2"), {"dtype": "float16", "original_dtype": "float32"}
    return (np.round(array * 256 + 127).astype({"uint8": "<u1", "uint16": "<u2"}[kind]),
            {"dtype": kind, "scale": 1 / 256, "min": -127 / 256, "original_dtype": "float32"})


def write_tfjs(folder, fmt, arrays, kind, shards):
    weights, data = [], b""
    for name, array in arrays:
        packed, how = quantised(array, kind)
        weights.append({"name": name, "shape": list(array.shape), "dtype": "float32", **({"quantization": how} if how else {})})
        data += packed.tobytes()
    size = math.ceil(len(data) / shards)
    paths = [f"group1-shard{number + 1}of{shards}.bin" for number in range(shards)]
    for number, name in enumerate(paths):
        with open(path(folder, name), "wb") as file:
            file.write(data[number * size:(number + 1) * size])
    model = {"format": fmt, "generatedBy": "keras v2.15.0", "convertedBy": "TensorFlow.js Converter v4.22.0",
             "modelTopology": {}, "weightsManifest": [{"paths": paths, "weights": weights}]}
    write_json(model, folder, "model.json")


def write_all_tfjs(fine, coarse):
    named = lambda state: [pair for name, kernel, bias in keras(state) for pair in ((f"{name}/kernel", kernel), (f"{name}/bias", bias))]
    write_tfjs("tfjs-layers", "layers-model", named(fine), None, 2)
    write_tfjs("tfjs-float16", "layers-model", named(coarse), "float16", 1)
    write_tfjs("tfjs-uint16", "layers-model", named(coarse), "uint16", 1)
    graph = []
    for name, kernel, bias in keras(coarse):
        scope = f"StatefulPartitionedCall/vgg16/{name}"
        graph.append((f"{scope}/BiasAdd/ReadVariableOp", bias))
        graph.append((f"{scope}/{'Conv2D' if kernel.ndim == 4 else 'MatMul'}/ReadVariableOp", kernel))
    write_tfjs("tfjs-graph", "graph-model", graph, "uint8", 3)


def write_json(value, *parts):
    with open(path(*parts), "w") as file:
        json.dump(value, file)


def main():
    fine = draw()
    # Adding 0 makes negative zeros positive, which whole numbers cannot tell apart.
    coarse = {name: (np.clip(np.round(array * 256), -127, 128) / 256 + 0.0).astype(np.float32) for name, array in fine.items()}
    write_safetensors("fine.safetensors", fine)
    write_safetensors("coarse-f16.safetensors", coarse, "F16")
    write_safetensors("coarse-bf16.safetensors", coarse, "BF16")
    write_safetensors("timm.safetensors", timm(fine))
    write_parts(fine)
    write_torch(fine, coarse)
    write_keras(fine, coarse)
    write_all_tfjs(fine, coarse)
    subprocess.run(["npx", "biome", "format", "--write", OUT], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
