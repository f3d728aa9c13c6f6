"""Glyphs of annotations' appearance streams at their true places, through pdfplumber's interpreter (pdfminer).

For the annotations whose forms carry matrices of their own (PDF 32000-1, 12.5.5, algorithm 8.1). Importing pdfplumber
takes a while: import this module only for pages that need it.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pdfplumber
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTFigure
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import apply_matrix_rect, mult_matrix

from gmparse.errors import DamagedFileError
from gmparse.page import Box
from gmparse.reading.stamps import Glyph

# pdfminer remarks on damaged files: for those who set up logging, not for the screen of the program that imports us.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

_HIDDEN = 1 << 1 | 1 << 5  # hidden, no view: PDF 32000-1, table 165
_UNKNOWN = re.compile(r"\(cid:(\d+)\)")
_KNOWN_ORDER = re.compile(r"Times\s?New\s?Roman|Arial", re.IGNORECASE)
_DIGIT_GLYPHS = range(0x13, 0x1D)  # 0 to 9 in these fonts
_SHOWN = ("FreeText", "Stamp", "Widget")


class _Device(PDFPageAggregator):
    """Draws digits of fonts that are not in the file and say nothing of their characters by their glyph numbers."""

    def render_char(self, matrix: Any, font: Any, *rest: Any, **more: Any) -> float:
        """As pdfminer's; see there."""
        advance = super().render_char(matrix, font, *rest, **more)
        drawn: Any = self.cur_item._objs[-1]
        unknown = _UNKNOWN.fullmatch(drawn.get_text())
        if unknown and not _is_embedded(font) and _KNOWN_ORDER.search(drawn.fontname):
            glyph = int(unknown[1])
            if glyph in _DIGIT_GLYPHS:
                drawn._text = str(glyph - _DIGIT_GLYPHS.start)
        return float(advance)


def _is_embedded(font: Any) -> bool:
    return any(key in font.descriptor for key in ("FontFile", "FontFile2", "FontFile3"))


def appearance_glyphs(data: bytes, password: str | None, number: int) -> list[Glyph]:
    """The glyphs of a page's shown annotations, upright for pages without rotation, in points from the top left.

    No glyphs when the file is too damaged for pdfminer: pdfium mends more, and what stays hidden becomes an issue.
    """
    try:
        with made_out():
            return _glyphs(data, password, number)
    except DamagedFileError:
        return []


@contextmanager
def made_out() -> Iterator[None]:
    """Errors of every kind, with which pdfminer stumbles over damaged files, as the one that says so."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise DamagedFileError("pdfplumber cannot make it out: try --engine pdfium") from error


def _glyphs(data: bytes, password: str | None, number: int) -> list[Glyph]:
    with pdfplumber.open(io.BytesIO(data), password=password or "", pages=[number]) as pdf:
        page = pdf.pages[0]
        device = _Device(pdf.rsrcmgr, laparams=None)
        interpreter = PDFPageInterpreter(pdf.rsrcmgr, device)
        glyphs: list[Glyph] = []
        # Not `page.annots`: that reads all that hangs on each annotation, the page and its parents too.
        for annotation in map(resolve1, resolve1(page.page_obj.annots) or ()):
            stream = _appearance(annotation)
            if stream is not None:
                glyphs += _drawn(page, device, interpreter, annotation, stream)
        return glyphs


def _appearance(data: dict[str, Any]) -> PDFStream | None:
    """The normal appearance of an annotation that is shown."""
    subtype = str(getattr(resolve1(data.get("Subtype")), "name", ""))
    if subtype not in _SHOWN or (resolve1(data.get("F")) or 0) & _HIDDEN:
        return None
    normal = resolve1((resolve1(data.get("AP")) or {}).get("N"))
    if isinstance(normal, dict):
        state = getattr(resolve1(data.get("AS")), "name", None)
        normal = resolve1(normal.get(state)) if state else None
    return normal if isinstance(normal, PDFStream) else None


def _drawn(page: Any, device: Any, interpreter: Any, data: dict[str, Any], stream: PDFStream) -> Iterator[Glyph]:
    matrix: Any = tuple(float(resolve1(v)) for v in resolve1(stream.attrs.get("Matrix")) or (1, 0, 0, 1, 0, 0))
    bounds: Any = tuple(float(resolve1(v)) for v in resolve1(stream.attrs["BBox"]))
    box = apply_matrix_rect(matrix, bounds)
    xs, ys = zip(*[[float(resolve1(v)) for v in resolve1(data["Rect"])][i : i + 2] for i in (0, 2)], strict=True)
    wide, high = (box[2] - box[0]) or 1.0, (box[3] - box[1]) or 1.0
    scale = ((max(xs) - min(xs)) / wide, (max(ys) - min(ys)) / high)
    fit = (scale[0], 0, 0, scale[1], min(xs) - box[0] * scale[0], min(ys) - box[1] * scale[1])
    device.begin_page(page.page_obj, (1, 0, 0, 1, 0, 0))
    interpreter.render_contents(resolve1(stream.attrs.get("Resources")) or {}, [stream], ctm=mult_matrix(matrix, fit))
    shown, device.cur_item, device._stack = device.cur_item, None, []
    left, _, _, top = (float(v) for v in page.mediabox)
    for char in _chars(shown):
        yield Glyph(char.get_text(), Box(char.x0 - left, top - char.y1, char.x1 - left, top - char.y0))


def _chars(item: Any) -> Iterator[LTChar]:
    for inner in item:
        if isinstance(inner, LTChar):
            yield inner
        elif isinstance(inner, LTFigure):
            yield from _chars(inner)
