"""Drawn grey textures for training the sample weights: no photograph is read anywhere in this file.

A *family* is a function that draws one sort of texture. A *kind* is a family, or a composition of two, with
every number narrowed to its own range; a *recipe* fixes those numbers up to a little; a *picture* is one
drawing of a recipe. So pictures of one recipe look alike, recipes of one kind are relatives, and there are as
many kinds as one wants. The families of HELD_OUT are never trained on: they say how well features transfer.
"""
import zlib

import numpy as np
from PIL import Image, ImageDraw

SIZE = 224
Y, X = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
FY, FX = np.fft.fftfreq(SIZE)[:, None], np.fft.rfftfreq(SIZE)[None, :]


class Knobs:
    """The numbers behind one picture, each a function of (kind, recipe, picture, name) and of nothing else."""

    def __init__(self, kind, recipe, picture, part=""):
        self.kind, self.recipe, self.picture, self.part = kind, recipe, picture, part

    def _uniform(self, name, *ids):
        return np.random.default_rng([zlib.crc32((self.part + name).encode()), *ids]).random(3)

    def __call__(self, name, low, high):
        """A number between low and high; on a logarithmic scale where both are positive and far apart."""
        centre, width, _ = self._uniform(name, self.kind)
        within = self._uniform(name, self.kind, self.recipe + 1)[0] - 0.5
        jitter = self._uniform(name, self.kind, self.recipe + 1, self.picture + 1)[0] - 0.5
        at = centre + (0.1 + 0.5 * width) * within + 0.08 * jitter
        at = 1 - abs(1 - at % 2)  # reflected into 0..1
        if low > 0 and high / low > 4:
            return float(low * (high / low) ** at)
        return float(low + (high - low) * at)

    def choice(self, name, options):
        """One of the options, the same for every picture of a kind."""
        return options[int(self._uniform(name, self.kind)[0] * len(options))]


# --- what the families are made of -------------------------------------------------------------------------

def unit(a):
    """The array with mean 0 and standard deviation 1."""
    return (a - a.mean()) / (a.std() + 1e-6)


def filtered(a, gain):
    return np.fft.irfft2(np.fft.rfft2(a) * gain, s=(SIZE, SIZE)).astype(np.float32)


def blur(a, sigma):
    return filtered(a, np.exp(-2 * (np.pi * sigma) ** 2 * (FX**2 + FY**2)))


def noise(r, low=0.004, high=0.5, slope=1.0, stretch=1.0, angle=0.0):
    """Gaussian noise between two frequencies (cycles a pixel), falling as frequency^-slope, drawn out along an angle."""
    c, s = np.cos(angle), np.sin(angle)
    f = np.hypot((FX * c + FY * s) * stretch, (FY * c - FX * s)) + 1e-9
    gain = f**-slope / (1 + (low / f) ** 8) / (1 + (f / high) ** 8)
    return unit(filtered(r.standard_normal((SIZE, SIZE)), gain))


def smooth(r, scale=60.0):
    return noise(r, 0.001, 1 / scale, 0.5)


def along(angle):
    return X * np.cos(angle) + Y * np.sin(angle)


def turned(k, r):
    """A kind's own direction with a scatter of its own; some kinds have none and turn at random."""
    return r.uniform(0, np.pi) if k.choice("turns", (0, 0, 1)) else k("angle", 0, np.pi) + r.normal() * k("scatter", 0.01, 0.15)


def soft(a, edge):
    return np.tanh(a / edge)


def cells(r, size, jitter=1.0, stretch=1.0, angle=0.0):
    """Distances to the nearest and second nearest of scattered points, in cell sizes, and a number for the nearest."""
    u = along(angle) / size / stretch + 300.5
    v = along(angle + np.pi / 2) / size + 300.5
    i, j = np.floor(u).astype(int), np.floor(v).astype(int)
    table = r.random((3, 128, 128)).astype(np.float32)
    first = np.full_like(u, 9.0)
    second, number = first.copy(), first.copy()
    for di in (-1, 0, 1):
        for dj in (-1, 0, 1):
            px, py, value = table[:, (i + di) % 128, (j + dj) % 128]
            d = np.hypot(i + di + 0.5 + jitter * (px - 0.5) - u, j + dj + 0.5 + jitter * (py - 0.5) - v)
            near = d < first
            second = np.where(near, first, np.minimum(second, d))
            number = np.where(near, value, number)
            first = np.minimum(first, d)
    return first, second, number


