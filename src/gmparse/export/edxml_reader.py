"""Reading edXML messages (QCVN 102:2016/BTTTT): `read` gives their content, `problems` what departs in structure.

Both spellings that are in use are read: ``Bussiness`` and ``Business``, ``SignerInfo`` with ``Position`` and ``Author``
with ``Function``, ``DueDate`` and ``ResponseDate``; elements with and without the prefix.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from gmparse.errors import DamagedFileError
from gmparse.export.edxml import NAMESPACE
from gmparse.export.standards import rows

_DATE = re.compile(r"\d{4}/(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01])")
_OTHER_NAMES = {
    "Author": "SignerInfo",
    "Function": "Position",
    "ResponseDate": "DueDate",
    "Business": "Bussiness",
    "BusinessDocType": "BussinessDocType",
    "BusinessDocReason": "BussinessDocReason",
    "BusinessDocumentInfo": "BussinessDocumentInfo",
}
_DATES = ("PromulgationDate", "DueDate")
_CODES = {"Priority": set("01234"), "BussinessDocType": set("0123"), "SteeringType": set("0123")}


class Organ(NamedTuple):
    """An organ: its identifier (mã định danh) and its name."""

    id: str | None
    name: str | None


class Attachment(NamedTuple):
    """An enclosed file."""

    name: str | None
    content_type: str | None
    content: bytes


class Message(NamedTuple):
    """What a message says; dates as they stand there (``YYYY/MM/DD``), what is empty is ``None``.

    ``reply_to`` are the codes of the documents that it answers; ``business`` is the code of BussinessDocType: 0 new,
    1 withdrawn, 2 updated, 3 replaced.
    """

    sender: Organ
    receivers: tuple[Organ, ...]
    number: str | None
    symbol: str | None
    place: str | None
    date: str | None
    type: str | None
    type_name: str | None
    subject: str | None
    competence: str | None
    position: str | None
    signer: str | None
    due: str | None
    places: tuple[str, ...]
    priority: str | None
    pages: str | None
    appendixes: tuple[str, ...]
    reply_to: tuple[str, ...]
    document_id: str | None
    business: str | None
    attachments: tuple[Attachment, ...]


def read(data: bytes) -> Message:
    """The content of a message.

    Raises:
        DamagedFileError: it is no well-formed XML, has a document type declaration, or is no edXML message.
    """
    root = _parsed(data)
    head = root.find("edXMLEnvelope/edXMLHeader/MessageHeader")
    if root.tag != "edXML" or head is None:
        raise DamagedFileError("no edXML message: edXML/edXMLEnvelope/edXMLHeader/MessageHeader is missing")
    return Message(
        sender=_organ(head.find("From")),
        receivers=tuple(map(_organ, head.findall("To"))),
        number=_text(head, "Code/CodeNumber"),
        symbol=_text(head, "Code/CodeNotation"),
        place=_text(head, "PromulgationInfo/Place"),
        date=_text(head, "PromulgationInfo/PromulgationDate"),
        type=_text(head, "DocumentType/Type"),
        type_name=_text(head, "DocumentType/TypeName"),
        subject=_text(head, "Subject"),
        competence=_text(head, "SignerInfo/Competence"),
        position=_text(head, "SignerInfo/Position"),
        signer=_text(head, "SignerInfo/FullName"),
        due=_text(head, "DueDate"),
        places=_texts(head, "ToPlaces/Place"),
        priority=_text(head, "OtherInfo/Priority"),
        pages=_text(head, "OtherInfo/PageAmount"),
        appendixes=_texts(head, "OtherInfo/Appendixes/Appendix"),
        reply_to=_texts(head, "ResponseFor/Code"),
        document_id=_text(head, "DocumentId"),
        business=_text(root, "edXMLEnvelope/edXMLHeader/TraceHeaderList/Bussiness/BussinessDocType"),
        attachments=tuple(map(_attachment, root.findall("AttachmentEncoded/Attachment"))),
    )


def problems(data: bytes) -> tuple[str, ...]:
    """What departs from the standard's structure: elements that are missing, stand too often, are unknown or in the
    wrong order, dates and codes of another form. Empty values are no problem of structure. Errors as `read`."""
    root = _parsed(data)
    found = [] if root.tag == "edXML" else [f"the root is {root.tag}, not edXML"]
    for path, element in _walk(root, root.tag):
        found += _children(path, element)
        text = (element.text or "").strip()
        if element.tag in _DATES and text and not _DATE.fullmatch(text):
            found.append(f"{path}: {text!r} is no date YYYY/MM/DD")
        if text and text not in _CODES.get(element.tag, {text}):
            found.append(f"{path}: {text!r} is no code of its list")
    return tuple(found)


def _children(path: str, element: Element) -> list[str]:
    rules = {row["child"]: row for row in rows("edxml") if f"/{path}".endswith(f"/{row['parent']}")}
    if not rules:
        return []
    found = [f"{path}: unknown element {child.tag}" for child in element if child.tag not in rules]
    for name, rule in rules.items():
        count = len(element.findall(name))
        if count < int(rule["least"]):
            found.append(f"{path}: {name} is missing")
        if rule["most"] != "*" and count > int(rule["most"]):
            found.append(f"{path}: {name} stands {count} times")
    order = list(rules)
    places = [order.index(child.tag) for child in element if child.tag in rules]
    if element.tag in ("MessageHeader", "edXML", "edXMLEnvelope", "edXMLHeader") and places != sorted(places):
        found.append(f"{path}: the elements are not in the order of the standard")
    return found


# --- XML -------------------------------------------------------------------------------------------------------------


class _Builder(TreeBuilder):
    """A tree with local names, in the spelling of the standard; a document type declaration is refused."""

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        namespace, _, name = tag.rpartition("}")
        if namespace not in ("", "{" + NAMESPACE):
            return super().start(tag, attrs)
        return super().start(_OTHER_NAMES.get(name, name), attrs)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Entities could blow up or read files; messages have none."""
        raise DamagedFileError("no edXML message: it has a document type declaration")


def _parsed(data: bytes) -> Element:
    parser = XMLParser(target=_Builder())  # noqa: S314  a document type, and with it entities, is refused
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise DamagedFileError(f"no well-formed XML: {error}") from error
    return root


def _walk(root: Element, path: str) -> list[tuple[str, Element]]:
    found, waiting = [], [(path, root)]
    while waiting:
        at, element = waiting.pop()
        found.append((at, element))
        waiting += [(f"{at}/{child.tag}", child) for child in reversed(element)]
    return found


def _text(root: Element, path: str) -> str | None:
    return (root.findtext(path) or "").strip() or None


def _texts(root: Element, path: str) -> tuple[str, ...]:
    return tuple(text for element in root.findall(path) if (text := (element.text or "").strip()))


def _organ(element: Element | None) -> Organ:
    return Organ(None, None) if element is None else Organ(_text(element, "OrganId"), _text(element, "OrganName"))


def _attachment(element: Element) -> Attachment:
    encoded = element.findtext("ContentTransferEncoded") or ""
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except binascii.Error as error:
        raise DamagedFileError(f"an attachment is no base64: {error}") from error
    return Attachment(_text(element, "AttachmentName"), _text(element, "ContentType"), content)
