"""PDF → Document through pdfium: words with box and style, lines by column, ruled lines, tables, upright pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, compress, pairwise
from operator import add

from gmparse.encodings import Encoding
from gmparse.options import Options
from gmparse.page import Box, Document, Page
from gmparse.reading.annotations import Annotation
from gmparse.reading.assemble import (
    PageRead,
    counted,
    document_of,
    follows,
    page_of,
    pages_to_read,
    recognised,
    with_signatures,
)
from gmparse.reading.columns import Piece
from gmparse.reading.legacy import LINE_HYPHEN, decoded
from gmparse.reading.lost_blanks import parted
from gmparse.reading.pdfium import PdfFile, PdfPage, Upright
from gmparse.reading.slots import Filled, fill
from gmparse.reading.stamps import Glyph, Stamped, are_inside, named, runs_of, stamped_glyphs
from gmparse.reading.words import clean, is_clean

_TOKEN = re.compile(r"([^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|([^\w\s]|_)\2*)")
_BLANKS = frozenset(("", " "))
_BREAK = re.compile(r"[\r\n]")


def read_pdf(data: bytes, name: str, sha256: str, options: Options) -> Document:
    """Read a PDF.

    Raises:
        PasswordError, DamagedFileError, LimitError: see `gmparse.errors`.
    """
    with PdfFile(data, options.password) as pdf:
        signed = pdf.signatures()  # first: flattening a page removes the form
        fonts: dict[str, Encoding] = {}
        numbers = pages_to_read(pdf.page_count, options.max_pages)
        read = list(counted((_read_page(pdf, data, number, options, fonts) for number in numbers), options))
    document = document_of(name, sha256, recognised(read, data, options), pdf.page_count)
    return with_signatures(document, signed, data, options)


def _read_page(pdf: PdfFile, data: bytes, number: int, options: Options, fonts: dict[str, Encoding]) -> PageRead:
    with pdf.page(number) as page:
        glyphs = page.glyphs(options.max_page_chars)
        text = decoded(glyphs.text, lambda index: page.style(index).font, fonts)
        upright = Upright(glyphs.quarter_turns, page.bounds)
        rotation = (-90 * glyphs.quarter_turns - page.rotation) % 360
        paths, images = page.drawings()
        annotations, draw = page.annotations()
        pieces = _pieces(page, text, upright)
        flattened = draw == "text" and page.flatten()
    filled = Filled(pieces)
    if flattened or draw == "shapes":
        drawn = stamped_glyphs(pdf, number, upright, glyphs.text, options.max_page_chars) if flattened else []
        boxes = [upright.box(*annotation.rect) for annotation in annotations]
        if not are_inside(drawn, boxes):
            drawn = _interpreted(data, number, options, drawn) if not rotation else []
        runs = runs_of(drawn, boxes, annotations)
        filled = fill(pieces, runs, boxes, number, upright.size[0])
        if filled.hidden and flattened and not rotation:  # a font that is not in the file: pdfium draws nothing
            runs = runs_of(_interpreted(data, number, options, ()), boxes, annotations)
            filled = fill(pieces, runs, boxes, number, upright.size[0])
        if filled.hidden and not rotation:
            seen = _recognised(data, number, boxes, annotations, options, filled.hidden)
            filled = fill(pieces, [*runs, *seen], boxes, number, upright.size[0]) if seen else filled
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


def _recognised(
    data: bytes,
    number: int,
    boxes: Sequence[Box],
    annotations: Sequence[Annotation],
    options: Options,
    wanted: Sequence[int],
) -> list[Stamped]:
    """What annotations show as pictures, as far as the options and this machine allow."""
    if options.ocr == "never":
        return []
    from gmparse.reading import ocr  # only for pages that need it

    if not ocr.is_available():
        return []
    from gmparse.reading.picture_stamps import read_pictures

    return read_pictures(data, number, boxes, annotations, options, wanted)


def _pieces(page: PdfPage, text: str, upright: Upright) -> list[Piece]:
    """Runs of words of one printed line as pdfium orders them; columns are told apart later."""
    spans, texts, between = _words(page, text)
    places = upright.boxes(page.cells(spans))
    styles = page.styles([start for start, _ in spans])
    if not is_clean(text.replace("\r", " ").replace("\n", " ")):
        texts = list(map(clean, texts))
        kept = list(map(bool, texts))
        texts, between = list(compress(texts, kept)), list(compress(between, kept))
        places, styles = list(compress(places, kept)), list(compress(styles, kept))
    if LINE_HYPHEN in text:
        texts = ["ư" if shown == LINE_HYPHEN else shown for shown in texts]
    gaps = list(map(bool, between))
    pieces = [
        Piece(texts[first:end], places[first:end], styles[first:end], gaps[first:end])
        for first, end in pairwise(_edges(between, places))
    ]
    return [piece for piece in pieces if _has_extent(piece.places[0]) or _has_extent(piece.place)]


def _words(page: PdfPage, text: str) -> tuple[list[tuple[int, int]], list[str], list[str]]:
    """Words of a text layer: their spans, their texts, and what stands before each."""
    parts = _TOKEN.split(text)
    before, texts = parts[:-1:3], parts[1::3]
    sizes = list(map(len, texts))
    starts = accumulate(map(add, sizes, map(len, before[1:])), initial=len(parts[0]))
    spans = [(start, start + size) for start, size in zip(starts, sizes, strict=False)]
    cut, lost = parted(text, spans, page.cells)
    if not lost:
        return spans, texts, before
    befores = (text[end:start] for (_, end), (start, _) in pairwise(((0, 0), *cut)))
    return (
        cut,
        [text[start:end] for start, end in cut],
        [" " if start in lost else before for (start, _), before in zip(cut, befores, strict=True)],
    )


def _has_extent(place: Box) -> bool:
    return place[2] > place[0] and place[3] > place[1]


def _edges(between: Sequence[str], places: Sequence[Box]) -> list[int]:
    """Where pieces begin among the words of a page, and where the last one ends.

    Args:
        between: what stands in the text before each word.
        places: the words' places.
    """
    edges = [0]
    for index, (last, place, text) in enumerate(zip(places, places[1:], between[1:], strict=False), start=1):
        if place[3] == last[3] and place[0] >= last[0] and text in _BLANKS:  # most words: spares the closer look
            continue
        if not follows(last, place) or _BREAK.search(text):
            edges.append(index)
    return [*edges, len(places)] if places else edges