def canvas(draw):
    """What `draw(pen)` drew on black at twice the size, as numbers from 0 to 1 (so edges are antialiased)."""
    picture = Image.new("L", (2 * SIZE, 2 * SIZE), 0)
    draw(ImageDraw.Draw(picture))
    return np.asarray(picture.reduce(2), np.float32) / 255


def strokes(k, r, count, length, width, bend=0.0, angle=None, scatter=0.2, fade=0.5):
    """Curved strokes of varied brightness."""

    def draw(pen):
        for _ in range(max(1, r.poisson(count))):
            a = r.uniform(0, 2 * np.pi) if angle is None else angle + r.normal() * scatter
            n = 8
            turns = a + np.cumsum(r.normal(0, bend, n))
            step = 2 * length * r.uniform(0.4, 1.4) / n
            path = r.uniform(-60, 2 * SIZE + 60, 2) + np.cumsum(np.stack([np.cos(turns), np.sin(turns)], 1) * step, 0)
            ink = int(255 * r.uniform(1 - fade, 1))
            pen.line([tuple(p) for p in path], fill=ink, width=max(1, round(2 * width * r.uniform(0.6, 1.4))), joint="curve")

    return canvas(draw)


# --- families ----------------------------------------------------------------------------------------------

def cloud(k, r): return noise(r, 0.004, 0.5, k("slope", 0.3, 2.2))
def grain(k, r): return noise(r, k("low", 0.05, 0.25), 0.5, k("slope", 0, 0.6))
def banded(k, r):
    f = k("f", 0.02, 0.3)
    return noise(r, f, f * k("wide", 1.05, 2), 0)
def brushed(k, r): return noise(r, k("low", 0.01, 0.1), 0.5, k("slope", 0, 1.2), k("stretch", 5, 60), turned(k, r))
def rolled(k, r): return noise(r, k("low", 0.005, 0.05), k("high", 0.1, 0.5), k("slope", 0.4, 1.5), k("stretch", 1.8, 6), turned(k, r))
def spinodal(k, r):
    f = k("f", 0.015, 0.15)
    return soft(noise(r, f, f * 1.4, 0) + k("bias", -0.9, 0.9), k("edge", 0.05, 0.6))
def fingerprint(k, r):
    f = k("f", 0.03, 0.2)
    return soft(noise(r, f, f * 1.2, 0, k("stretch", 2, 8), turned(k, r)), k("edge", 0.1, 1))
def patches(k, r):
    m = soft(noise(r, 0.004, k("f", 0.012, 0.06), k("rough", 0, 1.4)) + k("bias", -1.2, 1.2), k("edge", 0.05, 0.8))
    return m + k("grain", 0.05, 0.6) * noise(r, 0.05, 0.5, 0.5)
def pits(k, r):
    a, b, v = cells(r, k("size", 7, 45))
    hole = np.exp(-((a / k("radius", 0.1, 0.4) / (0.3 + v)) ** 2) * 2) * (v > k("empty", 0, 0.8))
    return -hole + k("grain", 0.02, 0.25) * noise(r, 0.01, 0.5, 0.8)
def craters(k, r):
    a, b, v = cells(r, k("size", 12, 50))
    q = a / k("radius", 0.15, 0.4) / (0.4 + v)
    return np.exp(-((q - 1) ** 2) * 12) - np.exp(-q**2 * 3) + 0.1 * noise(r, 0.01, 0.5, 1)
def bumps(k, r):
    a, b, v = cells(r, k("size", 8, 40), k("jitter", 0.1, 1))
    h = blur(np.clip(0.5 - a, 0, 1), k("soft", 0.5, 3))
    gy, gx = np.gradient(h)
    t = k("light", 0, 2 * np.pi)
    return gx * np.cos(t) + gy * np.sin(t) + 0.01 * noise(r)
def cracked(k, r):
    a, b, v = cells(r, k("size", 8, 50), 1, k("stretch", 1, 3), turned(k, r))
    gap = b - a + k("rough", 0.01, 0.2) * noise(r, 0.02, 0.3, 0.5)
    return -np.exp(-((gap / k("width", 0.04, 0.25)) ** 2)) + k("fill", 0, 0.3) * v
