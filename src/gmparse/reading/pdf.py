"""PDF → Document through pdfium: words with box and style, lines by column, ruled lines, tables, upright pages."""

from __future__ import annotations

import re

from gmparse.options import Options
from gmparse.page import Document, Page, Word
from gmparse.reading.assemble import document_of, is_elsewhere, page_of, pages_to_read
from gmparse.reading.columns import Piece
from gmparse.reading.pdfium import Glyphs, PdfFile, PdfPage, Upright
from gmparse.reading.words import clean
from gmparse.text import decode_tcvn3, is_tcvn3, is_tcvn3_capital_font

# pdfium writes U+FFFE or U+0002 for a hyphen at the end of a printed line.
_LINE_HYPHENS = {"\ufffe": "-", "\x02": "-"}
_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*|(?:[^\w\s]|_|[\x02])+")


def read_pdf(data: bytes, name: str, sha256: str, options: Options) -> Document:
    """Read a PDF.

    Raises:
        PasswordError, DamagedFileError, LimitError: see `gmparse.errors`.
    """
    with PdfFile(data, options.password) as pdf:
        pages = []
        for number in pages_to_read(pdf.page_count, options.max_pages):
            with pdf.page(number) as page:
                pages.append(_read_page(page, number, options))
        return document_of(name, sha256, pages, pdf.page_count)


def _read_page(page: PdfPage, number: int, options: Options) -> Page:
    glyphs = page.glyphs(options.max_page_chars)
    legacy = is_tcvn3(glyphs.text)
    if legacy:
        glyphs = glyphs._replace(text=decode_tcvn3(glyphs.text))
    upright = Upright(glyphs.quarter_turns, page.bounds)
    paths, images = page.drawings()
    blank = Page(number, *upright.size, (), rotation=(-90 * glyphs.quarter_turns - page.rotation) % 360)
    return page_of(
        blank,
        glyphs.text,
        lambda: _pieces(page, glyphs, upright, legacy),
        [upright.box(*path) for path in paths],
        [upright.box(*image) for image in images],
        options,
    )


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
        if current and ("\n" in between or "\r" in between or is_elsewhere(current[-1][0].place, word.place)):
            pieces.append(Piece(current))
            current = []
        current.append((word, bool(between)))
    if current:
        pieces.append(Piece(current))
    return [p for p in pieces if p.place.height > 0 and p.place.width > 0]


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
