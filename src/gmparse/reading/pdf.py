"""PDF → Document through pdfium: words with box and style, lines by column, ruled lines, tables, upright pages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gmparse.options import Options
from gmparse.page import Box, Document, Page, Remark, Ruling, Table, Word
from gmparse.reading.columns import Piece, lines_of
from gmparse.reading.gate import text_is_usable
from gmparse.reading.pdfium import Glyphs, PdfFile, PdfPage, Upright
from gmparse.reading.words import clean
from gmparse.text import decode_tcvn3, is_tcvn3, is_tcvn3_capital_font

MEDIA_TYPE = "application/pdf"

# pdfium writes U+FFFE or U+0002 for a hyphen at the end of a printed line.
_LINE_HYPHENS = {"\ufffe": "-", "\x02": "-"}
_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*|(?:[^\w\s]|_|[\x02])+")
_NEW_BASELINE = 0.55  # of the word's height: more is another printed line, less a superscript
_IMAGE_SHARE = 0.5  # of the page: an image that large may hold the text
_FEW_LETTERS = 60
_RULE_THICKNESS = 3.0
_MIN_EDGES_FOR_TABLE = 8


def read_pdf(data: bytes, name: str, sha256: str, options: Options) -> Document:
    """Read a PDF.

    Raises:
        PasswordError, DamagedFileError, LimitError: see `gmparse.errors`.
    """
    with PdfFile(data, options.password) as pdf:
        numbers = pages_to_read(pdf.page_count, options.max_pages)
        remarks = [] if len(numbers) == pdf.page_count else [skipped(numbers, pdf.page_count)]
        pages = []
        for number in numbers:
            with pdf.page(number) as page:
                read = _read_page(page, number, options)
            if read.needs_ocr:
                remarks.append(Remark("page-needs-ocr", page=number))
            pages.append(read)
        return Document(name, sha256, MEDIA_TYPE, tuple(pages), pdf.page_count, remarks=tuple(remarks))


def pages_to_read(count: int, limit: int) -> list[int]:
    """Page numbers to read: all, or the first three quarters and the last quarter of ``limit`` pages."""
    if count <= limit:
        return list(range(1, count + 1))
    last = limit // 4
    return [*range(1, limit - last + 1), *range(count - last + 1, count + 1)]


def skipped(numbers: list[int], count: int) -> Remark:
    """The remark that says which pages were not read."""
    missing = [n for n in range(1, count + 1) if n not in set(numbers)]
    return Remark("pages-skipped", detail=f"{missing[0]}-{missing[-1]}")


def _read_page(page: PdfPage, number: int, options: Options) -> Page:
    glyphs = page.glyphs(options.max_page_chars)
    legacy = is_tcvn3(glyphs.text)
    if legacy:
        glyphs = glyphs._replace(text=decode_tcvn3(glyphs.text))
    upright = Upright(glyphs.quarter_turns, page.bounds)
    width, height = upright.size
    paths, images = page.drawings()
    rotation = (-90 * glyphs.quarter_turns - page.rotation) % 360
    if _hides_text(glyphs.text, [upright.box(*image) for image in images], width * height):
        return Page(number, width, height, (), rotation=rotation, needs_ocr=True)
    rulings = rulings_of(upright.box(*path) for path in paths)
    lines = lines_of(_pieces(page, glyphs, upright, legacy), number)
    tables: tuple[Table, ...] = ()
    if options.only == "all" and len(rulings) >= _MIN_EDGES_FOR_TABLE:
        from gmparse.reading.tables import find_tables  # pdfplumber: only for pages with enough ruled lines

        tables = find_tables(rulings, lines, width, height)
    return Page(number, width, height, lines, rulings, tables, rotation)


def _hides_text(text: str, images: list[Box], area: float) -> bool:
    """Whether the page shows text that its text layer does not hold."""
    if not text_is_usable(text):
        return True
    largest = max((box.width * box.height for box in images), default=0.0)
    return largest >= _IMAGE_SHARE * area and sum(map(str.isalnum, text)) < _FEW_LETTERS


def rulings_of(boxes: Iterable[Box]) -> tuple[Ruling, ...]:
    """Straight lines among drawn boxes: thin boxes as they are, the four edges of wide ones."""
    found: list[Ruling] = []
    for box in boxes:
        if box.height <= _RULE_THICKNESS < box.width:
            found.append(Ruling(Box(box.x0, box.y_mid, box.x1, box.y_mid), True))
        elif box.width <= _RULE_THICKNESS < box.height:
            found.append(Ruling(Box(box.x_mid, box.top, box.x_mid, box.bottom), False))
        elif box.width > _RULE_THICKNESS:
            found += [Ruling(Box(box.x0, y, box.x1, y), True) for y in (box.top, box.bottom)]
            found += [Ruling(Box(x, box.top, x, box.bottom), False) for x in (box.x0, box.x1)]
    return tuple(found)


def _pieces(page: PdfPage, glyphs: Glyphs, upright: Upright, legacy: bool) -> list[Piece]:
    """Runs of words of one printed line as pdfium orders them; columns are told apart later."""
    text = glyphs.text
    pieces: list[Piece] = []
    current: list[tuple[Word, bool]] = []  # word, whether a blank stands before it
    last_end = 0
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        between = text[last_end:start]
        word = _word(page, upright, start, end, token.group(), legacy)
        last_end = end
        if word is None:
            continue
        if current and ("\n" in between or "\r" in between or _is_elsewhere(current[-1][0].place, word.place)):
            pieces.append(Piece(current))
            current = []
        current.append((word, bool(between)))
    if current:
        pieces.append(Piece(current))
    return [p for p in pieces if p.place.height > 0 and p.place.width > 0]


def _is_elsewhere(last: Box, new: Box) -> bool:
    """Whether ``new`` cannot follow ``last`` on one printed line."""
    height = max(last.height, new.height, 1.0)
    return abs(new.bottom - last.bottom) > _NEW_BASELINE * height or new.x0 < last.x0 - 0.1 * height


def _word(page: PdfPage, upright: Upright, start: int, end: int, text: str, legacy: bool) -> Word | None:
    for mark, hyphen in _LINE_HYPHENS.items():
        text = text.replace(mark, hyphen)
    text = clean(text)
    if not text:
        return None
    box = upright.box(*page.rect(start))
    if end - start > 1:
        box = box.union(upright.box(*page.rect(end - 1)))
    style = page.style(start)
    if legacy and is_tcvn3_capital_font(style.font):
        text = text.upper()
    return Word(text, 0, box, style)
