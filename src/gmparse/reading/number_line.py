"""A second look at number line and date line: handwriting over their slots makes the first look drop them whole.

The printed parts, ``Số:`` and ``/SYT-TCCB``, are read; what stands between them is left to the slot.

Needs opencv-python-headless and numpy (extra ``ocr``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import numpy as np

from gmparse.reading import ocr
from gmparse.reading.rows import Reader, Row, Style, without
from gmparse.text import fold

_MOTTO = ("cong hoa", "dang cong san")  # at the head of a letter, right of the number line's column
_HEAD = 0.4  # of the page
_BELOW = 9.0  # heights of a line under the motto
_READ = 0.5  # of a row's width: covered by words that are known, it needs no second look
_SURE, _SURE_SYMBOL = 0.8, 0.75  # confidence of known words, and of a symbol
_KNOWN = 0.3  # confidence of a word that is taken as it is
_SPELLED = 0.6  # confidence of a symbol read alike in two looks, at least
_STYLES: tuple[Style, ...] = ("plain", "thin", "tight")
_MOST_CUTS = 10
_APART = 5.0  # heights of a row: the label is not farther from it

_NUMBERED = re.compile(r"^s[o6]?[.:;]?$|^s[o6][.:;]")
_DATED = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b.*\d{4}")  # folded
# A symbol as Nghị định 30/2020, Phụ lục I, II.3 and Hướng dẫn 05-HD/VPTW have it, with the stroke before it.
_SYMBOL = re.compile(r"/?[A-ZĐƯ]{2}[A-ZĐƯÔƠÂÊ]{0,8}(?:[-–][A-ZĐƯÔƠÂÊ&]{2,10})+")


def number_line(seen: Sequence[ocr.Seen], grey: Any, dpi: int) -> list[ocr.Seen]:
    """The page's words, with the printed parts of the number line when they are found now.

    Args:
        seen: the words of the first look.
        grey: pixels of the page.
        dpi: their resolution.
    """
    motto = _motto(seen)
    height = median(word.row_height for word in seen) if seen else 0.0
    if motto is None or _is_known(seen, motto, height):
        return list(seen)
    reader = _reader(seen, grey[:, : motto.left], dpi, (0, motto.bottom), height)
    for row in reader.rows():
        if not _is_read(row, motto.bottom, seen) and (found := _parts(reader, row)):
            return [*without(seen, [_whole(found)]), *found]
    return list(seen)


def date_line(seen: Sequence[ocr.Seen], grey: Any, dpi: int) -> list[ocr.Seen]:
    """The page's words, with those of the line of place and date when its three labels are found now.

    Arguments as for `number_line`. What stands in the slots is left to them.
    """
    motto = _motto(seen)
    height = median(word.row_height for word in seen) if seen else 0.0
    if motto is None:
        return list(seen)
    left, bottom = max(0, int(motto.left - 2 * height)), int(motto.bottom + _BELOW * height)
    column = [word for word in seen if word.left > left and motto.bottom - height < word.top < bottom]
    if any(_is_dated(line) for line in ocr.by_line(column)):
        return list(seen)
    reader = _reader(seen, grey, dpi, (left, motto.bottom), height)
    for row in reader.rows():
        for look in _STYLES:
            words = reader.read(row, look)
            if _is_dated(words):
                return [*without(seen, [_whole(words)]), *words]
    return list(seen)


def _reader(seen: Sequence[ocr.Seen], grey: Any, dpi: int, origin: tuple[int, int], height: float) -> Reader:
    """A reader of what lies under the motto, from a point on."""
    left, top = origin
    part = np.ascontiguousarray(grey[top : int(top + _BELOW * height), left:])
    return Reader(part, height, dpi, (left, top, max(word.line for word in seen)))


def _is_dated(line: Sequence[ocr.Seen]) -> bool:
    return _DATED.search(fold(" ".join(word.text for word in line if word.confidence >= _KNOWN))) is not None


def _motto(seen: Sequence[ocr.Seen]) -> ocr.Seen | None:
    """The first word of the motto, or of the party's name, with the lower edge of its line."""
    height = max((word.bottom for word in seen), default=0)
    for line in ocr.by_line(seen):
        for index, word in enumerate(line):
            text = fold(" ".join(part.text for part in line[index : index + 3]))
            if word.top < _HEAD * height and text.startswith(_MOTTO) and word.text.isupper():
                return word._replace(bottom=max(part.bottom for part in line[index:]))
    return None


