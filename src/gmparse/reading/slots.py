"""Stamped text into the lines it completes: a serial or day into its slot, a whole line in place of a blank one.

Everything else that is stamped stays apart: arrival and copy stamps, signing times, numbers beside a signer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gmparse.page import Box, Line, Stamp, StampKind
from gmparse.reading.columns import Piece, lines_of
from gmparse.reading.stamps import Stamped

_DIGITS = re.compile(r"\d{1,5}(?:[.-]\d{1,3})?[a-zđ]?$")
_WHOLE_NUMBER = re.compile(r"S[ốỐ]\s*:?\s*\d[\w.]*\s*[-/]\s*[^\W\d][^;]*$")
_WHOLE_DATE = re.compile(r"(?:[^\d,;]{2,40},\s*)?ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}$", re.IGNORECASE)
_BLANK_NUMBER = re.compile(r"S[ốỐ]\s*:?[\s.…_]*[-/]\s*\S|S[ốỐ]\s*:?[\s.…_]*$")
_BLANK_DATE = re.compile(r"ngày[\s.…_]*tháng|tháng[\s.…_]*năm|năm[\s.…_]*$", re.IGNORECASE)
_ANY_NUMBER = re.compile(r"^S[ốỐ]\s*:")
_ANY_DATE = re.compile(r"^(?:[^,;:]{2,40},\s*)?ngày.{0,80}tháng.{0,80}năm", re.IGNORECASE)
# Words beside a slot: what is filled in stands behind the first or before the second.
_BEFORE_SLOT = re.compile(r"(?:Số|:|ngày|tháng|năm)$", re.IGNORECASE)
_AFTER_SLOT = re.compile(r"(?:/|-|tháng|năm)", re.IGNORECASE)
_MAX_SLOT = 40.0  # points: a taller annotation is no filled slot
_LEAST_LINE = 40.0  # points: a narrower annotation holds no number or date line
_ROW = 0.75  # of the height of a word: whose middles are closer stand on one row
_KINDS: tuple[tuple[StampKind, re.Pattern[str]], ...] = (
    ("arrival", re.compile(r"\bĐẾN\b|công văn đến", re.IGNORECASE)),
    ("copy", re.compile(r"\bSAO\s+(?:Y|LỤC)\b|\bTRÍCH\s+SAO\b", re.IGNORECASE)),
    ("urgency", re.compile(r"\b(?:HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN)\b")),
)


class Filled(NamedTuple):
    """The page's pieces with the stamped ones in their places, and the stamps that belong to no line of the letter."""

    pieces: list[Piece]
    stamps: tuple[Stamp, ...] = ()
    hidden: tuple[int, ...] = ()  # annotations over a slot, or in a missing line's place: what they show was not read


def fill(pieces: Sequence[Piece], stamped: Sequence[Stamped], boxes: Sequence[Box], page: int, width: float) -> Filled:
    """Put stamped runs where they belong.

    Args:
        pieces: content of the page.
        stamped: stamped runs of the page.
        boxes: places of its annotations.
        page: its number.
        width: its width in points.
    """
    content, rest = list(pieces), []
    alone = {index for index in {s.annotation for s in stamped} if sum(s.annotation == index for s in stamped) == 1}
    for run in stamped:
        if _fill_slot(content, run) or (run.annotation in alone and _fill_line(content, run, width)):
            continue
        rest.append(run)
    silent = [index for index in range(len(boxes)) if index not in {run.annotation for run in stamped}]
    low = [index for index in silent if boxes[index].height < _MAX_SLOT]
    hidden = [
        index
        for index in low
        if is_over_slot(pieces, boxes[index]) or (page == 1 and _hides_line(content, boxes[index], width))
    ]
    return Filled(content, _stamps(rest, page), tuple(hidden))


def is_slot_text(text: str) -> bool:
    """Whether a text is what fills a slot: a serial or a day."""
    return _DIGITS.match(text) is not None


def _fill_slot(content: list[Piece], run: Stamped) -> bool:
    """Put digits between the words of a blank slot; a word that is not free on both sides is left alone."""
    if not _DIGITS.match(run.text):
        return False
    left, right = _neighbours(content, run.place)
    if left is None or not _is_slot(content, left, right):
        return False
    row = content[left[0]].places[left[1]]
    if right is not None and left[0] == right[0]:
        broken = content.pop(left[0])
        cut = right[1]
        content += [broken.part(0, cut), broken.part(cut)]
    content.append(Piece.of(run.words, run.gaps, row))
    return True


