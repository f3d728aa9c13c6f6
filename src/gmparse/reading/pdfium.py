"""The pdfium library through cffi: open a PDF, walk its pages, read characters and ruled lines fast.

This file and `gmparse.reading.wordcalls` talk to pdfium. A call through cffi costs a sixth of one through the bindings
of pypdfium2 (DESIGN §3), which are not used; its bundled library is. Not thread safe: pdfium is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_void_p
from functools import cache
from importlib.util import find_spec
from math import hypot, pi
from pathlib import Path
from typing import Any, NamedTuple

from gmparse.errors import DamagedFileError, LimitError, MissingDependencyError, PasswordError
from gmparse.page import Box, Style
from gmparse.reading._pdfium_abi import ffi
from gmparse.reading.annotations import Annotations, annotations_of
from gmparse.reading.wordcalls import Look, word_calls

_ERROR_PASSWORD = 4  # FPDF_ERR_PASSWORD
_OBJECT_PATH = 2  # FPDF_PAGEOBJ_PATH
_OBJECT_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_SEGMENT_MOVE = 2  # FPDF_SEGMENT_MOVETO
_FLAG_ITALIC = 1 << 6  # PDF 32000-1, table 123
_FLAG_FORCE_BOLD = 1 << 18
_BOLD_WEIGHT = 600
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"semibold", b"demi", b",b", b"-bd")
_ITALIC_NAMES = (b"italic", b"oblique", b"slanted", b"-it")
_FLAT_DISPLAY = 0  # FLAT_NORMALDISPLAY
_FLATTENED = 1  # FLATTEN_SUCCESS
_MAX_PATH_SEGMENTS = 2_000
_TURN_SAMPLE = 40  # characters of a page that are asked for their direction


@cache
def _library() -> Any:
    library = ffi.dlopen(str(_library_path()))
    library.FPDF_InitLibrary()
    return library


@cache
def _library_path() -> Path:
    spec = find_spec("pypdfium2_raw")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        for name in ("libpdfium.so", "libpdfium.dylib", "pdfium.dll"):
            path = Path(folder) / name
            if path.exists():
                return path
    raise MissingDependencyError(
        "the pdfium library of pypdfium2 was not found; reinstall it: pip install --force-reinstall pypdfium2"
    )


class Glyphs(NamedTuple):
    """The characters of a page: ``text`` has one character for each pdfium character index."""

    text: str
    quarter_turns: int


class Upright(NamedTuple):
    """Turns user-space rectangles into upright top-left ones. ``turns`` counts quarter turns of the text, clockwise."""

    turns: int
    page: tuple[float, float, float, float]  # left, bottom, right, top in user space

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the upright page in points."""
        left, bottom, right, top = self.page
        return (right - left, top - bottom) if self.turns % 2 == 0 else (top - bottom, right - left)

    def boxes(self, cells: Iterable[tuple[float, ...]]) -> list[Box]:
        """The upright box around each pair of cells of `PdfPage.cells`."""
        if self.turns:
            return [self.box(min(a, e), min(d, h), max(c, g), max(b, f)) for a, b, c, d, e, f, g, h in cells]
        x_min, _, _, y_max = self.page
        make = tuple.__new__  # a third of the time of Box(…)
        return [
            make(
                Box,
                (
                    (a if a < e else e) - x_min,
                    y_max - (b if b > f else f),
                    (c if c > g else g) - x_min,
                    y_max - (d if d < h else h),
                ),
            )
            for a, b, c, d, e, f, g, h in cells
        ]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The upright box of a user-space rectangle."""
        x_min, y_min, x_max, y_max = self.page
        if self.turns == 0:
            return Box(left - x_min, y_max - top, right - x_min, y_max - bottom)
        if self.turns == 1:
            return Box(y_max - top, x_max - right, y_max - bottom, x_max - left)
        if self.turns == 2:
            return Box(x_max - right, bottom - y_min, x_max - left, top - y_min)
        return Box(bottom - y_min, left - x_min, top - y_min, right - x_min)


class SignatureObject(NamedTuple):
    """A signature dictionary (ISO 32000-1, 12.8.1): ``/Contents``, ``/ByteRange``, ``/SubFilter``, ``/M``."""

    contents: bytes
    byte_range: tuple[int, ...]
    sub_filter: str
    time: str


class PdfPage:
    """An open page. Use inside `PdfFile.page` only."""

    def __init__(self, handle: Any, fonts: dict[int, tuple[bool, bool, str]]) -> None:
        self._lib = _library()
        self._page = handle
        self._text: Any = None
        self._pointer = c_void_p()  # the same for ctypes
        self._calls = word_calls(_library_path())
        self._fonts = fonts
        self._styles: dict[int | None, Style] = {None: Style()}  # by address of the text object
        self._kinds: dict[Look, Style] = {}
        self._rect = ffi.new("FS_RECTF*")

    @property
    def rotation(self) -> int:
        """``/Rotate`` in degrees clockwise."""
        return 90 * int(self._lib.FPDFPage_GetRotation(self._page))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of the visible page in user space."""
        rect = self._rect
        if self._lib.FPDF_GetPageBoundingBox(self._page, rect):
            return (rect.left, rect.bottom, rect.right, rect.top)
        return (0.0, 0.0, self._lib.FPDF_GetPageWidthF(self._page), self._lib.FPDF_GetPageHeightF(self._page))

    def glyphs(self, max_chars: int) -> Glyphs:
        """The text layer.

        Raises:
            LimitError: more than ``max_chars`` characters.
        """
        lib = self._lib
        self._text = lib.FPDFText_LoadPage(self._page)
        self._pointer = c_void_p(int(ffi.cast("uintptr_t", self._text)))
        count = max(0, lib.FPDFText_CountChars(self._text)) if self._text else 0
        if count > max_chars:
            what = f"a page holds {count:,} characters"
            raise LimitError.beyond("max_page_chars", max_chars, what, found=count)
        buffer = ffi.new("unsigned short[]", count + 1)
        got = lib.FPDFText_GetText(self._text, 0, count, buffer) if count else 0
        text = ffi.buffer(buffer, max(0, got - 1) * 2)[:].decode("utf-16-le", "replace")
        if len(text) != count:  # characters outside the BMP take two units
            text = "".join(map(self._char, range(count)))
        return Glyphs(text, self._quarter_turns(text))

    def _char(self, index: int) -> str:
        code = self._lib.FPDFText_GetUnicode(self._text, index)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"

    def _quarter_turns(self, text: str) -> int:
        step = max(1, len(text) // _TURN_SAMPLE)
        sample = [i for i in range(0, len(text), step) if text[i].isalnum()]
        if not sample:
            return 0
        turns = [self.turns_of(i) for i in sample]
        return max(set(turns), key=turns.count)

    def turns_of(self, index: int) -> int:
        """Quarter turns clockwise of one character's writing direction."""
        return int(round(self._lib.FPDFText_GetCharAngle(self._text, index) / (pi / 2)) % 4)

    def cells(self, spans: Sequence[tuple[int, int]]) -> list[tuple[float, ...]]:
        """Cells (advance width, font height) of the first and the last character of each span of the text.

        Left, top, right, bottom of the one and then of the other, in user space.
        """
        return self._calls.cells(self._pointer, spans)

    def annotations(self) -> Annotations:
        """The page's annotations that are shown."""
        return annotations_of(self._lib, self._page)

    def flatten(self) -> bool:
        """Draw the annotations into the page, as they are shown; takes effect when the page is loaded again."""
        return bool(self._lib.FPDFPage_Flatten(self._page, _FLAT_DISPLAY) == _FLATTENED)

    def style(self, index: int) -> Style:
        """Style of a character; cached per text object."""
        style = self._styles.get(self._calls.object_of(self._pointer, index))
        return style if style is not None else self.styles([index])[0]

    def styles(self, indexes: Iterable[int]) -> list[Style]:
        """Styles of characters; cached per text object."""
        known, objects = self._styles, self._calls.objects(self._pointer, indexes)
        new: list[int] = list(set(objects).difference(known))  # type: ignore[arg-type]  # None is known
        for shown, look in zip(new, self._calls.looks(new), strict=True):
            style = self._kinds.get(look)
            if style is None:
                style = self._kinds[look] = self._style_of(*look)
            known[shown] = style
        return list(map(known.__getitem__, objects))

    def _style_of(self, font: int, size: float, c: float, d: float) -> Style:
        traits = self._fonts.get(font)
        if traits is None:
            traits = self._fonts[font] = self._traits(ffi.cast("void*", font))
        return Style(round(size * hypot(c, d), 2), *traits)

    def _traits(self, font: Any) -> tuple[bool, bool, str]:
        lib = self._lib
        buffer = ffi.new("char[256]")
        lib.FPDFFont_GetBaseFontName(font, buffer, 256)
        name: bytes = ffi.string(buffer)
        folded = name.lower()
        flags, weight, angle = max(0, lib.FPDFFont_GetFlags(font)), lib.FPDFFont_GetWeight(font), ffi.new("int*")
        lib.FPDFFont_GetItalicAngle(font, angle)
        bold = any(n in folded for n in _BOLD_NAMES) or bool(flags & _FLAG_FORCE_BOLD) or weight >= _BOLD_WEIGHT
        italic = any(n in folded for n in _ITALIC_NAMES) or bool(flags & _FLAG_ITALIC) or angle[0] < -1
        return bold, italic, name.decode("utf-8", "replace").split("+")[-1]

    def drawings(self) -> tuple[list[tuple[float, float, float, float]], list[tuple[float, float, float, float]]]:
        """Rectangles (left, bottom, right, top) of drawn subpaths, and of images."""
        paths: list[tuple[float, float, float, float]] = []
        images: list[tuple[float, float, float, float]] = []
        page = c_void_p(int(ffi.cast("uintptr_t", self._page)))
        for kind, address in self._calls.drawn(page):
            if kind == _OBJECT_PATH:
                paths.extend(self._subpaths(ffi.cast("void*", address)))
            elif kind == _OBJECT_IMAGE:
                images.append(self._bounds_of(ffi.cast("void*", address)))
        return paths, images

    def _bounds_of(self, drawn: Any) -> tuple[float, float, float, float]:
        edges = ffi.new("float[4]")
        self._lib.FPDFPageObj_GetBounds(drawn, edges, edges + 1, edges + 2, edges + 3)
        return (edges[0], edges[1], edges[2], edges[3])

    def _subpaths(self, path: Any) -> Iterator[tuple[float, float, float, float]]:
        lib = self._lib
        count = lib.FPDFPath_CountSegments(path)
        if count <= 5:
            yield self._bounds_of(path)
            return
        matrix, x, y = ffi.new("FS_MATRIX*"), ffi.new("float*"), ffi.new("float*")
        lib.FPDFPageObj_GetMatrix(path, matrix)
        points: list[tuple[float, float]] = []
        for i in range(min(count, _MAX_PATH_SEGMENTS)):
            segment = lib.FPDFPath_GetPathSegment(path, i)
            if lib.FPDFPathSegment_GetType(segment) == _SEGMENT_MOVE and points:
                yield _bounds(points)
                points = []
            lib.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((matrix.a * x[0] + matrix.c * y[0] + matrix.e, matrix.b * x[0] + matrix.d * y[0] + matrix.f))
        if points:
            yield _bounds(points)

    def close(self) -> None:
        """Free the page."""
        if self._text:
            self._lib.FPDFText_ClosePage(self._text)
        self._lib.FPDF_ClosePage(self._page)


def _bounds(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


class PdfFile:
    """An open PDF. Close it, or use it as a context manager.

    Raises:
        PasswordError: encrypted and ``password`` does not open it.
        DamagedFileError: pdfium cannot make out its structure, or it has no page.
    """

    def __init__(self, data: bytes, password: str | None = None) -> None:
        self._lib = _library()
        self._password = password
        self._data = data  # pdfium reads from this memory as long as the document is open
        secret = password.encode() if password else ffi.NULL
        self._doc = self._lib.FPDF_LoadMemDocument64(ffi.from_buffer(data), len(data), secret)
        if self._doc == ffi.NULL:
            raise _open_error(self._lib.FPDF_GetLastError(), password)
        self.page_count: int = self._lib.FPDF_GetPageCount(self._doc)
        if self.page_count < 1:
            self.close()
            raise DamagedFileError("the PDF has no page; ask the sender for the file again")
        self._fonts: dict[int, tuple[bool, bool, str]] = {}  # by address

    def reopened(self) -> PdfFile:
        """The same file opened once more, as it is on disk."""
        return PdfFile(self._data, self._password)

    @contextmanager
    def page(self, number: int) -> Iterator[PdfPage]:
        """The page of this number, counted from 1.

        Raises:
            DamagedFileError: pdfium cannot load it.
        """
        handle = self._lib.FPDF_LoadPage(self._doc, number - 1)
        if handle == ffi.NULL:
            raise DamagedFileError(f"page {number} of the PDF is broken; ask the sender for the file again")
        page = PdfPage(handle, self._fonts)
        try:
            yield page
        finally:
            page.close()

    def signatures(self) -> list[SignatureObject]:
        """The filled signature fields, in the order of the form's fields; none after a page was flattened."""
        lib = self._lib
        objects = (lib.FPDF_GetSignatureObject(self._doc, i) for i in range(lib.FPDF_GetSignatureCount(self._doc)))
        return [self._signature(one) for one in objects if one != ffi.NULL]

    def _signature(self, one: Any) -> SignatureObject:
        lib = self._lib
        count = lib.FPDFSignatureObj_GetByteRange(one, ffi.NULL, 0)
        numbers = ffi.new("int[]", count + 1)
        lib.FPDFSignatureObj_GetByteRange(one, numbers, count)
        return SignatureObject(
            _bytes_of(lib.FPDFSignatureObj_GetContents, one),
            tuple(numbers[0:count]),
            _bytes_of(lib.FPDFSignatureObj_GetSubFilter, one).rstrip(b"\0").decode("latin-1"),
            _bytes_of(lib.FPDFSignatureObj_GetTime, one).rstrip(b"\0").decode("latin-1"),
        )

    def close(self) -> None:
        """Free the document."""
        if self._doc != ffi.NULL:
            self._lib.FPDF_CloseDocument(self._doc)
            self._doc = ffi.NULL

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _bytes_of(function: Any, handle: Any) -> bytes:
    """What a pdfium function writes into a buffer whose size it tells when called without one."""
    size = function(handle, ffi.NULL, 0)
    buffer = ffi.new("char[]", size + 1)
    function(handle, buffer, size)
    return bytes(ffi.buffer(buffer, size))


def _open_error(code: int, password: str | None) -> Exception:
    if code == _ERROR_PASSWORD:
        how = "the password is wrong" if password else "it is encrypted"
        return PasswordError(f"{how}; give the password with --password or Options(password=...)")
    return DamagedFileError("the PDF is damaged or cut off; ask the sender for the file again")
