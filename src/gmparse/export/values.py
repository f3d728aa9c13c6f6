"""Values that several formats need, worked out from a record. Nothing is added that the record does not say."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import NamedTuple

from gmparse.export.notes import Notes
from gmparse.export.standards import priority
from gmparse.fields.issuer import Issuer
from gmparse.fields.signer import Signer
from gmparse.letter import Letter
from gmparse.text import fold

_STAMP_NUMBER = re.compile(r"\bSố(?: đến)?\s{0,3}:?\s{0,3}(\d{1,10})\b", re.I)
_STAMP_DATE = re.compile(r"(\d{1,2})\s{0,2}[./-]\s{0,2}(\d{1,2})\s{0,2}[./-]\s{0,2}(\d{4})\b")
_AS_ABOVE = re.compile(r"như (?:trên|điều|kính gửi|thành phần)", re.I)


def author(letter: Letter) -> str | None:
    """Issuer with its superior organ behind it, several joined: a bare ``VĂN PHÒNG`` would say nothing."""
    return joined(_author(one) for one in (letter.issuer, *letter.co_issuers) if one)


def _author(issuer: Issuer) -> str:
    return f"{issuer.name}, {issuer.parent}" if issuer.parent else issuer.name


def organ_name(letter: Letter) -> str | None:
    """Name of the issuer, several joined."""
    return joined(one.name for one in (letter.issuer, *letter.co_issuers) if one)


def code_number(letter: Letter) -> str | None:
    """The serial, with the year where it is part of the number: ``57``, ``17/2025``."""
    number = letter.number
    if number.serial is None:
        return None
    return f"{number.serial}/{number.year}" if number.year else number.serial


def type_and_subject(letter: Letter) -> str | None:
    """``Giấy mời: Họp …``; a công văn has no type in registers (Nghị định 30/2020/NĐ-CP, Phụ lục IV)."""
    kind = letter.type.name if letter.type and letter.type.code != "CV" else None
    subject = letter.subject.text if letter.subject else None
    return f"{kind}: {subject}" if kind and subject else kind or subject


def joined(texts: Iterable[str | None], by: str = "; ") -> str | None:
    """The texts in one, ``None`` when there is none."""
    return by.join(text for text in texts if text) or None


# --- dates -----------------------------------------------------------------------------------------------------------


def whole_date(edtf: str | None) -> datetime.date | None:
    """The day of an EDTF date or a local time, ``None`` when a part of it is unknown."""
    try:
        return datetime.date.fromisoformat(edtf[:10]) if edtf else None
    except ValueError:
        return None


def vietnamese_date(day: datetime.date | None) -> str | None:
    """``05/09/2025``."""
    return f"{day:%d/%m}/{day.year:04}" if day else None


def printed_date(edtf: str | None) -> str | None:
    """As `vietnamese_date`, unknown parts as dots: ``…/09/2025``; ``None`` without a year."""
    if not edtf:
        return None
    parts = reversed(edtf[:10].split("-"))
    return "/".join("…" if "X" in part else part for part in parts)


def first_deadline(letter: Letter) -> tuple[datetime.date | None, int]:
    """The earliest whole deadline of an assignment, and how many different ones there are."""
    days = sorted({day for one in letter.assignments if (day := whole_date(one.deadline))})
    return (days[0] if days else None), len(days)


# --- people ----------------------------------------------------------------------------------------------------------


def copies_to(letter: Letter) -> list[str]:
    """Recipients without ``Như trên`` and without the filing line."""
    filing = letter.filing.text if letter.filing else None
    return [one.text for one in letter.recipients if one.text != filing and not _AS_ABOVE.match(one.text)]


def further_signer(signer: Signer) -> str:
    """What is said of a signer for whom a standard has no room."""
    return f"left out: a further signer, {signer.name or signer.position or 'without name'}: there is room for one"


# --- the file --------------------------------------------------------------------------------------------------------


def own_pages(letter: Letter) -> tuple[int, ...]:
    """Pages of the letter in its file, with the annexes behind it; empty in formats without pages."""
    pages: set[int] = set()
    at = 0
    for part in letter.parts:
        at += part.kind == "letter"
        if max(at, 1) == letter.source.part:
            pages |= set(part.pages)
    return tuple(sorted(pages))


class Arrival(NamedTuple):
    """What the receiver's stamp says (dấu đến)."""

    number: str | None = None
    date: datetime.date | None = None


def arrival(letter: Letter) -> Arrival:
    """Number and day of the arrival stamp, where they can be read. A stamp on another letter's page is not its own."""
    pages = own_pages(letter)
    for stamp in letter.stamps:
        here = not pages or any(proof.page in pages for proof in stamp.evidence) or letter.source.part == 1
        if stamp.kind == "arrival" and here:
            number, date = _STAMP_NUMBER.search(stamp.text), _STAMP_DATE.search(stamp.text)
            return Arrival(number[1] if number else None, _day(date) if date else None)
    return Arrival()


def _day(found: re.Match[str]) -> datetime.date | None:
    day, month, year = map(int, found.groups())
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def priority_of(letter: Letter, notes: Notes, field: str) -> int | None:
    """Code of the letter's urgency (0 without a mark). Secrecy has no code in these lists."""
    mark = letter.urgency.text if letter.urgency else ""
    code = priority(fold(mark))
    if code is None:
        notes.add(field, f"no code for {mark!r}")
    if letter.secrecy:
        notes.add(field, f"no code for {letter.secrecy.text!r}")
    return code


def remarks(letter: Letter, *, signer: bool = False) -> str | None:
    """What a description has room for and no other field: marks, a date that is not whole, the signer, enclosures."""
    date = letter.date
    return joined(
        (
            f"Độ khẩn: {letter.urgency.text}" if letter.urgency else None,
            f"Độ mật: {letter.secrecy.text}" if letter.secrecy else None,
            f"Ngày văn bản: {printed_date(date.edtf)}" if date.edtf and not whole_date(date.edtf) else None,
            f"Người ký: {_signer(letter)}" if signer and _signer(letter) else None,
            "Bản sao" if any(stamp.kind == "copy" for stamp in letter.stamps) else None,
        )
    )


def _signer(letter: Letter) -> str | None:
    return joined((letter.signer.position, letter.signer.name), ", ") if letter.signer else None
