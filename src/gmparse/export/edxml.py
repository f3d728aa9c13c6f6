"""edXML messages: QCVN 102:2016/BTTTT with Sửa đổi 1:2022 (Thông tư 01/2022/TT-BTTTT).

Names are those that running systems write: ``Bussiness`` with two s, ``SignerInfo`` with ``Position``, ``DueDate``,
children under the prefix ``edXML``, ``AttachmentEncoded`` outside of the envelope under the default namespace.
Dates are ``YYYY/MM/DD``. A mandatory element without a value is written empty and noted; the timestamp of the trace
is left to the system that sends the message. `gmparse.export.edxml_reader` reads messages back.
"""

from __future__ import annotations

import base64
import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from gmparse.errors import UsageError
from gmparse.export import values
from gmparse.export.notes import Notes, Report
from gmparse.export.standards import NEW_DOCUMENT, type_codes
from gmparse.fields.citations import Citation
from gmparse.letter import Letter
from gmparse.text import fold

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
_ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
_UNSAFE = re.compile(r"[^\w.-]+")
# Longest values: the same fields of Nghị định 30/2020/NĐ-CP, Phụ lục VI.
_NUMBER, _SYMBOL, _ORGAN, _SUBJECT, _POSITION, _NAME, _ORGAN_ID = 11, 30, 200, 500, 100, 50, 35

Organs = Mapping[str, str]
Content = Callable[[Letter], bytes | None]


def write(
    letters: Iterable[Letter], stream: IO[bytes], *, organs: Organs | None = None, content: Content | None = None
) -> Report:
    """Write the message of one letter.

    Args:
        letters: one letter.
        stream: takes the message, UTF-8.
        organs: identifier (mã định danh) of an organ by its name; letters hold none.
        content: the bytes of the letter's file, to be enclosed; ``None`` where there is none.

    Raises:
        UsageError: there is another number of letters than one.
    """
    notes, given = Notes(), iter(letters)
    letter = next(given, None)
    if letter is None or next(given, None) is not None:
        raise UsageError("an edxml file holds one letter: give a folder instead, for a file a letter")
    stream.write(message(letter, notes, organs, content))
    return notes.report(1)


def write_folder(
    letters: Iterable[Letter], folder: Path, *, organs: Organs | None = None, content: Content | None = None
) -> Report:
    """Write one file a letter into a folder: ``NAME.PART.HASH.edxml``. Arguments as `write`."""
    notes = Notes()
    folder.mkdir(parents=True, exist_ok=True)
    for letter in letters:
        (folder / file_name(letter)).write_bytes(message(letter, notes, organs, content))
    return notes.report(notes.letters)


def file_name(letter: Letter) -> str:
    """A name that no other letter has and no path can be hidden in."""
    stem = _UNSAFE.sub("_", Path(letter.source.name).stem).strip(".")[:60] or "letter"
    return f"{stem}.{letter.source.part}.{letter.source.sha256[:12]}.edxml"


def message(letter: Letter, notes: Notes, organs: Organs | None = None, content: Content | None = None) -> bytes:
    """The message of one letter as UTF-8. Losses go to the notes."""
    notes.begin(letter)
    writer = _Writer(letter, notes, organs or {})
    file = content(letter) if content else None
    if content and file is None:
        notes.add("AttachmentEncoded", "left out: the letter's file is not there, or is another one by now")
    envelope = _element("edXMLEnvelope", writer.header() + writer.body(), f' xmlns:edXML="{NAMESPACE}"')
    text = f'<edXML xmlns="{NAMESPACE}">{envelope}{writer.attachment(file) if file is not None else ""}</edXML>'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _element(name: str, inside: str, attributes: str = "") -> str:
    return f"<edXML:{name}{attributes}>{inside}</edXML:{name}>"


def _leaf(name: str, text: str | None) -> str:
    """``>`` is escaped too, so that no ``]]>`` can stand in the text."""
    return _element(name, escape(text or ""))


def _optional(name: str, text: str | None) -> str:
    return _leaf(name, text) if text else ""


