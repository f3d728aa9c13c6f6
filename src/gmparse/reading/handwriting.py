"""Serials, days and months written by hand into number and date lines, read where that was measured to be right.

A slot whose digits are not sure stays blank: the fields then say so, with its place. Needs the extra ``ocr``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from gmparse.page import Box, Line, Word
from gmparse.reading.digits import Digits, read_digits, strips_of

_HEAD = 0.4  # of the page: number and date lines stand above


class _Slot(NamedTuple):
    """The blank of a line, what may stand in it, and from which confidence it is given."""

    blank: re.Pattern[str]
    allowed: re.Pattern[str]
    sure: float


# A serial has two digits at least: under 10 it has a zero before it (Nghị định 30/2020, Phụ lục I, II.3), and a single
# stroke of the pen is too like a 1.
# In 54 real scans 19 of 41 serials and 27 of 30 days reach these confidences, and none of them is wrong; the surest
# wrong serial had 0.45, no day was wrong. Thresholds found like this on one half of the letters gave 55 % of the
# serials of the other half, over 200 halvings, with a precision of 98.8 %. Of months there are five, all read rightly.
_SLOTS = (
    _Slot(re.compile(r"(?:^|\W)S[ốỐ]\s?[:.;]?(\s+)(?=[/-]\s*[A-ZĐ])"), re.compile(r"\d{2,5}"), 0.55),
    _Slot(re.compile(r"ngày(\s+)(?=tháng)"), re.compile(r"0[1-9]|[1-9]|[12]\d|3[01]"), 0.45),
    _Slot(re.compile(r"tháng(\s+)(?=năm)"), re.compile(r"0[1-9]|[1-9]|1[0-2]"), 0.45),
)


def filled(lines: Sequence[Line], picture: Any, width: float, height: float, skew: float) -> tuple[Line, ...]:
    """The lines of a page with the digits that were written into their slots.

    Args:
        lines: recognised lines, level.
        picture: BGR or grey pixels of the page as it came.
        width, height: size of the page in points; the picture fills it.
        skew: degrees by which the page was turned to be level.
    """
    scale = picture.shape[1] / width
    return tuple(_filled(line, picture, scale, skew) if line.place.top < _HEAD * height else line for line in lines)


def _filled(line: Line, picture: Any, scale: float, skew: float) -> Line:
    for slot in _SLOTS:
        blank = slot.blank.search(line.text)
        place = _place(line, *blank.span(1)) if blank else None
        if blank is None or place is None:
            continue
        digits = read_digits(strips_of(picture, place, scale, skew), slot.allowed)
        if digits.confidence >= slot.sure:
            line = _with(line, blank.span(1), digits, place)
    return line


def _place(line: Line, start: int, end: int) -> Box | None:
    """Between the words before and behind a blank."""
    before = [word.place for word in line.words if word.end <= start]
    behind = [word.place for word in line.words if word.start >= end]
    if not before or not behind or before[-1].x1 >= behind[0].x0:
        return None
    return Box(before[-1].x1, min(before[-1].top, behind[0].top), behind[0].x0, before[-1].bottom)


def _with(line: Line, span: tuple[int, int], digits: Digits, place: Box) -> Line:
    start, end = span
    like = next(word for word in reversed(line.words) if word.end <= start)
    word = Word(digits.text, start + 1, place, like.style, round(digits.confidence, 3))
    shift = len(digits.text) + 2 - (end - start)
    behind = tuple(w._replace(start=w.start + shift) for w in line.words if w.start >= end)
    before = tuple(w for w in line.words if w.end <= start)
    return replace(line, text=f"{line.text[:start]} {digits.text} {line.text[end:]}", words=(*before, word, *behind))
