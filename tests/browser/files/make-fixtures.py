"""Makes the small pictures that decode.spec.ts decodes, and what PIL says they hold.

Run with a Python that has Pillow and numpy: python3 tests/browser/files/make-fixtures.py
Written once with Pillow 9.4.0; other versions may pack JPEGs otherwise, and then expected.json changes with them.
"""

import hashlib
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

here = Path(__file__).parent / "fixtures"
here.mkdir(exist_ok=True)
rows, columns = np.mgrid[0:24, 0:31]
noise = np.random.default_rng(7).integers(0, 256, (24, 31, 4), dtype=np.uint8)
smooth = np.stack([rows * 10, columns * 8, (rows * columns) % 256], 2).astype(np.uint8)
mixed = (smooth // 2 + noise[..., :3] // 3).astype(np.uint8)
rgb = Image.fromarray(mixed)
grey = rgb.convert("L")
rgba = Image.fromarray(np.dstack([mixed, noise[..., 3] % 5]))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, colour, depth, lines, extra=b""):
    """What Pillow does not write: gamma, 16 bits of colour, grey of few bits."""
    height = len(lines)
    head = struct.pack(">IIBBBBB", columns.shape[1], height, depth, colour, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + line for line in lines))
    parts = chunk(b"IHDR", head) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    (here / name).write_bytes(b"\x89PNG\r\n\x1a\n" + parts)


rgb.save(here / "rgb.jpg", quality=80)
rgb.save(here / "rgb-444.jpg", quality=95, subsampling=0)
rgb.save(here / "rgb-422.jpg", quality=85, subsampling=1)
rgb.crop((0, 0, 4, 5)).save(here / "tiny.jpg", quality=85)
# restarts.jpg is not Pillow's, which writes no restart markers before 10: tests/files/jpeg-writer.ts wrote it, of random
# coefficients, 45 × 29 px, colour at half size, a marker behind every second unit.
rgb.save(here / "progressive.jpg", quality=70, progressive=True)
grey.save(here / "grey.jpg", quality=80)
rgb.convert("CMYK").save(here / "cmyk.jpg", quality=90)
exif = Image.Exif()
exif[0x0112] = 6
rgb.save(here / "rotated.jpg", quality=80, exif=exif)
rgb.save(here / "rgb.png")
grey.save(here / "grey.png")
grey.convert("1").save(here / "one-bit.png")
rgba.save(here / "low-alpha.png")
Image.merge("LA", [grey, rgba.getchannel("A")]).save(here / "grey-alpha.png")
rgb.quantize(64).save(here / "palette.png")
rgb.quantize(3).save(here / "palette-2-bits.png", bits=2)
png("gamma.png", 2, 8, [mixed[y].tobytes() for y in range(24)], chunk(b"gAMA", struct.pack(">I", 20000)))
wide = mixed.astype(">u2") * 257 - 100
png("rgb-16-bits.png", 2, 16, [wide[y].tobytes() for y in range(24)])
png("grey-16-bits.png", 0, 16, [wide[y, :, 0].tobytes() for y in range(24)])
nibbles = [bytes((line[i] >> 4 << 4) | (line[i + 1] >> 4) for i in range(0, 30, 2)) + bytes([line[30] & 0xF0]) for line in mixed[..., 0]]
png("grey-4-bits.png", 0, 4, nibbles)
rgb.save(here / "rgb.bmp")
grey.save(here / "grey.bmp")
rgb.quantize(64).save(here / "palette.bmp")
rgb.save(here / "lossy.webp", quality=80)
rgb.save(here / "lossless.webp", lossless=True)
rgb.save(here / "rotated.webp", quality=80, exif=exif)
Image.merge("RGB", [grey] * 3).quantize(16).save(here / "first-frame.gif")

expected = {}
for file in sorted(here.iterdir()):
    if file.suffix == ".json":
        continue
    picture = Image.open(file)
    picture.load()
    mode = picture.mode
    if file.name == "grey-16-bits.png":
        # Pillow keeps all 16 bits; the upper 8 are what is asked for here.
        picture, mode = Image.fromarray((np.array(picture) >> 8).astype(np.uint8)), "L"
    elif mode in ("CMYK", "P") and file.suffix != ".png":
        picture, mode = picture.convert("RGB"), "RGB"
    elif mode in ("1", "LA"):
        mode = "L" if mode == "1" else "RGBA"
        picture = picture.convert(mode)
    entry = {"mode": mode, "height": picture.height, "width": picture.width}
    entry["sha256"] = hashlib.sha256(picture.tobytes()).hexdigest()
    if mode == "P":
        entry["asRgb"] = hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()
    expected[file.name] = entry
(here / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
