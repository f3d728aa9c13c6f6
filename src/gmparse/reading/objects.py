"""The objects of a PDF by revision: what each incremental update wrote, and any object as an earlier revision had it.

pdfium shows the newest state only, and pdfminer unpacks whole object streams for one object (20 ms on letters whose
signatures need 1). This reads single objects where they stand and nothing else: ISO 32000-1, 7.5 (file structure).
Strings and object streams of encrypted files are not decrypted.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Any, NamedTuple

from gmparse.reading.syntax import GAP, MAX_DEPTH, BrokenStructureError, Ref, end_of_word, parse_object

_MAX_REVISIONS = 500
_MAX_UNPACKED = 64_000_000
_TAIL = 4_096  # bytes at the end in which ``startxref`` must stand

_OBJECT = re.compile(GAP + rb"(\d{1,10})" + GAP + rb"(\d{1,5})" + GAP + rb"obj")
_STREAM = re.compile(GAP + rb"stream(?:\r\n|\n|\r)")
_SUBSECTION = re.compile(GAP + rb"(\d{1,10})[ \t]++(\d{1,8})[ \t]*+(?:\r\n|\n|\r)")
_ENTRY = re.compile(rb"(\d{10})[ ](\d{5})[ ]([nf])(?:[ ]?[\r\n]{1,2}|[ ])")
_START = re.compile(rb"startxref" + GAP + rb"(\d{1,12})")


class Stream(NamedTuple):
    """A stream: its dictionary and its bytes as they stand in the file."""

    attrs: dict[str, Any]
    raw: bytes


class Section(NamedTuple):
    """One cross-reference section. ``ranges`` are (first object, count, offset of the first entry).

    ``rows`` holds the decoded entries of a cross-reference stream; a table is read where it stands in the file.
    """

    offset: int
    trailer: dict[str, Any]
    ranges: list[tuple[int, int, int]]
    widths: tuple[int, int, int] = (0, 0, 0)
    rows: bytes = b""


Place = int | tuple[int, int] | None  # offset in the file, (object stream, index), freed


class PdfObjects:
    """Random access to the objects of a PDF.

    Args:
        data: the file.

    Raises:
        BrokenStructureError: its cross-reference chain is broken.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._cache: dict[int | tuple[int, int], Any] = {}
        self._unpacked: dict[int, tuple[bytes, list[int]]] = {}
        self.sections: list[Section] = list(self._chain())
        """Newest first."""

    @property
    def encrypted(self) -> bool:
        """Whether strings and object streams are unreadable here."""
        return any("Encrypt" in section.trailer for section in self.sections)

    def root(self, since: int = 0) -> dict[str, Any]:
        """The catalog as the sections from index ``since`` on have it."""
        for section in self.sections[since:]:
            if "Root" in section.trailer:
                return self.mapping(section.trailer["Root"], since)
        raise BrokenStructureError("no catalog")

    def resolve(self, value: Any, since: int = 0) -> Any:
        """The object behind a reference; any other value is itself."""
        for _ in range(MAX_DEPTH):
            if not isinstance(value, Ref):
                return value
            value = self.get(value.number, since)
        raise BrokenStructureError("references in a circle")

    def mapping(self, value: Any, since: int = 0) -> dict[str, Any]:
        """`resolve`, the dictionary of a stream, and an empty one for anything else."""
        value = self.resolve(value, since)
        if isinstance(value, Stream):
            return value.attrs
        return value if isinstance(value, dict) else {}

    def array(self, value: Any, since: int = 0) -> list[Any]:
        """`resolve`, and an empty list for anything that is none."""
        value = self.resolve(value, since)
        return value if isinstance(value, list) else []

    def get(self, number: int, since: int = 0) -> Any:
        """The object as the sections from index ``since`` on have it; ``None`` when they do not have it."""
        place = next(self._places(number, since), None)
        if place is None:
            return None
        # A later revision may write an object stream again: its offset, not its number, tells which one is meant.
        stream = next(self._places(place[0], since), None) if isinstance(place, tuple) else 0
        if not isinstance(stream, int):
            raise BrokenStructureError(f"object stream of {number}")
        key = (place[1], stream) if isinstance(place, tuple) else place
        if key not in self._cache:
            self._cache[key] = None  # an object that needs itself to be read is null, and so is a broken one
            self._cache[key] = self._load(place, stream, number, since)
        return self._cache[key]

    def has(self, number: int, since: int) -> bool:
        """Whether a section from index ``since`` on has the object in use."""
        return any(place is not None for place in islice(self._places(number, since), 1))

    def numbers(self, section: Section) -> Iterator[int]:
        """Objects that a section writes or frees."""
        for first, count, _ in section.ranges:
            yield from range(first, first + count)

    def _load(self, place: int | tuple[int, int], stream: int, number: int, since: int) -> Any:
        if isinstance(place, tuple):
            return self._packed(place[0], stream, place[1], since)
        return self._object_at(place, number, since)

    def _places(self, number: int, since: int) -> Iterator[Place]:
        for section in self.sections[since:]:
            for first, count, offset in section.ranges:
                if first <= number < first + count:
                    place = self._row(section, offset, number - first)
                    hidden = place is None and "XRefStm" in section.trailer  # 7.5.8.4: the stream has the true entry
                    if place != 0 and not hidden:
                        yield place

    def _row(self, section: Section, offset: int, index: int) -> Place:
        if not section.rows:
            entry = _ENTRY.match(self._data, offset + 20 * index)
            if not entry:
                raise BrokenStructureError("cross-reference entry")
            return int(entry[1]) if entry[3] == b"n" else None
        a, b, c = section.widths
        at = offset + index * (a + b + c)
        kind = int.from_bytes(section.rows[at : at + a], "big") if a else 1
        second = int.from_bytes(section.rows[at + a : at + a + b], "big")
        if kind == 2:
            return (second, int.from_bytes(section.rows[at + a + b : at + a + b + c], "big"))
        return second if kind == 1 else None

    def _object_at(self, offset: int, number: int | None, since: int) -> Any:
        head = _OBJECT.match(self._data, offset)
        if not head or (number is not None and int(head[1]) != number):
            raise BrokenStructureError(f"object {number}")
        value, end = parse_object(self._data, head.end())
        start = _STREAM.match(self._data, end) if isinstance(value, dict) else None
        if not start:
            return value
        length = self.resolve(value.get("Length"), since)
        if not isinstance(length, int) or not 0 <= length <= len(self._data) - start.end():
            raise BrokenStructureError(f"length of stream {number}")
        return Stream(value, self._data[start.end() : start.end() + length])

    def _packed(self, container: int, offset: int, index: int, since: int) -> Any:
        if offset not in self._unpacked:
            stream = self.get(container, since)
            if not isinstance(stream, Stream):
                raise BrokenStructureError(f"object stream {container}")
            data, first = unpack(stream), stream.attrs.get("First")
            if not isinstance(first, int):
                raise BrokenStructureError(f"object stream {container}")
            head = data[:first].split()
            self._unpacked[offset] = (data, [first + int(begin) for begin in head[1::2] if begin.isdigit()])
        data, offsets = self._unpacked[offset]
        if index >= len(offsets):
            raise BrokenStructureError(f"object stream {container}")
        return parse_object(data, offsets[index])[0]

    def _chain(self) -> Iterator[Section]:
        starts = _START.findall(self._data, max(0, len(self._data) - _TAIL))
        if not starts:
            raise BrokenStructureError("no startxref")
        waiting, seen = [int(starts[-1])], set[int]()
        while waiting:
            offset = waiting.pop()
            if offset in seen:
                continue
            seen.add(offset)
            if len(seen) > _MAX_REVISIONS:
                raise BrokenStructureError("too many revisions")
            section = self._section(offset)
            yield section
            waiting += [at for key in ("Prev", "XRefStm") if isinstance(at := section.trailer.get(key), int)]

    def _section(self, offset: int) -> Section:
        keyword = re.compile(GAP + rb"xref\b").match(self._data, offset)
        if not keyword:
            return self._stream_section(offset)
        ranges, at = [], keyword.end()
        while head := _SUBSECTION.match(self._data, at):
            first, count, at = int(head[1]), int(head[2]), head.end()
            ranges.append((first, count, at))
            if count and not _ENTRY.match(self._data, at + 20 * (count - 1)):
                raise BrokenStructureError("cross-reference entry")
            at += 20 * count
        begin = end_of_word(self._data, at, b"trailer")
        if begin is None:
            raise BrokenStructureError("no trailer")
        trailer, _ = parse_object(self._data, begin)
        if not isinstance(trailer, dict):
            raise BrokenStructureError("trailer")
        return Section(offset, trailer, ranges)

    def _stream_section(self, offset: int) -> Section:
        value = self._object_at(offset, None, len(self._data))
        if not isinstance(value, Stream) or value.attrs.get("Type") != "XRef":
            raise BrokenStructureError("no cross-reference section")
        attrs = value.attrs
        widths, index = _counts(attrs.get("W")), _counts(attrs.get("Index") or [0, attrs.get("Size")])
        if len(widths) != 3 or not 0 < sum(widths) <= 32:
            raise BrokenStructureError("cross-reference stream")
        rows, ranges, at = unpack(value), [], 0
        for first, count in zip(index[::2], index[1::2], strict=False):
            ranges.append((first, count, at))
            at += count * sum(widths)
        if at > len(rows):
            raise BrokenStructureError("cross-reference stream")
        return Section(offset, attrs, ranges, (widths[0], widths[1], widths[2]), rows or b"\x00")


