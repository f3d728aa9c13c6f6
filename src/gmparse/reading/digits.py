"""Digits written by hand into the slots of a form: a small network of our own, run by numpy and OpenCV alone.

`models/digits.npz` holds its weights; ``scripts/train_digits.py`` says how they were made: digits of MNIST and drawn
ones, composed into slots. The network reads a strip of the number or date line, 40 pixels high, in steps of four
pixels: each step is one of ten digits or none (connectionist temporal classification). Needs the extra ``ocr``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from gmparse.page import Box

Array = Any  # numpy arrays

_HEIGHT, _WIDTH = 40, 128  # pixels of the strip that the network looks at
_TYPE, _BASELINE = 19.5, 30.0  # pixels: size of the printed type around the slot, and where its baseline is
_BEFORE, _BEHIND = 16.0, 18.0  # pixels of the strip beside the slot: the pen does not keep to it
_LINE = 1.11  # height of a line's box, in sizes of its type ...
_BELOW = 0.22  # ... and of its part under the baseline
_NONE = 10  # class of a step without a digit
_STEP = 4  # pixels
_SMALL = 600_000  # multiplications: OpenBLAS takes more of them to several threads
_BEAMS, _UNLIKELY = 12, 1e-3
_LOOKS = ((0.9, 0.0), (1.0, -2.0), (1.0, 0.0), (1.0, 2.0), (1.1, 0.0))  # size, and pixels that the strip begins higher
_SMOOTH = 0.75  # a picture that is made smaller than this is smoothed before


class Digits(NamedTuple):
    """What was read, and the network's probability that it is this and nothing else."""

    text: str
    confidence: float


_NO = Digits("", 0.0)


def read_digits(strips: Sequence[Array], allowed: re.Pattern[str]) -> Digits:
    """Digits of a slot: of what the pattern allows the text that is most probable over all looks.

    Args:
        strips: looks at the slot, each `_HEIGHT` high, in which ink is 1 and paper 0.
        allowed: what may stand in the slot.
    """
    probable: dict[str, float] = {}
    for steps in _network(strips):
        for text, probability in _texts(steps - _log_sum(steps)).items():
            if allowed.fullmatch(text):
                probable[text] = probable.get(text, 0.0) + probability / len(strips)
    return max((Digits(text, p) for text, p in probable.items()), key=_confidence, default=_NO)


def strips_of(picture: Array, slot: Box, scale: float, skew: float) -> list[Array]:
    """Looks at a slot of a page, each at a little other size and height: what only one of them shows is no digit.

    Args:
        picture: BGR or grey pixels of the page as it came.
        slot: its box in points of the levelled page, as high as its line.
        scale: pixels of the picture a point.
        skew: degrees by which the page was turned to be level.
    """
    return [_strip(picture, slot, scale, skew, zoom, up) for zoom, up in _LOOKS]


def _strip(picture: Array, slot: Box, scale: float, skew: float, larger: float, up: float) -> Array:
    size = slot.height / _LINE
    zoom = _TYPE * larger / size  # pixels of the strip a point
    left, top = slot.x0 - _BEFORE / zoom, slot.bottom - _BELOW * size - (_BASELINE + up) / zoom
    width = max(1, min(_WIDTH, round(slot.width * zoom + _BEFORE + _BEHIND)))
    channel = picture[:, :, 2] if picture.ndim == 3 else picture  # in red light stamps are paper, pens are not
    height, whole = picture.shape[:2]
    level = np.vstack([cv2.getRotationMatrix2D((whole / 2, height / 2), skew, 1), [0, 0, 1]])
    cut = np.array([[zoom / scale, 0, -left * zoom], [0, zoom / scale, -top * zoom], [0, 0, 1]])
    grey = _warped(channel, cut @ level, width, zoom / scale)
    return _stretched(1 - grey.astype(np.float32) / 255)


def _warped(channel: Array, view: Array, width: int, shrink: float) -> Array:
    """The strip out of the picture; only its surroundings are made smooth and small."""
    back = np.linalg.inv(view)
    corners = np.array([[0, 0, 1], [width, 0, 1], [width, _HEIGHT, 1], [0, _HEIGHT, 1]]) @ back.T
    x0, y0 = np.maximum(np.floor(corners[:, :2].min(0)).astype(int) - 4, 0)
    x1, y1 = np.ceil(corners[:, :2].max(0)).astype(int) + 4
    part = np.ascontiguousarray(channel[y0:y1, x0:x1])
    if not part.size:
        return np.full((_HEIGHT, width), 255, np.uint8)
    if shrink < _SMOOTH:
        part = cv2.GaussianBlur(part, (0, 0), 0.4 / shrink)
    moved = view @ np.array([[1, 0, x0], [0, 1, y0], [0, 0, 1]])
    method = cv2.INTER_LINEAR if shrink < 1 else cv2.INTER_CUBIC
    return cv2.warpAffine(part, moved[:2], (width, _HEIGHT), flags=method, borderValue=255)


