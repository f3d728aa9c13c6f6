"""Stamps of urgency and secrecy: red ink is dropped with the colours before a page is read, frames read as drawings.

Needs opencv-python-headless and numpy (extra ``ocr``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Any

import cv2
import numpy as np

from gmparse.lexicon import table
from gmparse.page import Box, Line, Stamp, Style, Word
from gmparse.reading import ocr
from gmparse.reading.cleanup import all_ink, red_ink
from gmparse.text import fold

_RED = 90  # of red in a stamp's ink
_TOP = 0.45  # of the page: urgency stamps stand in it
_FEWEST = 400  # pixels of red in a stamp
_JOINED = 0.06  # of the width: parts of a stamp are not farther from each other
Sides = tuple[tuple[float, float], tuple[float, float]]  # smallest and largest: long and short, of the page's width
_MARK_SIDES: Sides = (0.05, 0.012), (0.35, 0.16)
_ARRIVAL_SIDES: Sides = (0.12, 0.05), (0.42, 0.25)
_ARRIVED, _REGISTERED = re.compile(r"\bden\b"), re.compile(r"\bso\b|\bngay\b")  # folded: ĐẾN, Số, Ngày
_SURE = 0.4  # confidence of a word of a stamp
_POINTS = 72.0
_COLOURED = 3  # axes of a picture with colours
_INK = 70  # of a dark pixel: stamps may be pale
_BROKEN = 5  # pixels: gaps in a frame are not wider
_HOLLOW = 0.18  # of a frame's rectangle is one white area, at least
_FIRST_HOLE = 2  # index in what OpenCV tells of an outline
_LONG, _NEAR, _TWICE_NEARLY = 6, 0.8, 0.5  # letters of a mark, their likeness, and the confidence then
_STAMP_DPI = 200
_PADDING = 20  # pixels
_TALL = (72, 60, 90)  # pixels: the heights at which the words of stamps are read best
_MARGIN = 0.22  # of a stamp's height: a frame lies in it
_BORDER = 0.7  # of a stamp's width: a spot as wide is its frame


def stamps_on(picture: Any, number: int, width: float) -> tuple[Stamp, ...]:
    """Stamps on the upper part of a page: urgency or secrecy in red ink or with a frame in any, arrival in red ink.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.8 and Phụ lục IV (mẫu dấu ``ĐẾN``).

    Args:
        picture: BGR or grey pixels, upright.
        number: page, counted from 1.
        width: of the page in points.
    """
    head = picture[: int(_TOP * picture.shape[0])]
    scale = width / picture.shape[1]
    if picture.ndim != _COLOURED:
        return _stamps(255 - head, _frames(255 - head), number, scale)
    red, ink = red_ink(head), 255 - all_ink(head)
    marks = _stamps(red, _spots(red), number, scale) or _stamps(ink, _frames(ink), number, scale)
    arrivals = (_arrival(red, outline, number, scale) for outline in _spots(red, _ARRIVAL_SIDES))
    return (*marks, *(stamp for stamp in arrivals if stamp))


def _stamps(ink: Any, outlines: Iterable[Any], number: int, scale: float) -> tuple[Stamp, ...]:
    return tuple(stamp for outline in outlines if (stamp := _stamp(ink, outline, number, scale)))


def _spots(red: Any, sides: Sides = _MARK_SIDES) -> Iterator[Any]:
    """Outlines of the red spots that are as large as a stamp."""
    mask = (red > _RED).astype(np.uint8)
    if int(mask.sum()) < _FEWEST:
        return
    reach = max(3, int(_JOINED * mask.shape[1] / 4) | 1)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    yield from (outline for outline in outlines if _is_sized(outline, mask.shape[1], sides))


def _frames(ink: Any) -> Iterator[Any]:
    """Outlines of hollow frames, rectangles or arrows, that are as large as a stamp."""
    mask = (ink > _INK).astype(np.uint8)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((_BROKEN, _BROKEN), np.uint8))
    outlines, tree = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for index, outline in enumerate(outlines):
        inside = tree[0][index][_FIRST_HOLE]
        if inside < 0 or not _is_sized(outline, mask.shape[1], _MARK_SIDES):
            continue
        _, (one, other), _ = cv2.minAreaRect(outline)
        holes = [cv2.contourArea(outlines[hole]) for hole in _siblings(tree[0], inside)]
        if max(holes) > _HOLLOW * one * other:
            yield outline


def _arrival(red: Any, outline: Any, number: int, scale: float) -> Stamp | None:
    """The stamp, when its words are those of a stamp of arrival."""
    x, y, w, h = cv2.boundingRect(outline)
    zoom = scale * _STAMP_DPI / _POINTS
    ink = cv2.resize(255 - red[y : y + h, x : x + w], None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    black = np.pad(ink, _PADDING, constant_values=255)
    seen = [word for word in ocr.recognise(black, _STAMP_DPI, look="block") if word.confidence >= _SURE]
    read = fold(" ".join(word.text for word in seen))
    if not (_ARRIVED.search(read) and _REGISTERED.search(read)):
        return None
    lines = (_line(_moved(words, (x * scale, y * scale), scale / zoom), number) for words in ocr.by_line(seen))
    return Stamp("arrival", tuple(lines))


def _moved(seen: Sequence[ocr.Seen], origin: tuple[float, float], scale: float) -> list[tuple[str, Box, float]]:
    """Words of an enlarged cut-out with their places on the page."""
    left, top = origin
    moved = []
    for word in seen:
        edges = (word.left, word.top, word.right, word.bottom)
        x0, y0, x1, y1 = ((edge - _PADDING) * scale for edge in edges)
        moved.append((word.text, Box(left + x0, top + y0, left + x1, top + y1), word.confidence))
    return moved


def _line(parts: Sequence[tuple[str, Box, float]], number: int) -> Line:
    """A line of words with their places and confidences."""
    words, start = [], 0
    for text, place, sure in parts:
        words.append(Word(text, start, place, Style(round(place.height, 1)), round(sure, 3)))
        start += len(text) + 1
    return Line(
        " ".join(text for text, _, _ in parts), tuple(words), Box.around([w.place for w in words]), number, "ocr"
    )


def _siblings(tree: Any, first: int) -> Iterator[int]:
    at = first
    while at >= 0:
        yield at
        at = tree[at][0]


def _is_sized(outline: Any, width: int, limits: Sides) -> bool:
    _, (one, other), _ = cv2.minAreaRect(outline)
    sides = (max(one, other) / width, min(one, other) / width)
    return all(least <= side <= most for least, side, most in zip(limits[0], sides, limits[1], strict=True))


def _stamp(red: Any, outline: Any, number: int, scale: float) -> Stamp | None:
    level = _level(red, outline)
    inks = [ink for upright in (level, level[::-1, ::-1]) for ink in (_without_frame(upright), _inner(upright))]
    phrase, sure = _agreed(_read_mark(_enlarged(ink, tall)) for ink in inks for tall in _TALL)
    if phrase is None:
        return None
    x, y, w, h = cv2.boundingRect(outline)
    place = Box(x * scale, y * scale, (x + w) * scale, (y + h) * scale)
    return Stamp("urgency", (_line([(text, place, sure) for text in phrase.split()], number),))


def _level(ink: Any, outline: Any) -> Any:
    """The stamp's ink, light on black, its longer side level."""
    middle, (w, h), angle = cv2.minAreaRect(outline)
    if w < h:
        w, h, angle = h, w, angle - 90
    turn = cv2.getRotationMatrix2D(middle, angle, 1)
    turned = cv2.warpAffine(ink, turn, (ink.shape[1], ink.shape[0]), flags=cv2.INTER_CUBIC)
    return cv2.getRectSubPix(turned, (int(w), int(h)), middle)