def mosaic(k, r):
    a, b, v = cells(r, k("size", 8, 50), 1, k("stretch", 1, 4), turned(k, r))
    return v + k("line", 0, 0.5) * (b - a < 0.08) + k("grain", 0.01, 0.2) * noise(r, 0.05)
def scales(k, r):
    a, b, v = cells(r, k("size", 10, 40), k("jitter", 0, 0.6), k("stretch", 1, 2), turned(k, r))
    return a ** k("power", 0.6, 3) + 0.2 * v
def scratches(k, r):
    s = strokes(k, r, k("count", 1, 25), k("length", 60, 420), k("width", 0.5, 5), k("bend", 0.002, 0.08), turned(k, r), k("spread", 0.01, 0.3))
    return k.choice("ink", (1, 1, -1)) * s * 3 + k("grain", 0.05, 0.5) * noise(r, 0.01, 0.5, k("slope", 0, 1.2))
def fibres(k, r): return strokes(k, r, k("count", 60, 350), k("length", 20, 120), k("width", 0.5, 3), k("bend", 0.02, 0.4), None if k.choice("all", (0, 1)) else turned(k, r), k("spread", 0.05, 0.8), 0.8)
def hatch(k, r):
    t = turned(k, r)
    a = strokes(k, r, k("count", 30, 120), k("length", 40, 200), k("width", 0.5, 2.5), 0.01, t, 0.06)
    return a + strokes(k, r, k("count", 30, 120), k("length", 40, 200), k("width", 0.5, 2.5), 0.01, t + k("cross", 0.4, 1.6), 0.06)
def hairs(k, r): return strokes(k, r, k("count", 4, 40), k("length", 100, 400), k("width", 0.5, 2), k("bend", 0.15, 0.6), None, 1, 0.4) + 0.08 * noise(r)
def branching(k, r):
    bend, width = k("bend", 0.15, 0.6), k("width", 0.8, 3)

    def draw(pen):
        tips = [(r.uniform(0, 2 * SIZE), r.uniform(0, 2 * SIZE), r.uniform(0, 6.3), width) for _ in range(1 + r.poisson(k("count", 1, 6)))]
        for _ in range(900):
            if not tips:
                break
            x, y, a, w = tips.pop(0)
            a += r.normal() * bend
            x2, y2 = x + 9 * np.cos(a), y + 9 * np.sin(a)
            pen.line([x, y, x2, y2], fill=255, width=max(1, round(2 * w)))
            if 0 < x2 < 2 * SIZE and 0 < y2 < 2 * SIZE and w > 0.3:
                tips.append((x2, y2, a, w * 0.99))
                if r.random() < 0.05:
                    tips.append((x2, y2, a + r.choice([-1, 1]) * r.uniform(0.5, 1.2), w * 0.7))

    return -2 * canvas(draw) + k("grain", 0.05, 0.5) * noise(r, 0.01, 0.5, 1)
def gratings(k, r):
    phase = along(turned(k, r)) * 2 * np.pi * k("f", 0.02, 0.25) + k("wave", 0.1, 6) * smooth(r, k("scale", 40, 120))
    return soft(np.sin(phase) + k("duty", -0.7, 0.7), k("edge", 0.1, 2))
def grid(k, r):
    t, f, w = turned(k, r), k("f", 0.02, 0.12), k("wave", 0.05, 2) * smooth(r, 70)
    a, b = np.sin(along(t) * 6.28 * f + w), np.sin(along(t + k("skew", 1.1, 1.57)) * 6.28 * f * k("ratio", 0.5, 2) + w)
    return soft(np.maximum(a, b) - k("thick", 0.2, 0.95), k("edge", 0.05, 0.5))
def weave(k, r):
    t, f = turned(k, r), k("f", 0.02, 0.15)
    u, v = along(t) * f, along(t + 1.571) * f
    over = (np.floor(u) + np.floor(v)) % 2
    return np.where(over, np.abs(np.sin(np.pi * u)), np.abs(np.sin(np.pi * v))) + k("grain", 0.05, 0.5) * noise(r, 0.05)
def bricks(k, r):
    t, h, ratio = turned(k, r), k("height", 8, 40), k("ratio", 1.2, 3.5)
    v = along(t + 1.571) / h
    u = along(t) / h / ratio + 0.5 * (np.floor(v) % 2)
    joint = np.maximum(np.abs(v % 1 - 0.5), np.abs(u % 1 - 0.5))
    shade = r.random((64, 64))[np.floor(v).astype(int) % 64, np.floor(u).astype(int) % 64]
    return np.where(joint > 0.5 - k("joint", 0.03, 0.12), -1, k("vary", 0.1, 1) * shade) + 0.1 * noise(r, 0.05)
