import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { READ_WEIGHTS } from "@/data/python-network";
import { namesInNetwork, READ_STATE } from "@/data/trained-file";
import { metadataOf } from "@/export/model/saved-model";
import { openNetwork, readNetwork } from "@/files/network-file";
import { writeSafetensors } from "@/files/safetensors";
import { layerDefinition } from "@/module/layers";
import { type Module, moduleFacts } from "@/module/module";
import type { StateDict } from "@/module/state";
import { PATIENTLY, pythonWithTorch, underTorch } from "./harness";
import { NETWORKS, saved } from "./networks";

const python = pythonWithTorch() ?? "";
const folder = mkdtempSync(join(tmpdir(), "tensorloom-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Loads strictly into a network of torch's own layers under our names, and saves what it then has. */
const SCRIPT = `import json, struct, sys
from functools import lru_cache
from pathlib import Path
import torch
from torch import nn

${READ_WEIGHTS}

${READ_STATE}

layers, folder, prefix = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
net = nn.Module()
for name, expression in layers:
    at = net
    *path, last = name.split(".")
    for part in path:
        if part not in at._modules:
            at.add_module(part, nn.Module())
        at = at._modules[part]
    at.add_module(last, eval(expression))
print(net.load_state_dict(read_state(folder + "/ours.safetensors"), strict=True))

state = {prefix + name: tensor for name, tensor in net.state_dict().items()}
torch.save(state, folder + "/theirs.pth")
torch.save(state, folder + "/old.pt", _use_new_zipfile_serialization=False)
torch.save({"epoch": 3, "model": state, "best": torch.tensor(0.5)}, folder + "/checkpoint.pth")
header, data = {}, b""
for name, tensor in state.items():
    raw = tensor.contiguous().numpy().tobytes()
    kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
    header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
    data += raw
text = json.dumps(header).encode()
with open(folder + "/theirs.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)

# Whatever other programs save: counters as whole numbers, halves, a checkpoint around it.
for name in ("theirs.safetensors", "theirs.pth", "checkpoint.pth"):
    read = read_state(f"{folder}/{name}")
    same = {key: torch.equal(read[key], value) for key, value in net.state_dict().items()}
    assert all(same.values()) and len(read) == len(same), (name, same)
halves = {"h": torch.tensor([0.5, -2.0]).half(), "b": torch.tensor([0.5, -2.0]).bfloat16()}
header, data = {}, b""
for name, kind in (("h", "F16"), ("b", "BF16")):
    header[name] = {"dtype": kind, "shape": [2], "data_offsets": [len(data), len(data) + 4]}
    data += halves[name].view(torch.int16).numpy().tobytes()
text = json.dumps(header).encode()
with open(folder + "/halves.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
read = read_state(folder + "/halves.safetensors")
assert all(torch.equal(read[name], value) and read[name].dtype == value.dtype for name, value in halves.items())
`;

function throughTorch(module: Module, state: StateDict, prefix = ""): string {
  const layers = moduleFacts(module)
    .filter(({ parameters }) => parameters.length > 0)
    .map(({ layer }) => [layer.name, layerDefinition(layer.type).torch(layer.settings)]);
  writeFileSync(join(folder, "ours.safetensors"), writeSafetensors(state, metadataOf(saved(module).about)));
  const words = ["-c", SCRIPT, JSON.stringify(layers), folder, prefix];
  return execFileSync(python, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

async function readBack(name: string) {
  const network = await openNetwork([{ path: name, file: new Blob([readFileSync(join(folder, name))]) }]);
  return new Map([...(await readNetwork(network, () => true))].sort());
}

const bits = (state: StateDict) =>
  [...state].map(([name, { shape, data }]) => [name, shape, [...new Uint32Array(data.slice().buffer)]]);

describe.skipIf(python === "")(underTorch("weights from here, through PyTorch, and back"), PATIENTLY, () => {
  const networks = ["a U-Net with batch norm", "VGG16 of width 1/8 with an MLP head", "a U-Net on odd sizes"];
  it.for(networks)("load strictly, and are the same bit by bit: %s", async (name) => {
    const { module, state } = saved(NETWORKS[name] as Module);
    expect(throughTorch(module, state)).toContain("All keys matched");
    const expected = bits(new Map([...state].sort()));
    for (const file of ["theirs.safetensors", "theirs.pth", "old.pt", "checkpoint.pth"]) {
      expect(bits(await readBack(file)), file).toEqual(expected);
    }
  });

  it("are known again under the names that DistributedDataParallel gives them", async () => {
    const { module, state } = saved(NETWORKS["a dilated convolution"] as Module);
    throughTorch(module, state, "module.");
    const read = await readBack("theirs.pth");
    expect([...read.keys()]).toEqual(["module.a.bias", "module.a.weight"]);
    const names = namesInNetwork(module, [...read.keys()]);
    const own = new Map([...read].map(([name, array]) => [names.get(name) ?? "", array]));
    expect(bits(own)).toEqual(bits(new Map([...state].sort())));
  });

  it("are refused by PyTorch under a wrong name", () => {
    const { module, state } = saved(NETWORKS["a dilated convolution"] as Module);
    const wrong = new Map([...state].map(([name, array]) => [name.replace("bias", "offset"), array]));
    expect(() => throughTorch(module, wrong)).toThrow(/Missing key\(s\).*a\.bias/s);
  });
});
