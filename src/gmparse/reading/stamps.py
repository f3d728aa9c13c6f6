"""Text that stands in annotations: the number and the day that signing software puts into signature widgets.

pdfium draws the appearance streams into the page (``FPDFPage_Flatten``); what the page then shows and did not show
before is stamped text. Forms with matrices of their own come out at wrong places there: when a character lies outside
all annotations, `gmparse.reading.appearance` reads the page's annotations instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gmparse.page import Box, Origin, Style, Word
from gmparse.reading.annotations import Annotation
from gmparse.reading.pdfium import PdfFile, PdfPage, Upright
from gmparse.reading.words import clean, cut

_SLACK = 4.0  # points that a glyph may stand out of its annotation
_GAP = 0.8  # em: a wider gap, or another row, is another run


class Glyph(NamedTuple):
    """A character and its upright place."""

    char: str
    place: Box


class Stamped(NamedTuple):
    """A run of stamped text on one row: its words, and the number of the annotation that shows it."""

    text: str
    words: tuple[Word, ...]
    gaps: tuple[bool, ...]  # whether a blank stands before each word
    annotation: int

    @property
    def place(self) -> Box:
        """The box around its words."""
        return Box.around(word.place for word in self.words)


def stamped_glyphs(pdf: PdfFile, number: int, upright: Upright, before: str, max_chars: int) -> list[Glyph]:
    """The glyphs that a page's annotations add to it, in the order they are drawn.

    Args:
        pdf: the open file; its page has been flattened.
        number: page, counted from 1.
        upright: turns the page.
        before: text of the page without its annotations.
        max_chars: limit of the text layer.
    """
    with pdf.page(number) as page:
        text = page.glyphs(max_chars).text
        if len(text) <= len(before):
            return []
        if text.startswith(before):  # nearly always: what is drawn last comes last
            return _glyphs(page, upright, text, len(before))
        after = _glyphs(page, upright, text, 0)
    left = _content_glyphs(pdf, number, upright, max_chars)
    return [glyph for glyph in after if not _taken(glyph, left)]


def _glyphs(page: PdfPage, upright: Upright, text: str, start: int) -> list[Glyph]:
    cells = page.cells([(i, i + 1) for i in range(start, len(text))])
    places = [upright.box(cell[0], cell[3], cell[2], cell[1]) for cell in cells]
    return [Glyph(char, place) for char, place in zip(text[start:], places, strict=True) if char not in "\r\n"]


def _content_glyphs(pdf: PdfFile, number: int, upright: Upright, max_chars: int) -> Counter[tuple[str, int, int]]:
    """What the page shows without annotations, read anew: each character with its place in whole points."""
    with pdf.reopened() as fresh, fresh.page(number) as page:
        return Counter(map(_key, _glyphs(page, upright, page.glyphs(max_chars).text, 0)))


def _key(glyph: Glyph) -> tuple[str, int, int]:
    return glyph.char, round(glyph.place.x0), round(glyph.place.bottom)


def _taken(glyph: Glyph, left: Counter[tuple[str, int, int]]) -> bool:
    """Whether the glyph was there before; each one counts once."""
    key = _key(glyph)
    if left[key] <= 0:
        return False
    left[key] -= 1
    return True


def are_inside(glyphs: Sequence[Glyph], boxes: Sequence[Box]) -> bool:
    """Whether all glyphs lie in annotations: only then are their places to be trusted."""
    return all(_owner(glyph.place, boxes) is not None for glyph in glyphs if glyph.char.strip())


def named(placed: Sequence[Glyph], known: Sequence[Glyph]) -> list[Glyph]:
    """Glyphs with the places of the one reading and the characters of the other, when both drew the same number.

    pdfminer knows no characters of fonts whose maps pdfium can read; its unknown ones are dropped otherwise.
    """
    chars = [glyph.char for glyph in known if glyph.char.strip()]
    if sum(bool(glyph.char.strip()) for glyph in placed) == len(chars):
        following = iter(chars)
        return [glyph._replace(char=next(following)) if glyph.char.strip() else glyph for glyph in placed]
    return [glyph for glyph in placed if len(glyph.char) == 1]


def _owner(place: Box, boxes: Sequence[Box]) -> int | None:
    """Index of the smallest annotation around the middle of a place; of equal ones that overlap, the right one."""
    x, y = place.x_mid, place.y_mid
    around = [
        (round(box.width * box.height), -box.x0, index)
        for index, box in enumerate(boxes)
        if box.x0 - _SLACK <= x <= box.x1 + _SLACK and box.top - _SLACK <= y <= box.bottom + _SLACK
    ]
    return min(around)[2] if around else None


def runs_of(glyphs: Sequence[Glyph], boxes: Sequence[Box], annotations: Sequence[Annotation]) -> list[Stamped]:
    """Glyphs put together into runs on one row of one annotation."""
    found: list[Stamped] = []
    for owner, run in _runs(glyphs, boxes):
        if owner is None:
            continue
        words, gaps = _words(run, "widget" if annotations[owner].is_widget else "annotation")
        if words:
            found.append(Stamped("".join(glyph.char for glyph in run).strip(), words, gaps, owner))
    return found


def _runs(glyphs: Sequence[Glyph], boxes: Sequence[Box]) -> Iterator[tuple[int | None, list[Glyph]]]:
    """Runs, each with the annotation of its first glyph."""
    run: list[Glyph] = []
    first: int | None = None
    before: int | None = None
    for glyph in glyphs:
        owner = _owner(glyph.place, boxes)
        if run and not (_is_flat(glyph) or (owner == before and _goes_on(run[-1].place, glyph.place))):
            yield first, run
            run = []
        if run or glyph.char.strip():
            first = first if run else owner
            run.append(glyph)
            before = owner
    if run:
        yield first, run


def _is_flat(glyph: Glyph) -> bool:
    return glyph.place.height <= 0 and not glyph.char.strip()


def _goes_on(last: Box, new: Box) -> bool:
    height = max(last.height, 1.0)
    same_row = abs(last.bottom - new.bottom) < 0.5 * height
    return same_row and -0.5 * height < new.x0 - last.x1 < _GAP * height


def _words(run: Sequence[Glyph], origin: Origin) -> tuple[tuple[Word, ...], tuple[bool, ...]]:
    text = clean("".join(glyph.char for glyph in run))
    if len(text) != len(run):  # composed or dropped characters: places of single words are lost
        whole = Box.around(glyph.place for glyph in run)
        return ((Word(text.strip(), 0, whole, Style(), 1.0, origin),), (False,)) if text.strip() else ((), ())
    spans = cut(text)
    words = tuple(
        Word(word, 0, Box.around(glyph.place for glyph in run[at : at + len(word)]), Style(), 1.0, origin)
        for at, word in spans
    )
    return words, tuple(at > 0 and text[at - 1].isspace() for at, _ in spans)
