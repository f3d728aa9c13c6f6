"""Parts of a page that are looked at once more: the signer's block under a stamp, and stamps in red ink.

Needs opencv-python-headless and numpy (extra ``ocr``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

import cv2
import numpy as np

from gmparse.lexicon import table
from gmparse.lexicon.names import is_person_name
from gmparse.page import Box, Line, Stamp, Style, Word
from gmparse.reading import ocr
from gmparse.reading.cleanup import red_ink
from gmparse.text import fold

_RIGHT = 0.42  # of the width: the signer's block begins farther right
_ABOVE = 2.5  # heights of a line over the head of the recipients
_LOOKS: tuple[ocr.Look, ...] = ("block", "sparse")
_MIN_NAME, _MAX_NAME = 3, 6  # syllables: two may be the end of a name whose beginning is under the stamp
_NEAR_POSITION = 0.9  # of the letters are those of the position
_SURE_NAME = 0.5  # mean confidence of a name's words

_RED = 90  # of red in a stamp's ink
_TOP = 0.45  # of the page: urgency stamps stand in it
_FEWEST = 400  # pixels of red in a stamp
_JOINED = 0.06  # of the width: parts of a stamp are not farther from each other
_SMALLEST, _LARGEST = (0.05, 0.012), (0.35, 0.16)  # a stamp's sides, of the page's width
_STAMP_DPI = 200
_PADDING = 20  # pixels
_TALL = 72  # pixels: the height at which the words of a stamp are read best
_BORDER = 0.7  # of a stamp's width: a spot as wide is its frame


# --- the signer's block ----------------------------------------------------------------------------------------------


def signer(seen: Sequence[ocr.Seen], black: Any, pictures: Callable[[], Iterator[Any]], dpi: int) -> list[ocr.Seen]:
    """The page's words, with position and name of the signer when they are found beside the recipients now.

    Stamp and signature make the first look take the block for a picture; a name stamped in ink was dropped with
    the colours.

    Args:
        seen: the words of the first look.
        black: grey pixels of the page as it was looked at first.
        pictures: grey pixels of the page to look at again, in any number; asked for only when needed.
        dpi: their resolution.
    """
    head = _recipients(seen)
    if head is None:
        return list(seen)
    beside = _beside(head, seen)
    if not _names(beside):
        return _with_name(seen, head, pictures(), dpi)
    if not _positions(beside):
        return _with_position(seen, head, black, dpi)
    return list(seen)


def _with_name(seen: Sequence[ocr.Seen], head: ocr.Seen, pictures: Iterator[Any], dpi: int) -> list[ocr.Seen]:
    for grey in pictures:
        for look in _LOOKS:
            again = _again(seen, head, grey, dpi, look)
            if names := _names(again):
                kept = _without(seen, names)
                return [*kept, *_without(_positions(again), kept), *names]
    return list(seen)


def _with_position(seen: Sequence[ocr.Seen], head: ocr.Seen, black: Any, dpi: int) -> list[ocr.Seen]:
    """A position beside a recipient that stands a little lower: the first look takes both for one line."""
    found = _positions(_again(seen, head, black, dpi, "block"))
    return [*_without(seen, found), *found]


def _again(seen: Sequence[ocr.Seen], head: ocr.Seen, grey: Any, dpi: int, look: ocr.Look) -> list[ocr.Seen]:
    """The words of another look at what stands beside the recipients."""
    left, top = int(_RIGHT * grey.shape[1]), int(_top(head, seen))
    crop = np.ascontiguousarray(grey[top:, left:])
    return list(_moved(ocr.recognise(crop, dpi, look=look), left, top, max(w.line for w in seen)))


def _without(seen: Sequence[ocr.Seen], names: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """Words that do not lie where others were found."""
    return [
        word
        for word in seen
        if not any(
            word.left < name.right and name.left < word.right and word.top < name.bottom and name.top < word.bottom
            for name in names
        )
    ]


def _recipients(seen: Sequence[ocr.Seen]) -> ocr.Seen | None:
    """The first word of the head of the recipients, ``Nơi nhận``."""
    half = max((word.right for word in seen), default=0) / 2
    heads = [
        first
        for first, second in pairwise(seen)
        if fold(first.text) == "noi" and fold(second.text).startswith("nhan") and first.left < half
    ]
    return heads[-1] if heads else None


def _top(head: ocr.Seen, seen: Sequence[ocr.Seen]) -> float:
    return max(0.0, head.top - _ABOVE * median(word.row_height for word in seen))


def _beside(head: ocr.Seen, seen: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """The words of the right-hand part from a little over the recipients on."""
    left, top = _RIGHT * max(word.right for word in seen), _top(head, seen)
    return [word for word in seen if word.left > left and word.bottom > top]


def _names(words: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """The words of the last person's name that stands alone in a line."""
    for line in reversed(ocr.by_line(words)):
        for length in range(min(_MAX_NAME, len(line)), _MIN_NAME - 1, -1):
            for start in range(len(line) - length + 1):
                if _is_name(line[start : start + length]):
                    return line[start : start + length]
    return []


def _is_name(words: Sequence[ocr.Seen]) -> bool:
    sure = sum(word.confidence for word in words) / len(words) >= _SURE_NAME
    return sure and is_person_name(" ".join(word.text for word in words))


def _positions(words: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """Words of the lines that are a position in capitals, but for a letter that the stamp covers."""
    return [word for line in ocr.by_line(words) for word in _as_position(line)]


def _as_position(line: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    text = " ".join(word.text for word in line)
    near = get_close_matches(fold(text), _position_names(), 1, _NEAR_POSITION) if text.isupper() else []
    if not near:
        return []
    words = _position_names()[near[0]].upper().split()
    if len(words) != len(line):
        return []
    return [word._replace(text=spelled) for word, spelled in zip(line, words, strict=True)]


@cache
def _position_names() -> dict[str, str]:
    names = [name for head in table("positions")["heads"] for name in (head, f"phó {head}")]
    return {fold(name): name for name in names}


def _moved(words: Sequence[ocr.Seen], left: int, top: int, line: int) -> Iterator[ocr.Seen]:
    for word in words:
        yield word._replace(
            left=word.left + left,
            right=word.right + left,
            top=word.top + top,
            bottom=word.bottom + top,
            baseline=word.baseline + top,
            line=word.line + line,
        )


# --- red stamps ------------------------------------------------------------------------------------------------------


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
