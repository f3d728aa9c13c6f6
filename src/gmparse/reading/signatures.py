"""The digital signatures of a PDF: who, when, where on the page, whether the signed bytes hold, what came later."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

from gmparse.page import Box, Changes, Page, Signature
from gmparse.reading.cms import UNREADABLE, Signed, read_cms
from gmparse.reading.objects import BrokenStructureError, PdfObjects, Ref, text_string
from gmparse.reading.pdfium import PdfFile, SignatureObject, Upright
from gmparse.reading.revisions import changes_after

VIETNAM = timezone(timedelta(hours=7))
_PDF_DATE = re.compile(
    r"(?:D:)?(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:(?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d\d)'?(?P<minutes>\d\d)?'?)?"
)
_PADDING = b"\0\t\n\f\r "
_MAX_NODES = 2_000  # of the form's field tree and of a page tree
_MAX_LEVELS = 40


class Field(NamedTuple):
    """A signature field of the form: its full name, and its widget's page and rectangle in user space."""

    name: str | None
    page: int | None = None
    rect: tuple[float, float, float, float] | None = None
    bounds: tuple[float, float, float, float] | None = None
    rotate: int = 0


_NO_FIELD = Field(None)


def read_signatures(pdf: PdfFile, data: bytes, pages: Iterable[Page] = ()) -> tuple[Signature, ...]:
    """The signatures of a PDF, in the order of the form's fields; costs nothing on files without.

    Args:
        pdf: the open file.
        data: its bytes.
        pages: the pages as read, for the place of a widget on the upright page; without its page it has no place.

    Returns:
        One entry a filled signature field. What cannot be read is ``None``: nothing raises.
    """
    objects = pdf.signatures()
    if not objects:
        return ()
    structure = _structure(data)
    fields = _fields(structure) if structure else {}
    by_number = {page.number: page for page in pages}
    return tuple(_signature(one, data, structure, fields.get(one.byte_range, _NO_FIELD), by_number) for one in objects)


def _structure(data: bytes) -> PdfObjects | None:
    try:
        return PdfObjects(data)
    except BrokenStructureError:
        return None


def _signature(
    one: SignatureObject, data: bytes, structure: PdfObjects | None, field: Field, pages: dict[int, Page]
) -> Signature:
    signed = _content(one, data)
    end = sum(one.byte_range[-2:])
    rest = data[end:].strip(_PADDING)
    later: Changes = "none"
    if end > len(data) or (rest and structure is None):
        later = "other"  # written again as a whole, or by something that keeps no sound structure
    elif rest and structure:
        later = changes_after(structure, end)
    page = pages.get(field.page or 0)
    return Signature(
        signer=signed.signer,
        organization=signed.organization,
        time=_time(signed.time, one.time),
        field=field.name,
        intact=signed.intact,
        covers_whole_file=bool(signed.intact) and not rest,
        later_changes=later,
        page=field.page,
        place=_place(field, page) if page else None,
    )


# --- the container and the signed bytes ---------------------------------------------------------------------------


def _content(one: SignatureObject, data: bytes) -> Signed:
    """Who signed and whether it holds. Ranges that leave out more than ``/Contents`` never hold."""
    ranges = list(zip(one.byte_range[::2], one.byte_range[1::2], strict=False))
    view, known = memoryview(data), dict[str, bytes]()

    def digest(algorithm: str) -> bytes:
        if algorithm not in known:
            hasher = hashlib.new(algorithm, usedforsecurity=False)
            for start, length in ranges:
                hasher.update(view[start : start + length])
            known[algorithm] = hasher.digest()
        return known[algorithm]

    signed = read_cms(one.contents, digest)
    if signed == UNREADABLE or (signed.intact is not False and _leaves_out_contents_only(one, data)):
        return signed
    return signed._replace(intact=False)


def _leaves_out_contents_only(one: SignatureObject, data: bytes) -> bool:
    if len(one.byte_range) != 4:
        return False
    start, length, second, rest = one.byte_range
    gap = data[start + length : second]
    if start != 0 or min(length, rest) < 0 or second + rest > len(data) or gap[:1] != b"<" or gap[-1:] != b">":
        return False
    try:
        return bytes.fromhex(gap[1:-1].decode("ascii")).rstrip(b"\0") == one.contents.rstrip(b"\0")
    except ValueError:
        return False


def _time(signed: datetime | None, written: str) -> str | None:
    """The signed time, else ``/M``, in ISO 8601 with its zone, if any; UTC becomes the local time of Viet Nam."""
    moment = signed or _pdf_date(written)
    if moment is None:
        return None
    if moment.tzinfo is not None and not moment.utcoffset():
        moment = moment.astimezone(VIETNAM)
    return moment.isoformat(timespec="seconds")