def _without_frame(ink: Any) -> Any:
    """Without the spots that are nearly as wide as the stamp."""
    _, mask = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    frame = stats[:, cv2.CC_STAT_WIDTH] > _BORDER * ink.shape[1]
    frame[0] = False
    bare = ink.copy()
    bare[frame[labels]] = 0
    return bare


def _inner(ink: Any) -> Any:
    """Without its margin, for letters that touch the frame."""
    height, width = ink.shape
    margin = int(_MARGIN * height)
    return ink[margin : height - margin, margin : width - margin]


def _enlarged(ink: Any, tall: int) -> Any:
    """Black on white, so many pixels high."""
    factor = tall / max(ink.shape[0], 1)
    black = cv2.resize(255 - ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.pad(black, _PADDING, constant_values=255)


def _agreed(looks: Iterable[tuple[str, float]]) -> tuple[str | None, float]:
    """The mark that one look read, or that two looks read but for a letter; with its confidence."""
    nearly: list[str] = []
    for read, sure in looks:
        for mark, letters in _marks().items():
            if read == letters:
                return mark, sure
            if len(letters) >= _LONG and SequenceMatcher(None, read, letters).ratio() > _NEAR:
                if mark in nearly:
                    return mark, _TWICE_NEARLY
                nearly.append(mark)
    return None, 0.0


def _read_mark(ink: Any) -> tuple[str, float]:
    """The letters of a look, folded, and the confidence of the least sure word."""
    seen = ocr.recognise(np.ascontiguousarray(ink), _STAMP_DPI, look="line")
    words = [word for word in seen if sum(map(str.isalpha, word.text)) > 1]
    return _letters(fold("".join(word.text for word in words))), min((w.confidence for w in words), default=0.0)


@cache
def _marks() -> dict[str, str]:
    """Marks of urgency and secrecy, with their letters."""
    words = table("letterhead")
    return {mark: _letters(fold(mark)) for mark in (*words["urgency"], *words["secrecy"])}


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())
