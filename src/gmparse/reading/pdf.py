"""PDF → Document through pdfium: words with box and style, lines by column, ruled lines, tables, upright pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gmparse.options import Options
from gmparse.page import Box, Document, Page
from gmparse.reading.assemble import (
    PageRead,
    document_of,
    follows,
    page_of,
    pages_to_read,
    recognised,
    with_signatures,
)
from gmparse.reading.columns import Piece
from gmparse.reading.pdfium import PdfFile, PdfPage, Upright
from gmparse.reading.slots import Filled, fill
from gmparse.reading.stamps import Glyph, are_inside, named, runs_of, stamped_glyphs
from gmparse.reading.words import clean, is_clean
from gmparse.text import decode_tcvn3, is_tcvn3, is_tcvn3_capital_font

# pdfium writes U+FFFE or U+0002 for a hyphen at the end of a printed line.
_LINE_HYPHENS = ("\ufffe", "\x02")
_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*|([^\w\s]|_)\1*")


def read_pdf(data: bytes, name: str, sha256: str, options: Options) -> Document:
    """Read a PDF.

    Raises:
        PasswordError, DamagedFileError, LimitError: see `gmparse.errors`.
    """
    with PdfFile(data, options.password) as pdf:
        signed = pdf.signatures()  # first: flattening a page removes the form
        read = [_read_page(pdf, data, n, options) for n in pages_to_read(pdf.page_count, options.max_pages)]
    document = document_of(name, sha256, recognised(read, data, options), pdf.page_count)
    return with_signatures(document, signed, data, options)


def _read_page(pdf: PdfFile, data: bytes, number: int, options: Options) -> PageRead:
    with pdf.page(number) as page:
        glyphs = page.glyphs(options.max_page_chars)
        text = glyphs.text
        for mark in _LINE_HYPHENS:
            text = text.replace(mark, "-")
        legacy = is_tcvn3(text)
        if legacy:
            text = decode_tcvn3(text)
        upright = Upright(glyphs.quarter_turns, page.bounds)
        rotation = (-90 * glyphs.quarter_turns - page.rotation) % 360
        paths, images = page.drawings()
        annotations = page.annotations()
        pieces = _pieces(page, text, upright, legacy)
        flattened = bool(annotations) and page.flatten()
    filled = Filled(pieces)
    if flattened:
        drawn = stamped_glyphs(pdf, number, upright, glyphs.text, options.max_page_chars)
        boxes = [upright.box(*annotation.rect) for annotation in annotations]
        if not are_inside(drawn, boxes):
            drawn = _interpreted(data, number, options, drawn) if not rotation else []
        filled = fill(pieces, runs_of(drawn, boxes, annotations), boxes, number, upright.size[0])
        if filled.hidden and not rotation:  # a font that is not in the file: pdfium draws nothing
            drawn = _interpreted(data, number, options, ())
            filled = fill(pieces, runs_of(drawn, boxes, annotations), boxes, number, upright.size[0])
    return page_of(
        Page(number, *upright.size, (), rotation=rotation),
        text,
        filled,
        [upright.box(*path) for path in paths],
        [upright.box(*image) for image in images],
        options,
    )


def _interpreted(data: bytes, number: int, options: Options, drawn: Sequence[Glyph]) -> list[Glyph]:
    """Stamped glyphs where pdfminer's interpreter places them."""
    from gmparse.reading.appearance import appearance_glyphs  # pdfplumber: only for pages that need it

    return named(appearance_glyphs(data, options.password, number), drawn)


def _pieces(page: PdfPage, text: str, upright: Upright, legacy: bool) -> list[Piece]:
    """Runs of words of one printed line as pdfium orders them; columns are told apart later."""
    spans = [found.span() for found in _TOKEN.finditer(text)]
    places = upright.boxes(page.cells(spans))
    tidy = is_clean(text.replace("\r", " ").replace("\n", " "))
    pieces: list[Piece] = []
    piece = Piece()
    last, last_end = Box(0, 0, 0, 0), 0
    for (start, end), place in zip(spans, places, strict=True):
        shown = text[start:end] if tidy else clean(text[start:end])
        between = text[last_end:start]
        last_end = end
        if not shown:
            continue
        style = page.style(start)
        if legacy and is_tcvn3_capital_font(style.font):
            shown = shown.upper()
        broken = between not in ("", " ") and ("\n" in between or "\r" in between)
        level = place[3] == last[3] and place[0] >= last[0]  # most words: spares the closer look
        if piece.words and (broken or not (level or follows(last, place))):
            pieces.append(piece)
            piece = Piece()
        piece.add(shown, place, style, between != "")
        last = place
    pieces.append(piece)
    return [p for p in pieces if p.words and p.place.height > 0 and p.place.width > 0]
