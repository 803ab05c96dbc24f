/** Layers behind one another and joined, with the names in the state dict that they have in Tensorloom. */
export const NETWORK = `class Network(nn.Module):
    """A layer behind other networks. Behind several it joins what they give; what these share
    is run once.

    Layers have their own names in the state dict wherever they stand: "conv1.weight",
    "head.0.bias". A network without a name brings those of its parts.
    """

    def __init__(self, before, name, layer):
        super().__init__()
        # (layer, which of the values made so far it takes); value 0 is what comes in.
        self.steps = []
        self.named = {}
        ends = [self.take(network) for network in before] or [0]
        self.steps.append((layer, ends))
        if name == "":
            self.named.update(layer.named_children())
        elif isinstance(layer, nn.Module):
            self.named[name] = layer
        for name, layer in self.named.items():
            *path, last = name.split(".")
            place = self
            for part in path:
                if part not in place._modules:
                    place.add_module(part, nn.Module())
                place = place._modules[part]
            place.add_module(last, layer)

    def take(self, network):
        """Takes over the steps of a network. Gives the place of what it makes."""
        is_built_so = isinstance(network, Network)
        self.named.update(network.named if is_built_so else network.named_children())
        places = [0]
        for layer, ends in network.steps if is_built_so else [(network, [0])]:
            step = (layer, [places[end] for end in ends])
            if step not in self.steps:
                self.steps.append(step)
            places.append(self.steps.index(step) + 1)
        return places[-1]

    def forward(self, x):
        values = [x]
        for layer, ends in self.steps:
            taken = [values[end] for end in ends]
            values.append(layer(taken[0]) if len(taken) == 1 else layer(taken))
        return values[-1]`;

export const FROZEN_LAYER = `def frozen(layer):
    """Stays as it is: not trained, and run as in evaluation whatever the model around it does."""
    layer.eval().requires_grad_(False)
    layer.train = lambda mode=True: layer
    return layer`;

export const LOADED_LAYER = `def loaded(layer, path, name):
    """A layer with its weights out of a file, where they stand under its name."""
    own = {key[len(name) + 1 :]: value for key, value in read_weights(path).items()
           if key.startswith(f"{name}.")}
    layer.load_state_dict(own)
    return layer`;

/** The sample weights that come with the page, as they lie beside a program; and weights that the user has. */
export const SAMPLE_FILE = "vgg16-eighth.safetensors";
export const WEIGHTS_FILE = "vgg16.safetensors";
export const SAMPLE_BESIDE = { [SAMPLE_FILE]: "weights/vgg16-eighth.safetensors" };

/** Reads weights without any package but torch. */
export const READ_WEIGHTS = `@lru_cache(maxsize=1)
def read_weights(path):
    """The arrays of a safetensors file by their names; of any other file, what torch.load gives."""
    if not Path(path).exists():
        raise SystemExit(f"There is no {path}: put the file with the weights there.")
    if Path(path).suffix != ".safetensors":
        return torch.load(path, map_location="cpu")
    raw = Path(path).read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:start])
    header.pop("__metadata__", None)
    types = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
    types.update(F64=torch.float64, I64=torch.int64, I32=torch.int32, U8=torch.uint8)
    arrays = {}
    for name, entry in header.items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        flat = torch.frombuffer(bytearray(raw[begin:end]), dtype=types[entry["dtype"]])
        arrays[name] = flat.reshape(entry["shape"])
    return arrays`;

export const READ_WEIGHTS_IMPORTS: readonly string[] = [
  "import json",
  "from functools import lru_cache",
  "from pathlib import Path",
  "import torch",
];
