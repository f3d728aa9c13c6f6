"""Stamps of urgency and secrecy in red ink, which are dropped with the colours before a page is read.

Needs opencv-python-headless and numpy (extra ``ocr``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from gmparse.lexicon import table
from gmparse.page import Box, Line, Stamp, Style, Word
from gmparse.reading import ocr
from gmparse.reading.cleanup import red_ink
from gmparse.text import fold

_RED = 90  # of red in a stamp's ink
_TOP = 0.45  # of the page: urgency stamps stand in it
_FEWEST = 400  # pixels of red in a stamp
_JOINED = 0.06  # of the width: parts of a stamp are not farther from each other
_SMALLEST, _LARGEST = (0.05, 0.012), (0.35, 0.16)  # a stamp's sides, of the page's width
_STAMP_DPI = 200
_PADDING = 20  # pixels
_TALL = 72  # pixels: the height at which the words of a stamp are read best
_BORDER = 0.7  # of a stamp's width: a spot as wide is its frame


def red_stamps(picture: Any, number: int, width: float) -> tuple[Stamp, ...]:
    """Stamps of urgency or secrecy in red ink on the upper part of a page.

    Args:
        picture: BGR or grey pixels, upright.
        number: page, counted from 1.
        width: of the page in points.
    """
    if picture.ndim == 2:
        return ()
    red = red_ink(picture[: int(_TOP * picture.shape[0])])
    mask = (red > _RED).astype(np.uint8)
    if int(mask.sum()) < _FEWEST:
        return ()
    scale = width / picture.shape[1]
    return tuple(stamp for spot in _spots(mask) if (stamp := _stamp(red, spot, number, scale)))


def _spots(mask: Any) -> Iterator[Any]:
    """Outlines of the red spots that are as large as a stamp."""
    width = mask.shape[1]
    reach = max(3, int(_JOINED * width / 4) | 1)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        _, (one, other), _ = cv2.minAreaRect(outline)
        sides = (max(one, other) / width, min(one, other) / width)
        if all(least <= side <= most for least, side, most in zip(_SMALLEST, sides, _LARGEST, strict=True)):
            yield outline


def _stamp(red: Any, outline: Any, number: int, scale: float) -> Stamp | None:
    phrase, sure = _read_mark(_upright(red, outline))
    if phrase is None:
        return None
    x, y, w, h = cv2.boundingRect(outline)
    place = Box(x * scale, y * scale, (x + w) * scale, (y + h) * scale)
    words, start = [], 0
    for text in phrase.split():
        words.append(Word(text, start, place, Style(round(h * scale, 1)), round(sure, 3)))
        start += len(text) + 1
    return Stamp("urgency", (Line(phrase, tuple(words), place, number, "ocr"),))


def _upright(red: Any, outline: Any) -> Any:
    """The stamp's ink, black on white, its longer side level, without its frame."""
    middle, (w, h), angle = cv2.minAreaRect(outline)
    if w < h:
        w, h, angle = h, w, angle - 90
    turn = cv2.getRotationMatrix2D(middle, angle, 1)
    turned = cv2.warpAffine(red, turn, (red.shape[1], red.shape[0]), flags=cv2.INTER_CUBIC)
    ink = cv2.getRectSubPix(turned, (int(w), int(h)), middle)
    _, mask = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    frame = stats[:, cv2.CC_STAT_WIDTH] > _BORDER * w
    frame[0] = False
    ink[frame[labels]] = 0
    factor = _TALL / max(h, 1)
    black = cv2.resize(255 - ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.pad(black, _PADDING, constant_values=255)


def _read_mark(ink: Any) -> tuple[str | None, float]:
    seen = ocr.recognise(np.ascontiguousarray(ink), _STAMP_DPI, look="line")
    read = fold(" ".join(word.text for word in seen))
    marks = table("letterhead")
    for phrase in (*marks["urgency"], *marks["secrecy"]):
        if _letters(read) == _letters(fold(phrase)):
            return phrase, min(word.confidence for word in seen)
    return None, 0.0


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())