def dots(k, r):
    a, b, v = cells(r, k("size", 6, 35), k("jitter", 0, 0.9))
    return soft(k("radius", 0.15, 0.42) * (1 - k("vary", 0, 0.6) * v) - a, k("edge", 0.02, 0.3))
def moire(k, r):
    t, f, w = turned(k, r), k("f", 0.05, 0.2), k("wave", 0.05, 1.5) * smooth(r, 80)
    return np.sin(along(t) * 6.28 * f + w) * np.sin(along(t + k("skew", 0.05, 0.8)) * 6.28 * f * k("ratio", 0.8, 1.25) - w)
def marble(k, r): return np.sin(along(turned(k, r)) * 6.28 * k("f", 0.01, 0.06) + k("warp", 1, 7) * noise(r, 0.004, 0.5, k("slope", 1.4, 2.2)))
def wood(k, r):
    d = np.hypot(X - r.uniform(-300, 500), (Y - r.uniform(-300, 500)) * k("squash", 0.2, 1))
    return np.sin(d * 6.28 * k("f", 0.03, 0.15) + k("warp", 0.3, 3) * smooth(r, 50)) + 0.4 * noise(r, 0.02, 0.5, 0.5, k("fibre", 2, 15), k("angle", 0, 3.1))
def ridges(k, r): return -sum(np.abs(noise(r, f, 2 * f, 0)) * w for f, w in ((k("f", 0.008, 0.05), 1), (k("g", 0.03, 0.15), k("fine", 0.1, 0.8))))
def relief(k, r):
    h = noise(r, k("low", 0.005, 0.05), k("high", 0.1, 0.5), k("slope", 1, 2.4), k("stretch", 1, 4), turned(k, r))
    gy, gx = np.gradient(h)
    t = k("light", 0, 2 * np.pi)
    return gx * np.cos(t) + gy * np.sin(t)
def contours(k, r):
    return soft(np.sin(noise(r, 0.004, k("high", 0.015, 0.06), k("slope", 0.5, 1.5)) * k("levels", 4, 20)) + k("duty", -0.6, 0.6), k("edge", 0.2, 1.5))
def terraces(k, r):
    n = k("levels", 1.2, 4)
    return np.round(noise(r, 0.004, k("high", 0.03, 0.4), k("slope", 0.6, 1.8)) * n) / n
def leaves(k, r):
    power, small, big, shape = k("power", 0.5, 2.5), k("small", 3, 12), k("big", 20, 70), k.choice("shape", (0, 1, 2))

    def draw(pen):
        for _ in range(int(k("count", 250, 700))):
            s = small * (big / small) ** (r.random() ** power)
            x, y, c, q = *r.uniform(0, 2 * SIZE, 2), int(r.uniform(0, 255)), r.uniform(0.4, 1)
            if shape == 0:
                pen.ellipse([x - s, y - s * q, x + s, y + s * q], fill=c)
            else:
                turns = np.sort(r.uniform(0, 6.28, 3 + shape))
                pen.polygon([(x + s * np.cos(t), y + s * q * np.sin(t)) for t in turns], fill=c)

    return canvas(draw)
def blots(k, r):
    def draw(pen):
        for _ in range(1 + r.poisson(k("count", 2, 40))):
            x, y, s, q, t = *r.uniform(0, 2 * SIZE, 2), k("radius", 4, 50) * r.uniform(0.5, 1.6), k("long", 0.15, 1), r.normal() * 0.3
            turns = np.linspace(0, 6.28, 14)[:-1]
            rough = 1 + k("ragged", 0.02, 0.4) * r.normal(size=13)
            pen.polygon([(x + s * p * (np.cos(a) * np.cos(t) - q * np.sin(a) * np.sin(t)), y + s * p * (np.cos(a) * np.sin(t) + q * np.sin(a) * np.cos(t))) for a, p in zip(turns, rough)], fill=int(r.uniform(120, 255)))

    return k.choice("ink", (1, -1)) * 2.5 * blur(canvas(draw), k("soft", 0.4, 4)) + k("grain", 0.05, 0.6) * noise(r, 0.01, 0.5, k("slope", 0, 1.2))