def _counts(values: Any) -> list[int]:
    if not isinstance(values, list) or not all(isinstance(value, int) and value >= 0 for value in values):
        raise BrokenStructureError("cross-reference stream")
    return values


def unpack(stream: Stream) -> bytes:
    """The decoded bytes of a stream without filter or with FlateDecode, with the PNG predictors None and Up.

    Raises:
        BrokenStructureError: broken, too large, or another filter.
    """
    filters = stream.attrs.get("Filter")
    if filters is None or filters == []:
        return stream.raw
    if filters not in ("FlateDecode", ["FlateDecode"]):
        raise BrokenStructureError(f"filter {filters}")
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(stream.raw, _MAX_UNPACKED)
    except zlib.error as error:
        raise BrokenStructureError("compressed stream") from error
    if inflater.unconsumed_tail:
        raise BrokenStructureError("compressed stream larger than the limit")
    parameters = stream.attrs.get("DecodeParms")
    parameters = parameters[0] if isinstance(parameters, list) and parameters else parameters
    if not isinstance(parameters, dict) or parameters.get("Predictor", 1) == 1:
        return data
    return _unpredicted(data, parameters.get("Columns", 1))


def _unpredicted(data: bytes, columns: Any) -> bytes:
    """PNG rows of ``columns`` bytes, all None or all Up, as cross-reference streams have them."""
    if not isinstance(columns, int) or not 0 < columns <= 4096:
        raise BrokenStructureError("predictor")
    stride = columns + 1
    data = data[: len(data) // stride * stride]
    kinds = set(data[::stride])
    if not kinds <= {0} and not kinds <= {2}:
        raise BrokenStructureError("predictor")
    out = bytearray(len(data) // stride * columns)
    for column in range(columns):
        values = data[column + 1 :: stride]
        out[column::columns] = bytes(v & 255 for v in accumulate(values)) if kinds == {2} else values
    return bytes(out)
