"""Plain text → `gmparse.page.Document`: printed lines at a nominal place, columns side by side told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from gmparse.errors import LimitError, UnsupportedFormatError
from gmparse.options import Options
from gmparse.page import A4_WIDTH, Box, Document, Line, Page, Word
from gmparse.reading.corridors import Span, column_cuts
from gmparse.reading.sniff import TEXT, decode_text
from gmparse.reading.words import LONG_GAP, MAX_GAP, clean, cut

_LEFT = 57.0  # points: left edge of the nominal page's text
_RIGHT = A4_WIDTH - 30.0
_CHAR_WIDTH = 6.0
_LINE_HEIGHT = 14.0
_TAB = 8  # characters
_DOUBLE_SPACED = (
    0.7  # share of lines with a blank line before them, from which on blank lines part lines, not paragraphs
)
_GOING_ON = 0.08  # share of lines behind a blank one that go on in small letters, from which on they part lines

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_INNER_BREAK = re.compile("[\f\v\u0085\u2028\u2029]")
_OPENS_SLOT = re.compile(r"(?:^|[\s,])(?:ngày|tháng)$", re.IGNORECASE)
_CLOSES_SLOT = re.compile(r"/|(?:tháng|năm)(?!\w)", re.IGNORECASE)
_STRETCH = re.compile(r"\S+(?: \S+)*")  # text without two blanks together


class _Row(NamedTuple):
    text: str
    number: int  # 1-based line of the file
    blanks: int  # blank lines before it


def read_plain(data: bytes, name: str, sha256: str, options: Options) -> Document:
    """Read UTF-8 or UTF-16 text.

    One `Page` of width 595; lines have ``page=None`` and the locator ``line 14``. ``starts_paragraph`` is ``True``
    after a blank line, and ``None`` everywhere when nearly every line has a blank one before it, as some extractors
    print them.

    Raises:
        UnsupportedFormatError: the bytes are no such text.
        LimitError: more than ``options.max_chars`` characters or ``options.max_lines`` lines.
    """
    text = decode_text(data)
    if text is None:
        raise UnsupportedFormatError("not UTF-8 or UTF-16 text: save it again as UTF-8")
    if len(text) > options.max_chars:
        what = f"the text has {len(text):,} characters"
        raise LimitError.beyond("max_chars", options.max_chars, what, found=len(text))
    rows = _rows(text)
    if len(rows) > options.max_lines:
        raise LimitError.beyond("max_lines", options.max_lines, f"the text has {len(rows):,} lines", found=len(rows))
    doubled = _is_double_spaced(rows)
    width = _char_width(rows)
    lines: list[Line] = []
    top = 0.0
    cuts = column_cuts([[Span(m.start(), m.end()) for m in _STRETCH.finditer(row.text)] for row in rows])
    for row, indexes in zip(rows, cuts, strict=True):
        top += _LINE_HEIGHT * (max(row.blanks - 1, 0) if doubled else row.blanks)
        starts = True if row.blanks and not doubled else None
        lines += [_line(row, span, top, width, starts=starts) for span in _columns(row.text, indexes)]
        top += _LINE_HEIGHT
    return Document(name, sha256, TEXT, (Page(1, A4_WIDTH, top, tuple(lines)),), None)


def _rows(text: str) -> list[_Row]:
    """Rows with text. Blank lines before the first count for nothing."""
    rows: list[_Row] = []
    blanks = 0
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        # A form feed begins a page, not a line: what stands before and after it has one line number.
        for index, part in enumerate(_INNER_BREAK.split(line)):
            row = LONG_GAP.sub(" " * MAX_GAP, clean(part.expandtabs(_TAB)).rstrip())
            if row:
                rows.append(_Row(row, number, max(blanks, index > 0) if rows else 0))
                blanks = 0
        blanks += not line.strip()
    return rows


def _is_double_spaced(rows: Sequence[_Row]) -> bool:
    """Whether blank lines part lines: also those that go on in the middle of a sentence, in small letters."""
    after_blank = [row.text for row in rows[1:] if row.blanks > 0]
    going_on = sum(text.lstrip()[0].islower() for text in after_blank)
    return (
        len(rows) > 2
        and len(after_blank) >= _DOUBLE_SPACED * (len(rows) - 1)
        and going_on >= _GOING_ON * len(after_blank)
    )


def _char_width(rows: Sequence[_Row]) -> float:
    """6 points, less where the longest row would leave the page."""
    longest = max((len(row.text) for row in rows), default=1)
    return min(_CHAR_WIDTH, (_RIGHT - _LEFT) / longest)


def _columns(text: str, indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Start and end of each column's part of a row."""
    stretches = [m.span() for m in _STRETCH.finditer(text)]
    edges = [0, *(i for i in indexes if not _is_slot(text, stretches[i - 1], stretches[i])), len(stretches)]
    return [(stretches[a][0], stretches[b - 1][1]) for a, b in pairwise(edges)]


def _is_slot(text: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether a gap is room for a number or a day: ``Số:      /GM-SYT``, ``ngày      tháng 6``."""
    before, after = text[slice(*left)], text[slice(*right)]
    numbered = before.endswith(("Số", "Số:")) and after.startswith(("-", "–"))
    return numbered or _OPENS_SLOT.search(before) is not None or _CLOSES_SLOT.match(after) is not None


def _line(row: _Row, span: tuple[int, int], top: float, width: float, *, starts: bool | None) -> Line:
    start, end = span
    text = row.text[start:end]
    x0 = _LEFT + start * width
    words = tuple(
        Word(word, at, Box(x0 + at * width, top, x0 + (at + len(word)) * width, top + _LINE_HEIGHT))
        for at, word in cut(text)
    )
    place = Box(x0, top, _LEFT + end * width, top + _LINE_HEIGHT)
    return Line(text, words, place, None, "content", f"line {row.number}", starts)
