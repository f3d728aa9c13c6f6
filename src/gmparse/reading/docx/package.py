"""The DOCX container: parts and relationships, unpacked under a limit, parsed without entities.

Read with the standard library alone: only the text parts are unpacked, never the pictures, and a dangling relationship
or a part that Word itself ignores does not fail the letter.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from xml.etree import ElementTree

from gmparse.errors import DamagedFileError, LimitError
from gmparse.options import Options
from gmparse.reading.zips import BROKEN, opened

Element = ElementTree.Element

_CHUNK = 1 << 20
_TAGS_A_LINE = 200  # real letters have ten to fifty a paragraph
_LARGEST = 1e9  # of any measure or count; also keeps out nan and inf
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_DAMAGED = "open it in Word, save it again as DOCX, and try that file"


def local(element: Element) -> str:
    """Tag without namespace: transitional and strict OOXML differ in nothing else that matters here."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, name: str) -> Element | None:
    """The first child called ``name`` (without namespace), ``None`` for none."""
    return next(children(element, name), None)


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Children called ``name`` (without namespace)."""
    return (e for e in element if local(e) == name) if element is not None else iter(())


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute by its name without namespace, ``None`` when the element or the attribute is missing."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def value(parent: Element | None, name: str) -> str | None:
    """``w:val`` of the child called ``name``."""
    return attribute(child(parent, name), "val")


def number(text: str | None) -> float | None:
    """A measure as a number (``w:w="993"``, ``"993.5"``); ``None`` when it is none or beyond any page."""
    try:
        measure = float(text) if text else None
    except ValueError:  # "12pt", "auto": rare spellings whose place is then nominal
        return None
    return measure if measure is not None and abs(measure) <= _LARGEST else None


class Package:
    """An open DOCX.

    Raises:
        LimitError: the parts asked for unpack to more than ``options.max_unpacked_bytes``, or one has more elements
            than ``options.max_lines`` paragraphs need.
        DamagedFileError: the container or one of the parts asked for is broken.
    """

    def __init__(self, data: bytes, options: Options) -> None:
        self._left = self._limit = options.max_unpacked_bytes
        self._max_lines = options.max_lines
        try:
            self._zip = opened(io.BytesIO(data))
        except BROKEN as error:
            raise DamagedFileError(f"the DOCX container is damaged: {_DAMAGED}") from error
        self._entries = {info.filename.lstrip("/"): info for info in self._zip.infolist()}

    def main(self) -> str:
        """Path of the main document part."""
        for kind, target in self.relationships("").values():
            if kind == "officeDocument" and target in self._entries:
                return target
        if "word/document.xml" in self._entries:
            return "word/document.xml"
        raise DamagedFileError(f"the DOCX has no document part: {_DAMAGED}")

    def relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part ("" for the package): id → (last word of the type, path of the target)."""
        folder, file = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        result = {}
        for rel in children(root, "Relationship"):
            target = rel.get("Target", "")
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            result[rel.get("Id", "")] = (rel.get("Type", "").rpartition("/")[2], path)
        return result

    def xml(self, part: str) -> Element | None:
        """Root of an XML part, ``None`` when the package has no such part."""
        if part not in self._entries:
            return None
        data = self._read(part)
        if any(mark in data for mark in _DOCTYPES):
            raise DamagedFileError(f"{part} declares entities, which no DOCX may: {_DAMAGED}")
        if data.count(b"<") > _TAGS_A_LINE * self._max_lines:  # an element takes twenty times its bytes
            what = f"{part} has {data.count(b'<'):,} tags, more than that many paragraphs need"
            raise LimitError.beyond("max_lines", self._max_lines, what)
        try:
            return ElementTree.fromstring(data)  # noqa: S314  no DOCTYPE, so no entity can be declared
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise DamagedFileError(f"{part} is not well-formed: {_DAMAGED}") from error

    def _read(self, part: str) -> bytes:
        """Unpack, counting what really comes out: a size declared in the container proves nothing."""
        chunks = []
        try:
            with self._zip.open(self._entries[part]) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self._too_large()
                    chunks.append(chunk)
        except BROKEN as error:
            raise DamagedFileError(f"{part} cannot be unpacked: {_DAMAGED}") from error
        return b"".join(chunks)

    def _too_large(self) -> LimitError:
        return LimitError.beyond("max_unpacked_bytes", self._limit, "its text parts unpack to too many bytes")