def _stretched(ink: Array) -> Array:
    """Paper to 0 and the darkest ink to 1."""
    paper, dark = float(np.median(ink)), max(float(np.percentile(ink, 99.5)), 0.2)
    return np.clip((ink - paper) / max(dark - paper, 0.15), 0, 1).astype(np.float32)


# --- the network -----------------------------------------------------------------------------------------------------


@cache
def _weights() -> dict[str, Array]:
    with np.load(_model()) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def _model() -> Path:
    """In the wheel beside this package, in a checkout in the folder ``models``."""
    packed = Path(str(files("gmparse"))) / "models" / "digits.npz"
    return packed if packed.is_file() else Path(__file__).parents[3] / "models" / "digits.npz"


def _network(strips: Sequence[Array]) -> list[Array]:
    """For each strip scores of the eleven classes at each of its steps."""
    w = _weights()
    shown = np.zeros((len(strips), _HEIGHT, _WIDTH, 1), np.float32)
    for index, strip in enumerate(strips):
        shown[index, :, : strip.shape[1], 0] = strip
    shown = _pooled(_layer(shown, w, 1), 2, 2)
    shown = _pooled(_layer(shown, w, 2), 2, 2)
    shown = _pooled(_layer(_layer(shown, w, 3), w, 4), 2, 1)
    shown = _layer(_layer(shown, w, 5, rows=0), w, 6)
    scores = _filtered(shown, w["w7"], w["b7"], 0)[:, 0]
    return [steps[: -(-strip.shape[1] // _STEP)] for steps, strip in zip(scores, strips, strict=True)]


def _layer(shown: Array, w: dict[str, Array], number: int, rows: int | None = None) -> Array:
    return np.maximum(_filtered(shown, w[f"w{number}"], w[f"b{number}"], rows), 0)


def _filtered(shown: Array, kernel: Array, bias: Array, rows: int | None) -> Array:
    """Convolution; ``rows`` of padding above and below, as many as keep the height when left out."""
    high, wide, inner, outer = kernel.shape
    above, beside = high // 2 if rows is None else rows, wide // 2
    padded = np.pad(shown, ((0, 0), (above, above), (beside, beside), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (high, wide), axis=(1, 2))
    flat = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, high * wide * inner)
    return (_product(flat, kernel.reshape(-1, outer)) + bias).reshape(*windows.shape[:3], outer)


def _product(left: Array, right: Array) -> Array:
    """Matrix product in blocks that BLAS takes on one thread: letters are read by several processes."""
    found = np.empty((len(left), right.shape[1]), np.float32)
    rows = max(1, _SMALL // right.size)
    for start in range(0, len(left), rows):
        np.matmul(left[start : start + rows], right, out=found[start : start + rows])
    return found


def _pooled(shown: Array, high: int, wide: int) -> Array:
    count, height, width, depth = shown.shape
    return shown.reshape(count, height // high, high, width // wide, wide, depth).max((2, 4))


# --- from steps to digits --------------------------------------------------------------------------------------------


def _confidence(digits: Digits) -> float:
    return digits.confidence


def _texts(log_probabilities: Array) -> dict[str, float]:
    """The most probable texts: a search by prefixes (Graves 2012, 7.5.3; Hannun 2014).

    Of each prefix the probability to end here with a digit and that to end with none.
    """
    beams: dict[str, tuple[float, float]] = {"": (0.0, 1.0)}
    for step in np.exp(log_probabilities).astype(float).tolist():
        grown: dict[str, list[float]] = {}
        likely = [digit for digit in range(_NONE) if step[digit] > _UNLIKELY]
        for text, (written, left) in beams.items():
            here = grown.setdefault(text, [0.0, 0.0])
            here[1] += (written + left) * step[_NONE]
            if text:
                here[0] += written * step[int(text[-1])]
            for digit in likely:
                longer = text + str(digit)
                before = left if text.endswith(str(digit)) else written + left
                grown.setdefault(longer, [0.0, 0.0])[0] += before * step[digit]
        best = sorted(grown.items(), key=lambda item: -sum(item[1]))[:_BEAMS]
        beams = {text: (written, left) for text, (written, left) in best}
    return {text: written + left for text, (written, left) in beams.items()}


def _log_sum(scores: Array) -> Array:
    most = scores.max(-1, keepdims=True)
    return most + np.log(np.exp(scores - most).sum(-1, keepdims=True))