def _pdf_date(text: str) -> datetime | None:
    """A PDF date (ISO 32000-1, 7.9.4)."""
    found = _PDF_DATE.fullmatch(text.strip())
    if not found:
        return None
    zone = UTC if found["utc"] else None
    if found["sign"]:
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        if offset >= timedelta(days=1):
            return None
        zone = timezone(offset if found["sign"] == "+" else -offset)
    try:
        return datetime(*(int(part or 0) for part in found.groups()[:6]), tzinfo=zone)  # type: ignore[arg-type, misc]
    except (ValueError, OverflowError):
        return None


# --- the form's fields and their widgets --------------------------------------------------------------------------


def _fields(structure: PdfObjects) -> dict[tuple[int, ...], Field]:
    """The signature fields by the byte range of their value."""
    found: dict[tuple[int, ...], Field] = {}
    try:
        form = structure.mapping(structure.root().get("AcroForm"))
        waiting = [(item, None, 0) for item in structure.array(form.get("Fields"))][::-1]
        for _ in range(_MAX_NODES):
            if not waiting:
                break
            _visit(structure, found, waiting)
    except BrokenStructureError:
        pass  # a broken form: the signatures so far keep their fields, the others have none
    return found


def _visit(structure: PdfObjects, found: dict[tuple[int, ...], Field], waiting: list[Any]) -> None:
    item, prefix, level = waiting.pop()
    field = structure.mapping(item)
    own = None if structure.encrypted else text_string(structure.resolve(field.get("T")))
    name = ".".join(part for part in (prefix, own) if part) or None
    value = structure.mapping(field.get("V"))
    byte_range = structure.array(value.get("ByteRange"))
    kids = structure.array(field.get("Kids"))
    if byte_range and all(isinstance(number, int) for number in byte_range):
        widget = structure.mapping(kids[0]) if kids else field
        found[tuple(byte_range)] = _widget(structure, name, widget)
    elif level < _MAX_LEVELS:
        waiting += [(kid, name, level + 1) for kid in kids[::-1]]


def _widget(structure: PdfObjects, name: str | None, widget: dict[str, Any]) -> Field:
    page = widget.get("P")
    number = _page_number(structure, page) if isinstance(page, Ref) else None
    if number is None:
        return Field(name)
    return Field(
        name,
        number,
        _rectangle(structure, widget.get("Rect")),
        _rectangle(structure, _inherited(structure, page, "CropBox") or _inherited(structure, page, "MediaBox")),
        rotate if isinstance(rotate := _inherited(structure, page, "Rotate"), int) else 0,
    )


def _rectangle(structure: PdfObjects, value: Any) -> tuple[float, float, float, float] | None:
    numbers = [structure.resolve(number) for number in structure.array(value)]
    if len(numbers) != 4 or not all(isinstance(number, int | float) for number in numbers):
        return None
    a, b, c, d = map(float, numbers)
    return (min(a, c), min(b, d), max(a, c), max(b, d))


def _inherited(structure: PdfObjects, node: Any, key: str) -> Any:
    for _ in range(_MAX_LEVELS):
        node = structure.mapping(node)
        if key in node:
            return structure.resolve(node[key])
        node = node.get("Parent")
    return None


def _page_number(structure: PdfObjects, page: Ref) -> int | None:
    """The page's number counted from 1, up the page tree; ``None`` when it does not hang in one."""
    before, node = 0, page
    for _ in range(_MAX_LEVELS):
        parent = structure.mapping(node).get("Parent")
        if parent is None:
            return before + 1 if node != page else None
        kids = structure.array(structure.mapping(parent).get("Kids"))[:_MAX_NODES]
        if node not in kids or not isinstance(parent, Ref):
            return None
        before += sum(_pages_in(structure, kid) for kid in kids[: kids.index(node)])
        node = parent
    return None


def _pages_in(structure: PdfObjects, node: Any) -> int:
    count = structure.mapping(node).get("Count", 1)
    return count if isinstance(count, int) else 1


def _place(field: Field, page: Page) -> Box | None:
    """The widget on the upright page; ``None`` for an invisible signature (no area)."""
    if not (field.rect and field.bounds):
        return None
    left, bottom, right, top = field.rect
    if right - left <= 0 or top - bottom <= 0:
        return None
    turns = -(page.rotation + field.rotate) // 90 % 4
    return Upright(turns, field.bounds).box(left, bottom, right, top)
