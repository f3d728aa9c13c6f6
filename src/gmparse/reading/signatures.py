"""The digital signatures of a PDF: who, when, where on the page, whether the signed bytes hold, what came later."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from gmparse.page import Box, Changes, Page, Signature
from gmparse.reading.formfields import NO_FIELD, Field, signature_fields
from gmparse.reading.objects import PdfObjects
from gmparse.reading.pdfium import SignatureObject, Upright
from gmparse.reading.revisions import changes_after
from gmparse.reading.syntax import BrokenStructureError

if TYPE_CHECKING:
    from gmparse.reading.cms import Signed

VIETNAM = timezone(timedelta(hours=7))
_PDF_DATE = re.compile(
    r"(?:D:)?(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:(?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d\d)'?(?P<minutes>\d\d)?'?)?"
)
_CONTENT = re.compile(rb"[^\0\t\n\f\r ]")  # anything but padding


def read_signatures(
    objects: Sequence[SignatureObject], data: bytes, pages: Iterable[Page] = ()
) -> tuple[Signature, ...]:
    """The signatures of a PDF, in the order of the form's fields.

    Args:
        objects: `PdfFile.signatures`, taken before a page was flattened: that removes the form.
        data: the bytes of the file.
        pages: the pages as read, for the place of a widget on the upright page; without its page it has no place.

    Returns:
        One entry a filled signature field. What cannot be read is ``None``: nothing raises.
    """
    if not objects:
        return ()
    structure = _structure(data)
    fields = signature_fields(structure) if structure else {}
    by_number, prefixes = {page.number: page for page in pages}, _Prefixes(data)
    return tuple(
        _signature(one, data, prefixes, structure, fields.get(one.byte_range, NO_FIELD), by_number) for one in objects
    )


def _structure(data: bytes) -> PdfObjects | None:
    try:
        return PdfObjects(data)
    except BrokenStructureError:
        return None


def _signature(
    one: SignatureObject,
    data: bytes,
    prefixes: _Prefixes,
    structure: PdfObjects | None,
    field: Field,
    pages: dict[int, Page],
) -> Signature:
    signed = _content(one, data, prefixes)
    end = sum(one.byte_range[-2:])
    rest = _CONTENT.search(data, end) is not None
    later: Changes = "none"
    if end > len(data) or (rest and structure is None):
        later = "other"  # written again as a whole, or by something that keeps no sound structure
    elif rest and structure:
        later = changes_after(structure, end)
    page = pages.get(field.page or 0)
    return Signature(
        signer=signed.signer,
        organization=signed.organization,
        time=signing_time(signed.time, one.time),
        field=field.name,
        intact=signed.intact,
        covers_whole_file=bool(signed.intact) and not rest,
        later_changes=later,
        page=field.page,
        place=_place(field, page) if page else None,
    )


# --- the container and the signed bytes ---------------------------------------------------------------------------


class _Prefixes:
    """Digests of the file's first bytes: each signature covers more of them, so none is hashed twice."""

    def __init__(self, data: bytes) -> None:
        self._view = memoryview(data)
        self._known: dict[str, tuple[int, Any]] = {}

    def digest(self, algorithm: str, ranges: tuple[int, ...]) -> bytes:
        """The digest of the bytes in ``ranges``, pairs of offset and length."""
        start, length = ranges[:2] if len(ranges) > 1 else (0, 0)
        hasher = hashlib.new(algorithm, usedforsecurity=False)
        if start == 0:
            done, known = self._known.get(algorithm, (0, hasher))
            if done <= length:
                known.update(self._view[done:length])
                self._known[algorithm] = (length, known)
                hasher = known.copy()
                ranges = ranges[2:]
        for start, length in zip(ranges[::2], ranges[1::2], strict=False):
            hasher.update(self._view[start : start + length])
        return bytes(hasher.digest())


def _content(one: SignatureObject, data: bytes, prefixes: _Prefixes) -> Signed:
    """Who signed and whether it holds. Ranges that leave out more than ``/Contents`` never hold."""
    from gmparse.reading.cms import UNREADABLE, read_cms  # asn1crypto and cryptography: 60 ms, for signed files only

    signed = read_cms(one.contents, lambda algorithm: prefixes.digest(algorithm, one.byte_range))
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


def signing_time(signed: datetime | None, written: str) -> str | None:
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


def _place(field: Field, page: Page) -> Box | None:
    """The widget on the upright page; ``None`` for an invisible signature (no area)."""
    if not (field.rect and field.bounds):
        return None
    left, bottom, right, top = field.rect
    if right - left <= 0 or top - bottom <= 0:
        return None
    turns = -(page.rotation + field.rotate) // 90 % 4
    return Upright(turns, field.bounds).box(left, bottom, right, top)
