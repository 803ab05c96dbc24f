import { python } from "@/data/python";
import { READ_WEIGHTS, READ_WEIGHTS_IMPORTS } from "@/data/python-network";
import { needTensors } from "@/data/refuse";
import { classesSaid, fromFile, imageSaid, namesInNetwork, needState, READ_STATE } from "@/data/trained-file";
import { needFit, needOneSize } from "@/data/training";
import { dataset, defineNode, moduleValue, trainedModel } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { text } from "@/graph/settings";
import { type Module, outputShape } from "@/module/module";
import { shapeText } from "@/module/shape";
import { pickState } from "@/module/state";

export default defineNode({
  type: "trained-model",
  version: 1,
  title: "Trained model",
  category: "model",
  doc: `A network with weights out of a file: trained elsewhere, on a cluster or in an earlier run, and looked at here.

Wire in the network as it was built for the training, the same nodes with the same settings. Every one of its parameters
and running statistics is then taken from the file by its name; what the network's own nodes would begin with does not
count. Nothing is trained, and nothing is left at its first value.

**Files** .safetensors, as Trainer saves it and as the exported script does; PyTorch's .pth and .pt with a state dict, or a
checkpoint with one under \`model\`, \`state_dict\` or the like; and the .onnx and .tfjs.zip that were saved here. A beginning
that all names have in common because the network was wrapped (\`module.\` by DistributedDataParallel, \`_orig_mod.\` by
torch.compile) is left out. Pickles are read for their numbers alone: no code in them is run.

**Classes** in the order of the logits: those of the setting, else those that the file names (files saved here do), else
those of the pictures. Likewise the pictures' normalization is the one that the file names, else that of the pictures.

**Shapes** the network's own: \`[C, H, W]\` to \`[classes]\` logits, or to a map \`[1, H, W]\`. The pictures give C, H and W.

**Gives** a trained model, which Predict, Evaluate, Saliency and whatever else looks at one take.

**Refuses** a file that lacks an array of the network, has one of another shape, or has one that the network lacks, by
their names; numbers that are not finite; pictures that are no tensors or not all of one size; and as many classes as
are not the network's logits.

The same as \`model.load_state_dict(torch.load(path))\`, which is strict.`,
  settings: {
    classes: text("Classes", {
      default: "",
      maxLength: 20_000,
      placeholder: "as the file or the pictures say",
      doc: "Names in the order of the logits, with commas between them. Empty: as the file or the pictures say.",
    }),
  },
  card: ["classes"],
  files: {
    label: "Trained weights",
    accept: ".safetensors,.pth,.pt,.onnx,.zip,.json,.bin",
    multiple: true,
    network: true,
  },
  inputs: {
    module: moduleValue("The network that the weights were trained in"),
    dataset: dataset("Pictures as it is to see them: for their form and classes"),
  },
  outputs: { model: trainedModel("The network with the weights of the file") },
  settles: { module: "module", dataset: "dataset" },
  infer({ settings, inputs, weights }) {
    const { module, dataset } = inputs;
    needTensors(dataset, "A trained model", "dataset");
    needOneSize(dataset, "dataset");
    needFit(module, dataset, "dataset");
    if (!weights) throw noFile();
    const { facts } = weights;
    if (facts) needState(module.module, { ...weights, facts });
    const metadata = facts?.metadata ?? {};
    const classes = classesOf(settings.classes, metadata, dataset.classes);
    if (classes) needClasses(module.module, classes);
    return {
      model: {
        kind: "TrainedModel",
        module: fromFile(module.module, weights),
        image: imageSaid(dataset.image, metadata),
        ...(classes ? { classes } : {}),
      },
    };
  },
  async run({ settings, inputs, weights }) {
    if (!weights) throw noFile();
    const { module } = inputs.module;
    needState(module, weights);
    const names = namesInNetwork(module, Object.keys(weights.facts.shapes));
    const arrays = await weights.read((name) => names.has(name));
    const state = new Map([...arrays].map(([name, array]) => [names.get(name) ?? name, array]));
    const said = weights.facts.metadata ?? {};
    const classes = classesOf(settings.classes, said, inputs.dataset.classes) ?? inputs.dataset.classes;
    return {
      model: {
        kind: "TrainedModel",
        module: fromFile(module, weights),
        classes,
        state: pickState(module, state, weights.name),
      },
    };
  },
  torch: ({ inputs, outputs, file = "model.safetensors" }) => ({
    imports: READ_WEIGHTS_IMPORTS,
    definitions: [READ_WEIGHTS, READ_STATE],
    lines: [
      'device = "cuda" if torch.cuda.is_available() else "cpu"',
      `${outputs.model} = ${inputs.module}.to(device)`,
      "# Lazy layers learn their sizes from one picture, in evaluation mode, where it moves no statistics.",
      `${outputs.model}.eval()(${inputs.dataset}[0][0].unsqueeze(0).to(device))`,
      `${outputs.model}.load_state_dict(read_state(${python(file)}))`,
    ],
    own: file,
  }),
  example: { shows: "Weights that a cluster trained, ready to be looked at." },
});

function classesOf(
  setting: string,
  metadata: Readonly<Record<string, string>>,
  data: readonly string[] | undefined,
): readonly string[] | undefined {
  const typed = setting
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return typed.length > 0 ? typed : (classesSaid(metadata) ?? data);
}

/** A network that gives a vector gives a logit a class. */
function needClasses(module: Module, classes: readonly string[]): void {
  const [logits, ...more] = outputShape(module);
  if (more.length > 0 || typeof logits !== "number" || logits === classes.length) return;
  throw new NodeError(
    `The network gives ${logits} ${logits === 1 ? "logit" : "logits"}, and there are ${classes.length} classes (${classes.join(", ")}). Name as many classes as it has logits.`,
    { setting: "classes", expected: `${logits} classes`, got: shapeText([classes.length]) },
  );
}

function noFile(): NodeError {
  return new NodeError(
    "There are no trained weights yet. Drop a .safetensors, .pth, .onnx or .tfjs.zip on this node.",
    { expected: "a file with weights", got: "no file" },
  );
}
