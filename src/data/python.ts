/** A map-style dataset whose pictures go through a transform when they are asked for. */
export const TRANSFORMED = `class Transformed(torch.utils.data.Dataset):
    def __init__(self, dataset, transform):
        self.dataset, self.transform = dataset, transform
        self.classes, self.targets = dataset.classes, dataset.targets

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        image, target = self.dataset[index]
        return self.transform(image), target`;

/** Pictures and, where there are some, their masks, moved by the same draw. */
export const MOVED = `class Moved(torch.utils.data.Dataset):
    def __init__(self, dataset, draw):
        self.dataset, self.draw = dataset, draw
        self.classes, self.targets = dataset.classes, dataset.targets

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        image, target = self.dataset[index]
        move = self.draw(image)
        if torch.is_tensor(target):
            mask = move(transforms.functional.to_pil_image(target.byte()), True)
            target = torch.from_numpy(np.array(mask))[None].float()
        return move(image, False), target`;

/** Files and classes as a map-style dataset; pictures are opened when they are asked for. */
export const IMAGE_FILES = `class ImageFiles(torch.utils.data.Dataset):
    def __init__(self, files, names):
        self.files = files
        self.classes = sorted(set(names))
        self.targets = [self.classes.index(name) for name in names]

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        return Image.open(self.files[index]), self.targets[index]`;

/** Pictures and masks of 0 and 1 as a map-style dataset; masks of several files are joined. */
export const MASK_FOLDERS = `class ImagesWithMasks(torch.utils.data.Dataset):
    classes = ["nucleus"]

    def __init__(self, pairs, threshold=0):
        self.pairs, self.threshold = pairs, threshold
        self.targets = [0] * len(pairs)

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        path, masks = self.pairs[index]
        marked = [np.asarray(Image.open(mask).convert("L")) > self.threshold for mask in masks]
        return Image.open(path), torch.from_numpy(np.any(marked, axis=0))[None].float()`;

/** Some rows of a dataset that still knows its classes. */
export const ROWS = `class Rows(torch.utils.data.Subset):
    def __init__(self, dataset, indices):
        super().__init__(dataset, indices)
        self.classes = dataset.classes
        self.targets = [dataset.targets[index] for index in indices]`;

/**
 * A model's logits: of one that ends in a sigmoid, what comes before it, from which losses of masks are made. And those
 * for a whole dataset with the true classes or masks.
 */
export const LOGITS_OF = `def logits(model, x):
    last = list(model.modules())[-1]
    if not isinstance(last, torch.nn.Sigmoid):
        return model(x)
    seen = []
    hook = last.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    model(x)
    hook.remove()
    return seen[0]

@torch.no_grad()
def logits_of(model, dataset, batch_size=4):
    device = next(model.parameters()).device
    model.eval()
    pairs = [(logits(model, x.to(device)).cpu(), y) for x, y in DataLoader(dataset, batch_size)]
    return torch.cat([x for x, _ in pairs]), torch.cat([y for _, y in pairs])`;

/** The share of pictures, or with masks of pixels, that is right. */
export const SHARE_RIGHT = `def share_right(logits, targets):
    right = logits.argmax(1) == targets if targets.dim() == 1 else (logits > 0) == (targets > 0.5)
    return right.float().mean().item()`;

/** Dice's coefficient and IoU of masks, all pixels together; two empty masks agree. */
export const MASK_SCORES = `def mask_scores(logits, masks):
    said, true = logits > 0, masks > 0.5
    both, either = (said & true).sum().item(), (said | true).sum().item()
    return (2 * both / (both + either), both / either) if either else (1.0, 1.0)`;

/** One minus Dice's coefficient of probabilities and masks, over the whole batch. */
export const DICE = `def dice_loss(logits, masks):
    p = torch.sigmoid(logits)
    return 1 - (2 * (p * masks).sum() + 1) / (p.sum() + masks.sum() + 1)`;

export const FOCAL = `def focal_loss(alpha, gamma):
    return lambda logits, masks: sigmoid_focal_loss(logits, masks.float(), alpha, gamma, reduction="mean")`;

/** Precision and recall of connected parts by IoU threshold, over all pictures. */
export const OBJECTS_FOUND = `def objects_found(said, masks, thresholds, neighbours):
    shape = np.ones((3, 3)) if neighbours == 8 else None
    found, n_said, n_true = np.zeros(len(thresholds), int), 0, 0
    for a, b in zip(said, masks):
        (a, m), (b, n) = ndimage.label(a, shape), ndimage.label(b, shape)
        n_said, n_true = n_said + m, n_true + n
        both = np.histogram2d(a.ravel(), b.ravel(), (np.arange(m + 2), np.arange(n + 2)))[0]
        union = both.sum(1, keepdims=True) + both.sum(0, keepdims=True) - both
        pairs = [(both[i, j] / union[i, j], i, j) for i, j in np.argwhere(both) if i and j]
        for at, threshold in enumerate(thresholds):
            used = set()
            for iou, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
                if iou > threshold and not {("said", i), ("true", j)} & used:
                    used |= {("said", i), ("true", j)}
                    found[at] += 1
    return {
        t: {"precision": f / n_said if n_said else 1.0, "recall": f / n_true if n_true else 1.0}
        for t, f in zip(thresholds, found.tolist())
    }`;

/** Outputs of some layers for one picture. */
export const FEATURE_MAPS = `@torch.no_grad()
def feature_maps(model, layers, image):
    made = []
    hooks = [layer.register_forward_hook(lambda m, i, out: made.append(out[0].cpu())) for layer in layers]
    model.eval()
    model(image[None].to(next(model.parameters()).device))
    for hook in hooks:
        hook.remove()
    return made`;

/** The gradient of the largest logit by the pixels. */
export const SALIENCY = `def saliency(model, image):
    model.eval()
    x = image[None].to(next(model.parameters()).device).requires_grad_()
    (gradient,) = torch.autograd.grad(model(x).max(1).values.sum(), x)
    return gradient[0].abs().mean(0).cpu()`;

/** Pairs of pictures with equal values, over all parts of the data. */
export const DATA_CHECK = `def same_pictures(*parts):
    seen, pairs = {}, []
    for part, dataset in enumerate(parts):
        for row in range(len(dataset)):
            key = np.asarray(dataset[row][0]).tobytes()
            if key in seen:
                pairs.append((seen[key], (part, row)))
            seen.setdefault(key, (part, row))
    return pairs`;

/** A string, a number, a boolean or a list as Python writes it. */
export function python(value: string | number | boolean | readonly (string | number)[]): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  return `[${value.map((item) => python(item)).join(", ")}]`;
}
