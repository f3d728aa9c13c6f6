"""PDF → Document through pdfplumber (``engine="pdfplumber"``): slow, and independent of what pdfium makes of the text.

The page tree, the password and the page count are still checked by pdfium first: it fails early and cleanly where
pdfminer loops. Only text inside the pages counts; annotations are not drawn.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from math import atan2, pi
from typing import Any

import pdfplumber
from pdfplumber.page import Page as FoundPage
from pdfplumber.utils.text import WordExtractor

from gmparse.encodings import Encoding
from gmparse.errors import DamagedFileError, LimitError
from gmparse.options import Options
from gmparse.page import Box, Document, Page, Style
from gmparse.reading.appearance import made_out
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
from gmparse.reading.legacy import decoded
from gmparse.reading.pdfium import PdfFile, Upright
from gmparse.reading.slots import Filled
from gmparse.reading.words import clean, cut

_UNKNOWN = re.compile(r"\(cid:\d+\)")
_BOLD = re.compile(r"bold|black|heavy|demi|,b|-bd", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|slanted|-it", re.IGNORECASE)
_WORD_GAP = 0.12  # of the type size: wider gaps part words
_LINE_STEP = 0.5  # of the type size

_Object = dict[str, Any]


def read_pdf_with_pdfplumber(data: bytes, name: str, sha256: str, options: Options) -> Document:
    """Read a PDF.

    Raises:
        PasswordError, DamagedFileError, LimitError: see `gmparse.errors`.
    """
    with PdfFile(data, options.password) as checked:
        count, signed = checked.page_count, checked.signatures()
    numbers = pages_to_read(count, options.max_pages)
    with made_out():
        pdf = pdfplumber.open(io.BytesIO(data), pages=numbers, password=options.password)
        found = pdf.pages
    with pdf:
        fonts: dict[str, Encoding] = {}
        pages = list(counted((_read_page(page, options, fonts) for page in found), options))
    if len(pages) != len(numbers):
        raise DamagedFileError(f"pdfplumber finds {len(pages)} of {len(numbers)} pages: try --engine pdfium")
    document = document_of(name, sha256, recognised(pages, data, options), count)
    return with_signatures(document, signed, data, options)


def _read_page(page: FoundPage, options: Options, fonts: dict[str, Encoding]) -> PageRead:
    with made_out():  # all that pdfminer does with the page
        chars: list[_Object] = page.chars
    if len(chars) > options.max_page_chars:
        what = f"a page holds {len(chars):,} characters"
        raise LimitError.beyond("max_page_chars", options.max_page_chars, what, found=len(chars))
    turns = _quarter_turns(chars)
    x0, top, x1, bottom = _visible(page)
    upright = Upright(turns, (x0, -bottom, x1, -top))

    def place(found: _Object) -> Box:
        return upright.box(found["x0"], -found["bottom"], found["x1"], -found["top"])

    turned = [_turned(char, place(char), turns) for char in _decoded(chars, fonts)]
    shown = "".join(char["text"] for char in turned)
    blank = Page(page.page_number, *upright.size, (), rotation=-90 * turns % 360)
    paths = [place(found) for found in (*page.lines, *page.rects, *page.curves)]
    return page_of(blank, shown, Filled(list(_pieces(turned))), paths, [place(found) for found in page.images], options)


def _visible(page: FoundPage) -> tuple[float, float, float, float]:
    """The crop box inside the media box, in pdfplumber's coordinates."""
    media, crop = page.mediabox, page.cropbox
    x0, top, x1, bottom = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return (x0, top, x1, bottom) if x0 < x1 and top < bottom else media


def _quarter_turns(chars: list[_Object]) -> int:
    """Quarter turns clockwise of most characters' writing direction."""
    turns = Counter(_turns_of(char) for char in chars if char["text"].isalnum())
    return turns.most_common(1)[0][0] if turns else 0


def _turns_of(char: _Object) -> int:
    a, b = char["matrix"][:2]
    return round(-atan2(b, a) / (pi / 2)) % 4


def _decoded(chars: list[_Object], fonts: dict[str, Encoding]) -> list[_Object]:
    """Characters in Unicode. Ligatures, of several letters each, have none of a legacy encoding."""
    text = "".join(char["text"] if len(char["text"]) == 1 else "\ufffd" for char in chars)
    shown = decoded(text, lambda index: _font(chars[index]), fonts)
    return [
        {**char, "text": new if len(char["text"]) == 1 else char["text"]}
        for char, new in zip(chars, shown, strict=True)
    ]


def _turned(char: _Object, place: Box, turns: int) -> _Object:
    """A character on the upright page, in the shape in which pdfplumber's words are made."""
    upright = _turns_of(char) == turns
    return {
        **char,
        "text": _UNKNOWN.sub("\ufffd", char["text"]),
        "upright": upright,
        "size": place.height if upright else place.width,
        "doctop": place.top,
        **place._asdict(),
    }


def _pieces(chars: list[_Object]) -> Iterator[Piece]:
    """Words in the order of the content, parted where a word does not follow the one before it on its line."""
    extractor = WordExtractor(
        x_tolerance_ratio=_WORD_GAP, y_tolerance_ratio=_LINE_STEP, use_text_flow=True, expand_ligatures=False
    )
    piece = Piece()
    for found in extractor.extract_words(chars, return_chars=True):
        blank = True
        for shown, place, style in _words(found["chars"]):
            if piece.words and not follows(piece.words[-1].place, place):
                yield piece
                piece = Piece()
            piece.add(shown, place, style, blank)
            blank = False
    if piece.words:
        yield piece


def _words(chars: list[_Object]) -> Iterator[tuple[str, Box, Style]]:
    """Runs of letters and of punctuation of a word between blanks, each with the box of its characters."""
    text = "".join(char["text"] for char in chars)
    owners = [char for char in chars for _ in char["text"]]
    for start, token in cut(text):
        shown = clean(token)
        if not shown:
            continue
        own = owners[start : start + len(token)]
        style = _style(own[0])
        place = Box.around(Box(c["x0"], c["top"], c["x1"], c["bottom"]) for c in own)
        if place.width > 0 and place.height > 0:
            yield shown, place, style


def _style(char: _Object) -> Style:
    font = _font(char)
    return Style(round(char["size"], 2), bool(_BOLD.search(font)), bool(_ITALIC.search(font)), font)


def _font(char: _Object) -> str:
    return str(char["fontname"]).split("+")[-1]
