"""Pictures of pages made ready for recognition: upright, grey, without stamps and shadows, at 200 dpi.

Needs opencv-python-headless and numpy (extra ``ocr``): import this module only for pages that are read as pictures.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np

Array = Any  # numpy arrays of 8-bit pixels

_DPI = 200  # recognition was measured best at this resolution
_COLOUR_SLOPE = 1.4  # per step of saturation above ...
_COLOUR_FREE = 22  # ... this one a pixel is made lighter: red stamps and blue ink go
_PAPER = 245
_AS_IS = (0.95, 1.25)  # of the resolution: a picture so near to it is not scaled
_MIN_SKEW = 0.15  # degrees
_MAX_SKEW = 4.0
# Of the connected spots: more small ones than this, and the scan is dirty. Usual scans have 0.16 at most, dusty ones
# 0.18 to 0.58: of their characters 11 % are misread with the dust, 2 % without it.
_SPECKLE_SHARE = 0.17


class Cleaned(NamedTuple):
    """A page ready for recognition: grey picture, its resolution, and by how many degrees it was turned."""

    grey: Array
    dpi: int
    skew: float


def clean(picture: Array, dpi: float) -> Cleaned:
    """Make a picture ready.

    Args:
        picture: BGR or grey pixels, upright.
        dpi: its resolution.
    """
    grey = _scaled(without_colour(picture), dpi)
    skew = _skew(grey)
    if abs(skew) < _MIN_SKEW:
        skew = 0.0
    grey = _flat(_turned(grey, skew))
    if _is_dirty(grey):
        grey = _despeckled(grey)
    return Cleaned(grey, _DPI, skew)


def made_ready(channel: Array, like: Cleaned) -> Array:
    """Another grey picture of the same page, made as large, upright and evenly light as a cleaned one."""
    height, width = like.grey.shape
    return _flat(_turned(cv2.resize(channel, (width, height), interpolation=cv2.INTER_AREA), like.skew))


def _scaled(grey: Array, dpi: float) -> Array:
    scale = _DPI / dpi
    if _AS_IS[0] <= scale <= _AS_IS[1]:
        return grey
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def without_colour(picture: Array) -> Array:
    """Grey pixels in which coloured ink is light: ``max(B, G, R) + 1.4 · max(0, saturation - 22)``."""
    if picture.ndim == 2:
        return picture
    lightest = brightest(picture)
    saturation = cv2.subtract(lightest, all_ink(picture))
    gain = cv2.convertScaleAbs(cv2.subtract(saturation, np.full_like(saturation, _COLOUR_FREE)), alpha=_COLOUR_SLOPE)
    return cv2.add(lightest, gain)


def brightest(picture: Array) -> Array:
    """The brightest of each pixel's colours; numpy's own maximum over an axis takes twenty times as long."""
    blue, green, red = cv2.split(picture)
    return cv2.max(blue, cv2.max(green, red))


def all_ink(picture: Array) -> Array:
    """Grey pixels in which ink of any colour is dark."""
    blue, green, red = cv2.split(picture)
    return cv2.min(blue, cv2.min(green, red))


def red_ink(picture: Array) -> Array:
    """How red each pixel of a BGR picture is, doubled: 0 for paper, black and blue."""
    blue, green, red = cv2.split(picture)
    return cv2.convertScaleAbs(cv2.subtract(red, cv2.max(blue, green)), alpha=2.0)


def _skew(grey: Array) -> float:
    """Degrees by which the lines rise: the angle at which rows of ink and rows of paper differ most."""
    scale = min(1.0, 1000 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(small, 31)
    _, ink = cv2.threshold(cv2.subtract(paper, small), 35, 255, cv2.THRESH_BINARY)
    margin = max(1, int(0.06 * ink.shape[0]))
    ink = ink[margin:-margin, margin:-margin]
    half = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse = _best_angle(half, np.arange(-_MAX_SKEW, _MAX_SKEW + 0.01, 0.5))
    return _best_angle(ink, np.arange(coarse - 0.5, coarse + 0.51, 0.1))


def _best_angle(ink: Array, angles: Array) -> float:
    """Of equally good ones the smallest: an empty page is not turned."""
    return float(max(angles, key=lambda angle: (_contrast(ink, angle), -abs(angle))))


def _contrast(ink: Array, angle: float) -> float:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1)
    turned = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_LINEAR)
    steps = np.diff(cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F)[:, 0])
    return float((steps * steps).sum())


def _turned(grey: Array, angle: float) -> Array:
    if angle == 0:
        return grey
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(
        grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=int(np.median(grey[::8, ::8]))
    )


def _flat(grey: Array) -> Array:
    """The paper made evenly light: shadows and uneven light go."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 21)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]))
    return np.clip(grey.astype(np.float32) * _PAPER / np.maximum(paper, 1), 0, 255).astype(np.uint8)


def _spots(grey: Array) -> tuple[Array, Array, Array]:
    """Ink mask, labels of its connected spots, and which of them are specks."""
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return ink, labels, stats[:, cv2.CC_STAT_AREA] <= max(2, int((_DPI / 150) ** 2 * 4))


def _is_dirty(grey: Array) -> bool:
    _, _, specks = _spots(grey)
    return len(specks) > 500 and float(specks[1:].mean()) > _SPECKLE_SHARE


def _despeckled(grey: Array) -> Array:
    """Specks far from any letter painted over."""
    ink, labels, specks = _spots(grey)
    near = np.ones((int(_DPI / 150 * 6) | 1,) * 2, np.uint8)
    letters = cv2.dilate((~specks[labels] & (ink > 0)).astype(np.uint8), near)
    alone = (specks[labels] & (letters == 0) & (ink > 0)).astype(np.uint8)
    cleaned = grey.copy()
    cleaned[cv2.dilate(alone, np.ones((3, 3), np.uint8)) > 0] = 255
    return cleaned