def _is_known(seen: Sequence[ocr.Seen], motto: ocr.Seen, height: float) -> bool:
    """Whether a number line with its symbol was read left of and under the motto."""
    bottom = motto.bottom + _BELOW * height
    column = [word for word in seen if word.left < motto.left and motto.top < word.top < bottom]
    return any(_has_symbol(line) for line in ocr.by_line(column))


def _has_symbol(line: Sequence[ocr.Seen]) -> bool:
    text = _joined([word for word in line if word.confidence >= _KNOWN])
    return text[:1] in ("S", "s") and "/" in text and _SYMBOL.search(text) is not None


def _is_read(row: Row, top: int, seen: Sequence[ocr.Seen]) -> bool:
    """Whether sure words cover most of a row."""
    covered = sum(
        min(word.right, row.right) - max(word.left, row.left)
        for word in seen
        if word.confidence >= _SURE and word.left < row.right and word.right > row.left and _is_beside(word, row, top)
    )
    return covered > _READ * (row.right - row.left)


def _is_beside(word: ocr.Seen, row: Row, top: int) -> bool:
    return word.top < row.middle + top < word.bottom


def _parts(reader: Reader, row: Row) -> list[ocr.Seen]:
    """``Số:`` and the symbol of a row that is a number line, else nothing."""
    words = reader.read(row)
    label = _label(words)
    if label is None:  # it may stand apart
        words = reader.read(row._replace(left=max(0, int(row.left - _APART * (row.bottom - row.top)))))
        label = _label(words)
    if label is None:
        return []
    symbol = _agreed([found for look in _looks(reader, row, words) if (found := _symbol(look))])
    if symbol is None or symbol.left <= label.left:
        return []
    end = min(label.right, symbol.left, label.left + int(2 * label.row_height))
    return [
        label._replace(text="Số:", right=end, confidence=max(label.confidence, _SURE)),
        symbol._replace(line=label.line),
    ]


def _label(words: Sequence[ocr.Seen]) -> ocr.Seen | None:
    """``Số:``, or the word it grew into with handwriting and symbol: ``Sáz68/QĐ-SYT``."""
    for word in words[:2]:
        folded = fold(word.text)
        begins = word.text[0] == "S" or folded[:2] in ("so", "s6")
        if _NUMBERED.match(folded) or (begins and _SYMBOL.search(_joined([word]))):
            return word
    return None


def _agreed(symbols: Sequence[ocr.Seen]) -> ocr.Seen | None:
    """The symbol that most looks agree on; one that was read but once must be sure."""
    texts = [symbol.text for symbol in symbols]
    best = max(symbols, key=lambda symbol: (texts.count(symbol.text), symbol.confidence), default=None)
    if best is None or (best.confidence < _SURE_SYMBOL and texts.count(best.text) == 1):
        return None
    return best._replace(confidence=max(best.confidence, _SPELLED))


def _looks(reader: Reader, row: Row, words: list[ocr.Seen]) -> Iterator[list[ocr.Seen]]:
    """The row's words, then those of ever shorter ends of it: handwriting spoils what is read beside it."""
    yield words
    for left in reader.starts(row)[1 : _MOST_CUTS + 1]:
        yield reader.read(row._replace(left=left), "tight")


def _symbol(words: Sequence[ocr.Seen]) -> ocr.Seen | None:
    """The symbol at the end of a row, with its stroke, which handwriting may have replaced."""
    for index, word in enumerate(words):
        tail = words[index:]
        found = _SYMBOL.search(_joined(tail))
        if found is None or _SYMBOL.search(_joined(words[index + 1 :])):
            continue
        sure = min(part.confidence for part in tail)
        text = found.group()
        share = found.start() / max(len(word.text), 1)
        left = word.left + int(min(share, 1.0) * (word.right - word.left))
        return word._replace(text="/" + text.lstrip("/"), left=left, right=tail[-1].right, confidence=sure)
    return None


def _joined(words: Sequence[ocr.Seen]) -> str:
    """Their letters without blanks; the Icelandic capital Eth is taken for Đ."""
    return "".join(word.text for word in words).replace("Ð", "Đ")


def _whole(words: Sequence[ocr.Seen]) -> ocr.Seen:
    return words[0]._replace(right=words[-1].right)
