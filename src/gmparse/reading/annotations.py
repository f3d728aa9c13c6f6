"""The annotations of a page that a reader sees, and what each draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from gmparse.reading._pdfium_abi import ffi

Drawing = Literal["text", "shapes", "nothing"]  # shapes: lines, pictures, or what cannot be made out
_DRAWINGS: tuple[Drawing, ...] = ("text", "shapes")

_WIDGET = 20  # FPDF_ANNOT_WIDGET
_SHOWN = frozenset((3, 13, _WIDGET))  # FPDF_ANNOT_FREETEXT, FPDF_ANNOT_STAMP
_NOT_VIEWED = 1 << 1 | 1 << 5  # hidden, no view: PDF 32000-1, table 165
_OBJECT_TEXT = 1  # FPDF_PAGEOBJ_TEXT
_OBJECT_FORM = 5  # FPDF_PAGEOBJ_FORM
_MAX_OBJECTS = 10_000  # of an appearance; one with more is looked at as if it held text


class Annotation(NamedTuple):
    """A form's widget or another annotation, and its rectangle in user space."""

    is_widget: bool
    rect: tuple[float, float, float, float]  # left, bottom, right, top


class Annotations(NamedTuple):
    """The annotations of a page that are shown: not hidden, not only for print, not links and pop-ups.

    ``draw`` is what they draw together: text, if any of them does.
    """

    shown: list[Annotation]
    draw: Drawing


def annotations_of(pdfium: Any, page: Any) -> Annotations:
    """The annotations of an open page."""
    rect, shown, drawings = ffi.new("FS_RECTF*"), [], set[Drawing]()
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        handle = pdfium.FPDFPage_GetAnnot(page, index)
        kind, flags = pdfium.FPDFAnnot_GetSubtype(handle), pdfium.FPDFAnnot_GetFlags(handle)
        if kind in _SHOWN and not flags & _NOT_VIEWED and pdfium.FPDFAnnot_GetRect(handle, rect):
            x, y = sorted((rect.left, rect.right)), sorted((rect.bottom, rect.top))
            shown.append(Annotation(kind == _WIDGET, (x[0], y[0], x[1], y[1])))
            if "text" not in drawings:  # the first is enough, and looking takes a while
                drawings.add(_drawing(pdfium, handle))
        pdfium.FPDFPage_CloseAnnot(handle)
    return Annotations(shown, next((drawn for drawn in _DRAWINGS if drawn in drawings), "nothing"))


def _drawing(pdfium: Any, annotation: Any) -> Drawing:
    """What the normal appearance of an annotation draws."""
    waiting: list[tuple[Any, Callable[[Any, int], Any], int]] = [
        (annotation, pdfium.FPDFAnnot_GetObject, pdfium.FPDFAnnot_GetObjectCount(annotation))
    ]
    seen = 0
    while waiting:
        holder, get, count = waiting.pop()
        seen += max(count, 0)
        if seen > _MAX_OBJECTS:
            return "text"
        for index in range(count):
            drawn = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(drawn)
            if kind == _OBJECT_TEXT:
                return "text"
            if kind == _OBJECT_FORM:
                waiting.append((drawn, pdfium.FPDFFormObj_GetObject, pdfium.FPDFFormObj_CountObjects(drawn)))
    return "shapes" if pdfium.FPDFAnnot_HasKey(annotation, b"AP") else "nothing"
