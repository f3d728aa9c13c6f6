"""The pdfium calls that are made for every word or object, through ctypes on bare pointers: half the time of cffi's.

The calls keep the interpreter's lock: handing it over takes longer than they do.
"""

from __future__ import annotations

import ctypes
import struct
from collections import deque
from collections.abc import Iterable, Sequence
from ctypes import c_void_p
from functools import cache
from itertools import chain, repeat
from pathlib import Path
from typing import Any

_ROOM = 1024  # cells that are fetched at a time; even
_CELL = struct.Struct("8f")  # two FS_RECTF

Look = tuple[int, float, float, float]  # font's address, size, third and fourth number of the matrix


class WordCalls:
    """pdfium's cells and objects of characters, and what objects look like.

    Args:
        library: path of the pdfium library; it is loaded already.
    """

    def __init__(self, library: Path) -> None:
        pdfium = ctypes.PyDLL(str(library))
        # Without ``argtypes`` ctypes converts nothing: pointers must come as ``c_void_p``.
        self._box_of = pdfium.FPDFText_GetLooseCharBox
        self.object_of = pdfium.FPDFText_GetTextObject
        self._font_of, self._size_of, self._matrix_of = (
            pdfium.FPDFTextObj_GetFont,
            pdfium.FPDFTextObj_GetFontSize,
            pdfium.FPDFPageObj_GetMatrix,
        )
        self._count, self._get, self._kind_of = (
            pdfium.FPDFPage_CountObjects,
            pdfium.FPDFPage_GetObject,
            pdfium.FPDFPageObj_GetType,
        )
        self.object_of.restype = self._font_of.restype = self._get.restype = c_void_p
        self._font_of.argtypes = self._kind_of.argtypes = (c_void_p,)  # their objects come as plain addresses
        self._size_of.argtypes = self._matrix_of.argtypes = (c_void_p, c_void_p)
        self._cells = (ctypes.c_float * (4 * _ROOM))()
        first = ctypes.addressof(self._cells)
        self._places = [c_void_p(first + 16 * index) for index in range(_ROOM)]

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

    def drawn(self, page: c_void_p) -> Iterable[tuple[int, int]]:
        """The objects of a page: the type and the address of each."""
        found = list(map(self._get, repeat(page), range(self._count(page))))
        return zip(map(self._kind_of, found), found, strict=True)

    def looks(self, objects: Sequence[int]) -> Iterable[Look]:
        """What decides on the style of text objects."""
        count = len(objects)
        sizes, matrices = (ctypes.c_float * count)(), (ctypes.c_float * (6 * count))()  # FS_MATRIX: six numbers
        _call(self._size_of, objects, sizes, 4)
        _call(self._matrix_of, objects, matrices, 24)
        return zip(map(self._font_of, objects), sizes, matrices[2::6], matrices[3::6], strict=True)


def _call(function: Any, objects: Sequence[int], room: ctypes.Array[ctypes.c_float], step: int) -> None:
    """Let a function write what it tells of each object into the next ``step`` bytes of the room."""
    first = ctypes.addressof(room)
    deque(map(function, objects, range(first, first + step * len(objects), step)), maxlen=0)


@cache
def word_calls(library: Path) -> WordCalls:
    """The calls of a library; made once."""
    return WordCalls(library)