def is_over_slot(pieces: Sequence[Piece], place: Box) -> bool:
    """Whether a place lies over a blank slot of a number or date line."""
    return _is_slot(pieces, *_neighbours(pieces, place))


def _is_slot(content: Sequence[Piece], left: tuple[int, int] | None, right: tuple[int, int] | None) -> bool:
    """Whether the words to the left and to the right leave a slot between them."""
    if left is None or not _BEFORE_SLOT.search(_text(content, left)):
        return False
    return right is None or _text(content, left).lower() == "năm" or bool(_AFTER_SLOT.match(_text(content, right)))


def _text(content: Sequence[Piece], at: tuple[int, int]) -> str:
    return content[at[0]].texts[at[1]]


def _neighbours(content: Sequence[Piece], place: Box) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The words next to a place on its row, to the left and to the right, as (piece, word)."""
    left: tuple[float, tuple[int, int]] | None = None
    right: tuple[float, tuple[int, int]] | None = None
    middle, row = place.x_mid, place.y_mid
    for i, piece in enumerate(content):
        for j, (x0, top, x1, bottom) in enumerate(piece.places):
            if abs((top + bottom) / 2 - row) > _ROW * (bottom - top):
                continue
            x = (x0 + x1) / 2
            if x < middle and (left is None or x > left[0]):
                left = (x, (i, j))
            elif x >= middle and (right is None or x < right[0]):
                right = (x, (i, j))
    return (left[1] if left else None), (right[1] if right else None)


def _fill_line(content: list[Piece], run: Stamped, width: float) -> bool:
    """Let a whole number or date line stand in place of the blank one on its row."""
    number = _WHOLE_NUMBER.match(run.text) is not None
    if not number and not _WHOLE_DATE.match(run.text):
        return False
    middle, place = 0.47 * width, run.place
    covered = [
        (i, j)
        for i, old in enumerate(content)
        for j, word in enumerate(old.places)
        if abs(word.y_mid - place.y_mid) <= _ROW * word.height and (word.x_mid < middle) == number
    ]
    text = " ".join(_text(content, at) for at in covered)
    blank = (_BLANK_NUMBER if number else _BLANK_DATE).search(text)
    if not blank and (covered or not _is_missing(content, place, number, width)):
        return False
    _drop(content, set(covered))
    content.append(Piece.of(run.words, run.gaps))
    return True


def _is_missing(content: Sequence[Piece], place: Box, number: bool, width: float) -> bool:
    """Whether a page has no number or date line of its own, and a place is where it would stand in the letterhead."""
    top = width / 2
    if place.bottom > top or (place.x_mid < 0.47 * width) != number:
        return False
    upper = [piece.text.strip() for piece in content if piece.place.top < top]
    return not any((_ANY_NUMBER if number else _ANY_DATE).search(text) for text in upper)


def _hides_line(content: Sequence[Piece], place: Box, width: float) -> bool:
    """Whether a place is where the number or date line of a first page would stand, which has none."""
    return (
        bool(content)
        and place.width >= _LEAST_LINE
        and any(_is_missing(content, place, number, width) for number in (True, False))
    )


def _drop(content: list[Piece], covered: set[tuple[int, int]]) -> None:
    for index in {i for i, _ in covered}:
        old = content[index]
        words, kept = old.words, [j for j in range(len(old.texts)) if (index, j) not in covered]
        content[index] = Piece.of([words[j] for j in kept], [old.gaps[j] for j in kept]) if kept else Piece()
    content[:] = [old for old in content if old.texts]


def _stamps(rest: Sequence[Stamped], page: int) -> tuple[Stamp, ...]:
    """Runs put together by their annotation, top to bottom."""
    stamps = []
    for index in dict.fromkeys(run.annotation for run in rest):
        runs = [run for run in rest if run.annotation == index]
        pieces = [Piece.of(run.words, run.gaps) for run in runs]
        lines: tuple[Line, ...] = lines_of(pieces, page, runs[0].words[0].origin or "annotation")
        text = " ".join(line.text for line in lines)
        kind: StampKind = next((kind for kind, pattern in _KINDS if pattern.search(text)), "signature")
        stamps.append(Stamp(kind, lines))
    return tuple(stamps)
