"""What a reader hands on: pages of lines of words, each with its place. Immutable.

Coordinates are PDF points (1/72 inch) on the upright page, origin at the top left corner, y downwards. Readers convert
once; nothing after them knows another system. Formats without pages (DOCX, text) get a *nominal* place on an endless
A4-wide page, so that zones see columns and centring there too, but ``Line.page`` is ``None``, ``Line.box`` is ``None``
and ``Line.locator`` says where the text stands in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

Origin = Literal["content", "widget", "annotation", "ocr"]
Reading = Literal["text", "ocr", "mixed"]

A4_WIDTH = 595.0


class Box(NamedTuple):
    """A rectangle in points, top-left origin."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal extent in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Vertical extent in points."""
        return self.bottom - self.top

    @property
    def x_mid(self) -> float:
        """Middle from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def y_mid(self) -> float:
        """Middle from top to bottom."""
        return (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies inside."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box around all of them (at least one)."""
        x0, top, x1, bottom = zip(*boxes, strict=True)
        return Box(min(x0), min(top), max(x1), max(bottom))


class Style(NamedTuple):
    """Type of a word: ``size`` in points (0.0 when unknown), weight, slant, font name without subset prefix."""

    size: float = 0.0
    bold: bool = False
    italic: bool = False
    font: str = ""


PLAIN = Style()


class Word(NamedTuple):
    """A run of letters and digits, or a run of punctuation: ``57/GM-SVH`` is five words.

    ``start`` is the offset of ``text`` in its line's text; ``origin`` is set where it is not the line's. Finer than
    words between blanks, so that every value that grammar cuts out of a line has an exact box.
    """

    text: str
    start: int
    place: Box
    style: Style = PLAIN
    confidence: float = 1.0
    origin: Origin | None = None

    @property
    def end(self) -> int:
        """Offset behind the word in its line's text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of one column. ``text`` is NFC; a gap wider than a blank stands in it as several blanks.

    ``place`` is the box around its words where the format has pages.
    ``starts_paragraph`` is ``None`` where the format does not say (PDF, text).
    """

    text: str
    words: tuple[Word, ...]
    place: Box
    page: int | None = 1
    origin: Origin = "content"
    locator: str | None = None
    starts_paragraph: bool | None = None

    @property
    def box(self) -> Box | None:
        """Place on the page, ``None`` in formats without pages."""
        return self.place if self.page is not None else None

    @property
    def size(self) -> float:
        """Size of the first word in points, 0.0 when unknown."""
        return self.words[0].style.size if self.words else 0.0

    @property
    def bold(self) -> bool:
        """Whether more than half of the letters are bold."""
        return self._are_most([w for w in self.words if w.style.bold])

    @property
    def italic(self) -> bool:
        """Whether more than half of the letters are italic."""
        return self._are_most([w for w in self.words if w.style.italic])

    def _are_most(self, words: Sequence[Word]) -> bool:
        if len(words) in (0, len(self.words)):  # nearly always
            return any(w.text for w in words)
        return 2 * sum([len(w.text) for w in words]) > sum([len(w.text) for w in self.words])

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """Words that overlap the characters ``start:end`` of the line's text."""
        if start <= 0 and end >= len(self.text):
            return self.words
        return tuple([w for w in self.words if w.start < end and w.start + len(w.text) > start])

    def slice(self, first: int, last: int) -> Line | None:
        """The line of its words ``first:last`` alone, ``None`` without words."""
        words = self.words[first:last]
        if not words:
            return None
        if len(words) == len(self.words):
            return self
        start, end = words[0].start, words[-1].end
        moved = tuple([Word(w.text, w.start - start, w.place, w.style, w.confidence, w.origin) for w in words])
        return replace(self, text=self.text[start:end], words=moved, place=Box.around([w.place for w in words]))

    def inside(self, place: Box) -> Line | None:
        """The line of the words whose middle lies in ``place``, ``None`` without any."""
        x0, top, x1, bottom = place
        kept = [
            index
            for index, (left, above, right, below) in enumerate([word.place for word in self.words])
            if x0 <= (left + right) / 2 <= x1 and top <= (above + below) / 2 <= bottom
        ]
        return self.slice(kept[0], kept[-1] + 1) if kept else None

    def place_of(self, start: int, end: int) -> Box | None:
        """The box around the words in ``start:end``, ``None`` when only blanks lie there."""
        words = self.words_in(start, end)
        return Box.around(w.place for w in words) if words else None


class Ruling(NamedTuple):
    """A drawn straight line or box edge; ``horizontal`` or vertical."""

    place: Box
    horizontal: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell and its lines, top to bottom."""

    lines: tuple[Line, ...]
    place: Box

    @property
    def text(self) -> str:
        """The cell's lines, one a row."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: rows of cells, ``None`` where a merged cell covers the place."""

    place: Box
    rows: tuple[tuple[Cell | None, ...], ...]

    @property
    def page(self) -> int | None:
        """The page of its first line, ``None`` in formats without pages and for an empty table."""
        return next((line.page for row in self.rows for cell in row if cell is not None for line in cell.lines), None)


@dataclass(frozen=True, slots=True)
class Page:
    """A page. ``rotation`` is the clockwise turn in degrees that was applied to make it upright.

    ``needs_ocr`` says that the page shows something its text layer does not hold.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rulings: tuple[Ruling, ...] = ()
    tables: tuple[Table, ...] = ()
    rotation: int = 0
    needs_ocr: bool = False


StampKind = Literal["arrival", "copy", "urgency", "signature"]
Changes = Literal["none", "form_filling", "annotations", "other"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Text that software put over the letter and that is none of its parts: of a signature, an arrival, a copy."""

    kind: StampKind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A digital signature of the file (PDF 32000-1, 12.8).

    ``time`` is ISO 8601 with its zone; ``intact`` says that the signed bytes are unchanged, ``None`` when that could
    not be told; ``later_changes`` is what was added to the file after it; ``trusted`` is only set when asked to verify.
    """

    signer: str | None
    organization: str | None
    time: str | None
    field: str | None
    intact: bool | None
    covers_whole_file: bool
    later_changes: Changes
    trusted: bool | None = None
    page: int | None = None
    place: Box | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader noticed; becomes an entry of ``Letter.issues``. ``detail`` fills the message of the code."""

    code: str
    page: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. ``page_count`` counts all pages of the file, ``None`` in formats without pages."""

    name: str
    sha256: str
    media_type: str
    pages: tuple[Page, ...]
    page_count: int | None
    reading: Reading = "text"
    remarks: tuple[Remark, ...] = field(default=())
    stamps: tuple[Stamp, ...] = field(default=())
    signatures: tuple[Signature, ...] = field(default=())

    @property
    def text(self) -> str:
        """All lines, one a row, pages parted by form feeds."""
        return "\f".join("\n".join(line.text for line in page.lines) for page in self.pages)