def smears(k, r):
    s = strokes(k, r, k("count", 2, 14), k("length", 30, 150), k("width", 3, 14), k("bend", 0.01, 0.1), turned(k, r), 0.1)
    ragged = soft(blur(s, k("soft", 1, 4)) * 3 - 0.8 + k("rough", 0.1, 0.8) * noise(r, 0.02, 0.3, 0.8), 0.4)
    return k.choice("ink", (1, -1)) * ragged + k("grain", 0.05, 0.4) * noise(r, 0.02, 0.5, 0.6)
def speckle(k, r): return np.log(np.abs(noise(r, 0.004, k("high", 0.08, 0.5), 0)) + k("floor", 0.02, 0.6))
def salt(k, r):
    p = k("density", 0.002, 0.06)
    specks = blur((r.random((SIZE, SIZE)) < p) * r.choice([-1.0, 1.0, 1.0], (SIZE, SIZE)), k("soft", 0.5, 1.8))
    return unit(specks) + k("back", 0.1, 0.8) * noise(r, 0.004, 0.2, 1.2)
def blocks(k, r):
    n = int(k("size", 3, 28))
    small = r.standard_normal((SIZE // n + 2, SIZE // n + 2)).astype(np.float32)
    return np.kron(small, np.ones((n, n), np.float32))[:SIZE, :SIZE] + 0.1 * noise(r)
def checks(k, r):
    t, f = turned(k, r), k("f", 0.03, 0.15)
    return soft(np.sin(along(t) * 6.28 * f) * np.sin(along(t + 1.571) * 6.28 * f * k("ratio", 0.4, 1)) + k("ragged", 0.02, 0.5) * noise(r, 0.03), 0.2)
def rings(k, r):
    def draw(pen):
        for _ in range(1 + r.poisson(k("count", 8, 80))):
            x, y, s = *r.uniform(0, 2 * SIZE, 2), k("radius", 8, 70) * r.uniform(0.4, 1.5)
            pen.ellipse([x - s, y - s, x + s, y + s], outline=int(r.uniform(100, 255)), width=max(1, round(k("width", 1, 7))))

    return canvas(draw) + 0.05 * noise(r)
def truchet(k, r):
    n = int(k("size", 10, 40))
    flip = np.kron(r.integers(0, 2, (SIZE // n + 1, SIZE // n + 1)), np.ones((n, n)))[:SIZE, :SIZE]
    u, v = X % n / n, Y % n / n
    u = np.where(flip, 1 - u, u)
    d = np.minimum(np.abs(np.hypot(u, v) - 0.5), np.abs(np.hypot(1 - u, 1 - v) - 0.5))
    return soft(k("width", 0.06, 0.25) - d, 0.05)
def swirl(k, r):
    x, y = X - r.uniform(0, SIZE), Y - r.uniform(0, SIZE)
    d, a = np.hypot(x, y) + 1, np.arctan2(y, x)
    return np.sin(int(k("arms", 3, 24)) * a + k("twist", -0.2, 0.2) * d + k("warp", 0.2, 3) * smooth(r, 50))
def peaks(k, r):
    n = noise(r, k("low", 0.01, 0.08), k("high", 0.1, 0.4), k("slope", 0, 1))
    return np.sign(n) * np.abs(n) ** k("power", 1.5, 3.5)
def islands(k, r):
    f = k("f", 0.02, 0.1)
    flakes = noise(r, f * 0.3, f * 2, 0.6, k("stretch", 1, 3), turned(k, r)) - k("bias", 0.6, 1.6)
    return soft(flakes, k("edge", 0.1, 0.5)) * k.choice("ink", (1, -1)) + k("grain", 0.1, 0.5) * noise(r, 0.01, 0.5, 0.9)
def drips(k, r):
    t = turned(k, r)
    return np.maximum(noise(r, 0.01, 0.4, 0.5, k("stretch", 8, 30), t) - k("bias", 0.2, 1.5), 0) ** 0.7 + 0.15 * noise(r, 0.02)
def orange(k, r):
    n = noise(r, k("low", 0.02, 0.08), k("high", 0.08, 0.2), 0.3)
    return np.sqrt(np.abs(n)) * np.sign(n) + k("shade", 0.1, 0.8) * smooth(r, 40)
def patina(k, r):
    where = soft(noise(r, 0.004, 0.06, 1.3) + k("bias", -0.8, 0.8), k("edge", 0.1, 0.5)) / 2 + 0.5
    return where * noise(r, k("f", 0.04, 0.2), 0.5, 0.2) + (1 - where) * 0.4 * noise(r, 0.01, 0.1, 1) + k("step", -1, 1) * where
def crystals(k, r):
    t = 0
    for _ in range(int(k("layers", 3, 10))):
        t = t + np.sign(along(r.uniform(0, 6.28)) - r.uniform(-100, 320)) * r.uniform(0.3, 1)
    return t + k("grain", 0.05, 0.5) * noise(r, 0.05)
def needles(k, r):
    t = np.round(noise(r, 0.004, k("f", 0.015, 0.05), 0.8) * 1.2)
    return sum((t == i) * noise(r, 0.03, 0.5, 0.2, k("stretch", 4, 15), turned(k, r) + i * k("turn", 0.5, 1.6)) for i in (-3, -2, -1, 0, 1, 2, 3))
def herringbone(k, r):
    s, f = k("band", 12, 60), k("f", 0.05, 0.2)
    t = turned(k, r)
    v = along(t + 1.571)
    return soft(np.sin(6.28 * f * (along(t) + np.abs(v % (2 * s) - s) * k("slant", 0.4, 1.5))), k("edge", 0.1, 1)) + 0.15 * noise(r)
def bubbles(k, r):
    a, b, v = cells(r, k("size", 10, 45))
    q = np.clip(a / k("radius", 0.25, 0.48) / (0.5 + 0.5 * v), 0, 1)
    return np.sqrt(1 - q**2) * (q < 1) + k("rim", 0, 1) * np.exp(-(((q - 0.9) / 0.08) ** 2)) + 0.05 * noise(r)


HELD_OUT = (marble, scales, peaks, leaves, islands, smears, rolled, needles, hairs, patina, dots, relief)
TRAINED = (cloud, grain, banded, brushed, spinodal, fingerprint, patches, pits, craters, bumps, cracked, mosaic, scratches,
           fibres, hatch, branching, gratings, grid, weave, bricks, moire, wood, ridges, contours, terraces, blots, speckle,
           salt, blocks, checks, rings, truchet, swirl, drips, orange, crystals, herringbone, bubbles)
HELD_OUT_FIRST = 10000  # kinds from this number on are drawn from the held-out families


# --- pictures ----------------------------------------------------------------------------------------------

def compose(kind, recipe, picture):
    families = HELD_OUT if kind >= HELD_OUT_FIRST else TRAINED
    k = Knobs(kind, recipe, picture)
    r = np.random.default_rng([kind, recipe, picture, 5])
    first = families[kind % len(families)]  # every family in turn, so none is missed
    a = unit(first(k, r))
    second = k.choice("second", families)
    how = k.choice("how", ("alone", "alone", "alone", "sum", "product", "regions", "shaded"))
    if how == "alone":
        return a
    b = unit(second(Knobs(kind, recipe, picture, "second."), r))
    if how == "sum":
        return a + k("share", 0.3, 1.0) * b
    if how == "product":
        return a * (1 + soft(b, 1.0))
    if how == "shaded":
        return a + k("share", 0.4, 1.5) * blur(b, k("veil", 3, 9))
    where = soft(smooth(r, k("region", 25, 90)) + k("bias", -0.8, 0.8), k("edge", 0.05, 0.5)) / 2 + 0.5
    return where * a + (1 - where) * k("faint", 0.2, 1) * b


def draw(kind, recipe, picture):
    """One grey picture as uint8 [224, 224]: a composition under uneven light, with blur, sensor noise and any contrast."""
    k = Knobs(kind, recipe, picture, "camera.")
    r = np.random.default_rng([kind, recipe, picture, 6])
    a = unit(np.clip(unit(compose(kind, recipe, picture)), -4, 4))
    light = r.normal() * 0.25 * (X - 112) / 112 + r.normal() * 0.25 * (Y - 112) / 112 + 0.15 * abs(r.normal()) * smooth(r, 100)
    a = blur(a, k("blur", 0.2, 1.1)) + light * r.choice([0, 1, 2])
    a = a + k("sensor", 0.02, 0.15) * r.standard_normal(a.shape)
    if r.random() < 0.15:
        a = -a
    contrast = 10 * 5 ** r.random()
    return np.clip(np.round(r.uniform(75, 180) + contrast * a), 0, 255).astype(np.uint8)