class _Writer:
    """The parts of one message."""

    def __init__(self, letter: Letter, notes: Notes, organs: Organs) -> None:
        self._letter = letter
        self._notes = notes
        self._organs = {fold(name): code for name, code in organs.items()}
        self._id = self._organ_id("From/OrganId", letter.issuer.name if letter.issuer else None)

    def header(self) -> str:
        head = _element("MessageHeader", "".join(self._message_header()))
        return _element("edXMLHeader", head + self._trace() + _element("DigitalSignature", ""))

    def _message_header(self) -> Iterator[str]:
        letter, notes = self._letter, self._notes
        yield self._from()
        yield from self._to()
        yield self._code()
        yield self._promulgation()
        yield self._type()
        yield self._needed("Subject", notes.fit("Subject", letter.subject.text if letter.subject else None, _SUBJECT))
        yield self._signer()
        yield self._due()
        yield self._places()
        yield self._other()
        yield from map(self._response, (one for one in letter.citations if one.role == "reply_to"))
        yield self._needed("DocumentId", self._document_id())

    def _needed(self, name: str, text: str | None, path: str = "") -> str:
        if not text:
            self._notes.add(f"{path}{name}", "empty: the standard asks for it, the letter does not say it")
        return _leaf(name, text)

    # --- organs ---

    def _organ_id(self, path: str, name: str | None) -> str | None:
        code = self._organs.get(fold(name)) if name else None
        if code is None and name:
            self._notes.add(path, f"no code for {name[:60]!r}")
        return self._notes.whole(path, code, _ORGAN_ID)

    def _from(self) -> str:
        issuer, notes = self._letter.issuer, self._notes
        parent = notes.fit("From/OrganizationInCharge", issuer.parent if issuer else None, _ORGAN)
        name = notes.fit("From/OrganName", issuer.name if issuer else None, _ORGAN)
        for other in self._letter.co_issuers:
            notes.add("From", f"left out: a further issuer, {other.name}: there is room for one")
        parts = _leaf("OrganId", self._id) + _optional("OrganizationInCharge", parent)
        return _element("From", parts + self._needed("OrganName", name, "From/"))

    def _to(self) -> Iterator[str]:
        names = [one.text for one in self._letter.addressees] or values.copies_to(self._letter)
        for name in (*names,) or (None,):
            known = _leaf("OrganId", self._organ_id("To/OrganId", name))
            yield _element(
                "To", known + self._needed("OrganName", self._notes.fit("To/OrganName", name, _ORGAN), "To/")
            )

    # --- number, date, type ---

    def _code(self) -> str:
        number = self._notes.whole("Code/CodeNumber", values.code_number(self._letter), _NUMBER)
        symbol = self._notes.whole("Code/CodeNotation", self._letter.number.symbol, _SYMBOL)
        return _element(
            "Code", self._needed("CodeNumber", number, "Code/") + self._needed("CodeNotation", symbol, "Code/")
        )

    def _promulgation(self) -> str:
        place = self._notes.clean("PromulgationInfo/Place", self._letter.place.text if self._letter.place else None)
        path = "PromulgationInfo/"
        day = _day(values.whole_date(self._letter.date.edtf))
        if day is None and self._letter.date.edtf:
            self._notes.add("PromulgationInfo/PromulgationDate", f"left out: {self._letter.date.edtf} is no whole date")
        return _element(
            "PromulgationInfo", self._needed("Place", place, path) + self._needed("PromulgationDate", day, path)
        )

    def _type(self) -> str:
        kind = self._letter.type
        code = type_codes("qcvn102").get(kind.code) if kind else None
        if kind and not code:
            self._notes.add("DocumentType/Type", f"no code for {kind.name!r}")
        name = self._notes.clean("DocumentType/TypeName", kind.name if kind else None)
        return _element("DocumentType", _leaf("Type", code) + self._needed("TypeName", name, "DocumentType/"))

    def _document_id(self) -> str | None:
        """``{OrganId},{YYYY/MM/DD},{number}/{symbol}``, only when all of it is known."""
        day, number = _day(values.whole_date(self._letter.date.edtf)), self._letter.number
        if not (self._id and day and number.state == "read" and number.text):
            return None
        return self._notes.clean("DocumentId", f"{self._id},{day},{number.text}")

    # --- people, places, the rest ---

    def _signer(self) -> str:
        signer, notes = self._letter.signer, self._notes
        if signer is None:
            return ""
        for other in self._letter.co_signers:
            notes.add("SignerInfo", values.further_signer(other))
        competence = " ".join(mark.replace(".", "").replace("/", "") for mark in signer.authority)
        position = notes.fit("SignerInfo/Position", signer.position, _POSITION)
        name = notes.fit("SignerInfo/FullName", signer.name, _NAME)
        parts = _optional("Competence", competence) + self._needed("Position", position, "SignerInfo/")
        return _element("SignerInfo", parts + self._needed("FullName", name, "SignerInfo/"))

    def _due(self) -> str:
        day, count = values.first_deadline(self._letter)
        if count > 1:
            self._notes.add("DueDate", f"the earliest of {count} deadlines; the others have no field")
        return _optional("DueDate", _day(day))

    def _places(self) -> str:
        places = [self._notes.fit("ToPlaces/Place", text, _ORGAN) for text in values.copies_to(self._letter)]
        return _element("ToPlaces", "".join(_leaf("Place", place) for place in places)) if places else ""

    def _other(self) -> str:
        letter, notes = self._letter, self._notes
        priority = values.priority_of(letter, notes, "OtherInfo/Priority")
        pages = len(values.own_pages(letter))
        enclosed = [notes.clean("OtherInfo/Appendixes", one.text) for one in letter.attachments]
        drafter = letter.filing.drafter if letter.filing else None
        parts = [
            _optional("Priority", None if priority is None else str(priority)),
            _optional("TyperNotation", notes.clean("OtherInfo/TyperNotation", drafter)),
            _optional("PageAmount", str(pages) if pages else None),
            _element("Appendixes", "".join(_leaf("Appendix", text) for text in enclosed)) if enclosed else "",
        ]
        return _element("OtherInfo", "".join(parts)) if any(parts) else ""

    def _response(self, citation: Citation) -> str:
        path = "ResponseFor/"
        organ = self._organ_id(f"{path}OrganId", citation.issuer)
        day = _day(values.whole_date(citation.date))
        code = self._notes.clean(f"{path}Code", citation.number)
        parts = [
            _leaf("OrganId", organ),
            self._needed("Code", code, path),
            self._needed("PromulgationDate", day, path),
            _optional("DocumentId", f"{organ},{day},{code}" if organ and day and code else None),
        ]
        return _element("ResponseFor", "".join(parts))

    def _trace(self) -> str:
        trace = _element("TraceHeader", _leaf("OrganId", self._id) + _leaf("Timestamp", None))
        business = _element("Bussiness", _leaf("BussinessDocType", NEW_DOCUMENT))
        attributes = f' version="1.0" mustUnderstand="1" actor="{_ACTOR}"'
        return _element("TraceHeaderList", trace + business, attributes)

    # --- the file ---

    def body(self) -> str:
        source, name = self._letter.source, self._notes.clean("AttachmentName", self._letter.source.name)
        href = quoteattr(f"cid:{source.sha256}")
        attributes = f' xmlns:xlink="{XLINK}" xlink:href={href} xlink:role="XLinkRole" xlink:type="simple"'
        parts = _leaf("ContentId", f"cid:{source.sha256}") + _leaf("ContentType", source.media_type)
        reference = _element("Reference", parts + _leaf("AttachmentName", name), attributes)
        return _element("edXMLBody", _element("edXMLManifest", reference, ' version="1.0"'))

    def attachment(self, file: bytes) -> str:
        source, name = self._letter.source, self._notes.clean("AttachmentName", self._letter.source.name)
        parts = {
            "ContentType": source.media_type,
            "ContentId": source.sha256,
            "ContentTransferEncoded": base64.b64encode(file).decode("ascii"),
            "AttachmentName": name or "",
        }
        inside = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts.items())
        return f"<AttachmentEncoded><Attachment>{inside}</Attachment></AttachmentEncoded>"


def _day(day: datetime.date | None) -> str | None:
    return f"{day.year:04}/{day:%m/%d}" if day else None
