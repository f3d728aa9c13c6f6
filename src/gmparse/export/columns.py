"""The flat columns of ``csv`` and ``parquet``: one row a letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from gmparse.export.values import copies_to, first_deadline, own_pages
from gmparse.letter import Letter

Cell = str | int | list[str] | None
Kind = Literal["text", "integer", "list"]


class Column(NamedTuple):
    """A column; ``about`` explains it, ``value`` takes it from a record. CSV joins lists by ``; ``."""

    name: str
    kind: Kind
    about: str
    value: Callable[[Letter], Cell]


def _text(value: object) -> str | None:
    return getattr(value, "text", None)


def _meeting(letter: Letter, name: str) -> Cell:
    value = getattr(letter.meetings[0], name) if letter.meetings else None
    return value if isinstance(value, str) else _text(value)


def _signer(letter: Letter, name: str) -> Cell:
    return getattr(letter.signer, name) if letter.signer else None


def _filing(letter: Letter, name: str) -> Cell:
    return getattr(letter.filing, name) if letter.filing else None


def _deadline(letter: Letter) -> Cell:
    day, _ = first_deadline(letter)
    return day.isoformat() if day else None


def _cited(letter: Letter, role: str | None = None) -> Cell:
    return [one.number or one.text for one in letter.citations if role in (None, one.role)]


def _once(texts: Iterable[str]) -> Cell:
    return list(dict.fromkeys(texts))


def _authority(letter: Letter) -> Cell:
    return list(letter.signer.authority) if letter.signer else []


COLUMNS: tuple[Column, ...] = (
    Column("file", "text", "name of the file", lambda x: x.source.name),
    Column("part", "integer", "the letter's place in its file, from 1", lambda x: x.source.part),
    Column("sha256", "text", "of the file", lambda x: x.source.sha256),
    Column("media_type", "text", "of the file", lambda x: x.source.media_type),
    Column("pages", "integer", "of the letter with its annexes", lambda x: len(own_pages(x)) or None),
    Column("reading", "text", "text, ocr or mixed", lambda x: x.source.reading),
    Column("family", "text", "state, party, normative or other", lambda x: x.family),
    Column("type_code", "text", "code of the document type", lambda x: x.type.code if x.type else None),
    Column("type_name", "text", "its name", lambda x: x.type.name if x.type else None),
    Column("issuer", "text", "who issued it", lambda x: x.issuer.name if x.issuer else None),
    Column("issuer_parent", "text", "the organ above", lambda x: x.issuer.parent if x.issuer else None),
    Column("co_issuers", "list", "further issuers", lambda x: [one.name for one in x.co_issuers]),
    Column("number", "text", "number and symbol", lambda x: x.number.text),
    Column("serial", "text", "the number alone", lambda x: x.number.serial),
    Column("symbol", "text", "the symbol alone", lambda x: x.number.symbol),
    Column("number_state", "text", "read, blank, unreadable or absent", lambda x: x.number.state),
    Column("place", "text", "place of issue", lambda x: _text(x.place)),
    Column("date", "text", "EDTF: 2025-07-23, unknown parts as X", lambda x: x.date.edtf),
    Column("date_state", "text", "read, blank, unreadable or absent", lambda x: x.date.state),
    Column("subject", "text", "what it is about", lambda x: _text(x.subject)),
    Column("urgency", "text", "mark of urgency", lambda x: _text(x.urgency)),
    Column("secrecy", "text", "mark of secrecy", lambda x: _text(x.secrecy)),
    Column("addressees", "list", "Kính gửi", lambda x: [one.text for one in x.addressees]),
    Column("citations", "list", "documents that it names: number, else text", _cited),
    Column("reply_to", "list", "documents that it answers", lambda x: _cited(x, "reply_to")),
    Column("meetings", "integer", "meetings it convenes; the next columns are of the first", lambda x: len(x.meetings)),
    Column("meeting_start", "text", "ISO 8601 local time, partial as EDTF", lambda x: _meeting(x, "start")),
    Column("meeting_end", "text", "the same", lambda x: _meeting(x, "end")),
    Column("meeting_mode", "text", "in_person, online or hybrid", lambda x: _meeting(x, "mode")),
    Column("meeting_location", "text", "where", lambda x: _meeting(x, "location")),
    Column("meeting_chair", "text", "who presides", lambda x: _meeting(x, "chair")),
    Column("assignments", "integer", "how many tasks it gives", lambda x: len(x.assignments)),
    Column("assignees", "list", "to whom, each once", lambda x: _once(a.assignee.text for a in x.assignments)),
    Column("first_deadline", "text", "earliest deadline of a task, as printed", _deadline),
    Column("recipients", "list", "Nơi nhận without Như trên and Lưu", copies_to),
    Column("filing", "text", "the line Lưu", lambda x: _filing(x, "text")),
    Column("drafting_unit", "text", "the unit in it", lambda x: _filing(x, "unit")),
    Column("authority", "list", "on whose authority the signer signs: KT., TL.", _authority),
    Column("signer_position", "text", "the signer's position", lambda x: _signer(x, "position")),
    Column("signer_name", "text", "the signer's name", lambda x: _signer(x, "name")),
    Column("co_signers", "list", "further signers", lambda x: [one.name for one in x.co_signers if one.name]),
    Column("attachments", "list", "enclosures that it names", lambda x: [one.text for one in x.attachments]),
    Column("signatures", "integer", "digital signatures of the file", lambda x: len(x.signatures)),
    Column("issues", "list", "codes of what a person may want to know", lambda x: _once(one.code for one in x.issues)),
    Column("needs_review", "list", "values that a person should look at", lambda x: list(x.needs_review)),
)  # fmt: skip
