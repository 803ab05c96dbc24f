/** Outputs of some layers for one picture. */
export const FEATURE_MAPS = `@torch.no_grad()
def feature_maps(model, layers, image):
    """What these layers give for one picture."""
    made = []

    def keep(module, inputs, output):
        # A copy: a ReLU behind it may write into what it gets.
        made.append(output[0].cpu().clone())

    hooks = [layer.register_forward_hook(keep) for layer in layers]
    model.eval()
    model(image[None].to(next(model.parameters()).device))
    for hook in hooks:
        hook.remove()
    return made`;

/** The gradient of the largest logit by the pixels. */
export const SALIENCY = `def saliency(model, image):
    """The size of the largest logit's gradient by each pixel, mean over channels."""
    model.eval()
    x = image[None].to(next(model.parameters()).device).requires_grad_()
    (gradient,) = torch.autograd.grad(model(x).max(1).values.sum(), x)
    return gradient[0].abs().mean(0).cpu()`;

/** A picture that was normalized, as matplotlib shows it. */
export const SHOWABLE = `def showable(image):
    """Rows, columns, channels from 0 to 1, of a picture or of a tensor with any values."""
    pixels = np.asarray(image, dtype=float)
    if torch.is_tensor(image):
        pixels = pixels[:3] if len(pixels) >= 3 else pixels[:1]
        pixels = pixels.transpose(1, 2, 0)
    pixels = (pixels - pixels.min()) / max(np.ptp(pixels), 1e-12)
    return pixels[..., 0] if pixels.shape[-1] == 1 else pixels`;

/** Where a mask ends, as scikit-image's find_boundaries has it. */
export const BOUNDARIES = `def boundaries(mask):
    """Pixels of either side along the edge of a mask."""
    edge = np.zeros(mask.shape, bool)
    for here, there in (((slice(1, None),), (slice(None, -1),)),
                        ((slice(None), slice(1, None)), (slice(None), slice(None, -1)))):
        differs = mask[here] != mask[there]
        edge[here] |= differs
        edge[there] |= differs
    return edge`;

/** Precision and recall of connected parts by IoU threshold, over all pictures. */
export const OBJECTS_FOUND = `def label_parts(mask, neighbours):
    """Numbers the connected parts of a mask from 1. Gives the numbers and how many there are."""
    steps = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    if neighbours == 8:
        steps += [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    parts, count = np.zeros(mask.shape, int), 0
    for start in zip(*np.nonzero(mask)):
        if parts[start]:
            continue
        count += 1
        parts[start], stack = count, [start]
        while stack:
            row, column = stack.pop()
            for down, right in steps:
                place = (row + down, column + right)
                inside = 0 <= place[0] < mask.shape[0] and 0 <= place[1] < mask.shape[1]
                if inside and mask[place] and not parts[place]:
                    parts[place] = count
                    stack.append(place)
    return parts, count


def objects_found(said, masks, thresholds, neighbours):
    """Precision and recall of objects at each IoU threshold: best pairs first, each object once."""
    found, n_said, n_true = np.zeros(len(thresholds), int), 0, 0
    for a, b in zip(said, masks):
        (a, m), (b, n) = label_parts(a, neighbours), label_parts(b, neighbours)
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

/** A row for each layer, without a package for it. */
export const SUMMARY = `def summary(model):
    """Name, kind and parameters of every layer. Lazy layers have none until they saw data."""
    rows = []
    for name, layer in model.named_modules():
        if any(True for _ in layer.children()):
            continue
        own = [p for p in layer.parameters() if not nn.parameter.is_lazy(p)]
        trained = sum(p.numel() for p in own if p.requires_grad)
        rows.append((name, type(layer).__name__, sum(p.numel() for p in own), trained))
    return rows`;
