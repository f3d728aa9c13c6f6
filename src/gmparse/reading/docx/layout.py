"""Paragraphs → lines with a nominal place: columns, indents and alignment as set, one row of 14 points a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gmparse.page import A4_WIDTH, Box, Line, Style, Word
from gmparse.reading.docx.runs import Piece
from gmparse.reading.docx.styles import ParagraphLook, TabStop
from gmparse.reading.words import LONG_GAP, MAX_GAP, clean_styled, cut

LINE_HEIGHT = 14.0  # points
_CHAR = 0.5  # of the type size: the mean width of a character of running text
_TAB_EVERY = 36.0  # points between default tab stops
_MIN_WIDTH = 20.0  # points: a column narrower than this, after indents, is a mistake of the file
_MAX_BLANKS = 80  # for one tab


class Column(NamedTuple):
    """Left and right edge in points."""

    x0: float
    x1: float

    @property
    def width(self) -> float:
        """Distance of the edges in points."""
        return self.x1 - self.x0


class _Chars:
    """Text under construction with the x range and the style of every character."""

    def __init__(self, x: float) -> None:
        self.text = ""
        self.styles: list[Style] = []
        self.edges = [x]  # left edge of each character, and the right edge of the last

    def add(self, text: str, styles: Sequence[Style]) -> None:
        self.text += text
        self.styles += styles
        for style in styles:
            self.edges.append(self.edges[-1] + _CHAR * style.size)

    def skip_to(self, x: float, style: Style) -> None:
        """Blanks up to ``x``, at least two."""
        start = self.edges[-1]
        blanks = max(2, min(_MAX_BLANKS, round((x - start) / (_CHAR * style.size or 1))))
        step = max(x - start, 0.0) / blanks or _CHAR * style.size
        self.text += " " * blanks
        self.styles += [style] * blanks
        self.edges += [start + step * (i + 1) for i in range(blanks)]

    def shorten_gaps(self) -> None:
        """Leave `MAX_GAP` blanks of a longer run; what stands behind it stays where it is."""
        for gap in reversed(list(LONG_GAP.finditer(self.text))):
            at, end = gap.start() + MAX_GAP, gap.end()
            self.text = self.text[:at] + self.text[end:]
            del self.styles[at:end], self.edges[at:end]


def line_of(
    pieces: Sequence[Piece], column: Column, look: ParagraphLook, top: float, *, locator: str, starts: bool
) -> Line | None:
    """One printed line in its column, ``None`` when it shows nothing.

    Args:
        pieces: text with style; tabs as pieces of their own.
        column: where the paragraph stands.
        look: alignment, indents and tab stops of the paragraph.
        top: y of the line.
        locator: where the paragraph is in the file.
        starts: whether this is the first line of the paragraph.
    """
    chars = _set(pieces, look, starts)
    text = chars.text.rstrip()
    lead = len(text) - len(text.lstrip())
    if lead == len(text):
        return None
    edges = _fitted(chars.edges[: len(text) + 1], lead, column, look)
    words = tuple(
        Word(word, at - lead, Box(edges[at], top, edges[at + len(word)], top + LINE_HEIGHT), chars.styles[at])
        for at, word in cut(text)
    )
    return Line(text[lead:], words, Box.around(w.place for w in words), None, "content", locator, starts)


def _set(pieces: Sequence[Piece], look: ParagraphLook, starts: bool) -> _Chars:
    """Text from the left edge of the column on, tabs as blanks up to their stop."""
    chars = _Chars(look.left + look.first if starts else look.left)
    fields: list[list[Piece]] = [[]]
    tab_styles: list[Style] = []
    for piece in pieces:
        if piece.text == "\t":
            fields.append([])
            tab_styles.append(piece.style)
        else:
            fields[-1].append(piece)
    for index, parts in enumerate(fields):
        text, styles = clean_styled(parts)
        if index:
            width = sum(_CHAR * style.size for style in styles)
            stop = _stop(look, chars.edges[-1])
            shift = {"right": width, "center": width / 2}.get(stop.kind, 0.0)
            chars.skip_to(stop.at - shift, tab_styles[index - 1])
        chars.add(text, styles)
    chars.shorten_gaps()
    return chars


def _stop(look: ParagraphLook, x: float) -> TabStop:
    """The next tab stop after ``x``: one that was set, the hanging indent, or a default one."""
    own = [stop for stop in look.tabs if stop.at > x + 1]
    if look.first < 0 and look.left > x:
        own.append(TabStop(look.left, "left"))
    return min(own) if own else TabStop((x // _TAB_EVERY + 1) * _TAB_EVERY, "left")


def _fitted(edges: Sequence[float], lead: int, column: Column, look: ParagraphLook) -> list[float]:
    """Character edges on the page: aligned in the column, narrowed where the text is longer than one row of it."""
    start = edges[lead] if look.align == "left" else edges[lead] - edges[0] + look.left
    room = column.width - look.right - start
    if room < _MIN_WIDTH or column.x0 + start < 0 or column.x0 + start + room > A4_WIDTH:
        start, room = 0.0, column.width
    width = edges[-1] - edges[lead]
    scale = min(1.0, room / width) if width else 1.0
    slack = room - width * scale
    shift = {"center": slack / 2, "right": slack}.get(look.align, 0.0)
    return [column.x0 + start + shift + (edge - edges[lead]) * scale for edge in edges]
