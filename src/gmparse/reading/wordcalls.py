"""The pdfium calls that are made for every word, through ctypes on bare pointers: half the time of cffi's.

The calls keep the interpreter's lock: handing it over takes longer than they do.
"""

from __future__ import annotations

import ctypes
import struct
from collections import deque
from collections.abc import Iterable
from ctypes import c_void_p
from functools import cache
from itertools import chain, repeat
from pathlib import Path

_ROOM = 1024  # cells that are fetched at a time; even
_CELL = struct.Struct("8f")  # two FS_RECTF

Look = tuple[int | None, float, float, float]  # font's address, size, third and fourth number of the matrix


class WordCalls:
    """pdfium's cells and objects of characters.

    Args:
        library: path of the pdfium library; it is loaded already.
    """

    def __init__(self, library: Path) -> None:
        pdfium = ctypes.PyDLL(str(library))
        # Without ``argtypes`` ctypes converts nothing: pointers must come as ``c_void_p``.
        self._box_of = pdfium.FPDFText_GetLooseCharBox
        self.object_of, self._font_of = pdfium.FPDFText_GetTextObject, pdfium.FPDFTextObj_GetFont
        self.object_of.restype = self._font_of.restype = c_void_p
        self._size_of, self._matrix_of = pdfium.FPDFTextObj_GetFontSize, pdfium.FPDFPageObj_GetMatrix
        self._cells = (ctypes.c_float * (4 * _ROOM))()
        first = ctypes.addressof(self._cells)
        self._places = [c_void_p(first + 16 * index) for index in range(_ROOM)]
        self._look = (ctypes.c_float * 7)()  # size and FS_MATRIX
        self._size, self._matrix = ctypes.byref(self._look), ctypes.byref(self._look, 4)

    def cells(self, text: c_void_p, spans: Iterable[tuple[int, int]]) -> list[tuple[float, ...]]:
        """Cells of the first and the last character of each span: `gmparse.reading.pdfium.PdfPage.cells`."""
        ends = list(chain.from_iterable(spans))
        ends[1::2] = [end - 1 for end in ends[1::2]]
        cells: list[tuple[float, ...]] = []
        for at in range(0, len(ends), _ROOM):
            part = ends[at : at + _ROOM]
            deque(map(self._box_of, repeat(text), part, self._places), maxlen=0)
            cells += _CELL.iter_unpack(memoryview(self._cells).cast("B")[: 16 * len(part)])
        return cells

    def objects(self, text: c_void_p, indexes: Iterable[int]) -> list[int | None]:
        """Addresses of the text objects that drew the characters, ``None`` where there is none."""
        return list(map(self.object_of, repeat(text), indexes))

    def looks(self, objects: Iterable[int | None]) -> list[Look]:
        """What decides on the style of text objects."""
        return [self._look_of(c_void_p(one)) if one else (None, 0.0, 0.0, 0.0) for one in objects]

    def _look_of(self, drawn: c_void_p) -> Look:
        self._size_of(drawn, self._size)
        self._matrix_of(drawn, self._matrix)
        size, _, _, c, d, _, _ = self._look
        return self._font_of(drawn), size, c, d


@cache
def word_calls(library: Path) -> WordCalls:
    """The calls of a library; made once."""
    return WordCalls(library)
