"""Where letters depart: one small function a rule. Each is silent where a value is doubtful."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from gmparse.fields.base import Evidence, Value
from gmparse.letter import Letter

_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng", re.I)
_MONTH = re.compile(r"tháng\s+(\d{1,2})\s+năm", re.I)
_ABBREVIATED = re.compile(r"V\s?/\s?v\b", re.I)
_AS_ABOVE = re.compile(r"Như (?:trên|kính gửi|đề gửi)\b", re.I)
_WITH_ADDRESSEES = frozenset(("CV", "TTr", "BC"))
_WITHOUT_ADDRESSEES = frozenset(("NQ", "QĐ", "KH", "TB", "CTr", "PA", "QC", "QyĐ", "BB"))
_WITHOUT_SUBJECT = frozenset(("GGT", "GNP", "PG", "PC", "PB", "HĐ", "BGN", "BTT", "ThC", "PTr", "ĐN", "GM"))
_WITHOUT_RECIPIENTS = frozenset(("HĐ", "BGN", "BTT", "ThC", "ĐN", "TM", "BB"))
_WITHOUT_DATE = frozenset(("BB", "HĐ", "BGN", "BTT"))


class Place(NamedTuple):
    """Where a letter departs: path of the value, what stands there, its evidence."""

    path: str
    text: str
    evidence: tuple[Evidence, ...] = ()


Look = Callable[[Letter], Iterable[Place]]


def _code(letter: Letter) -> str | None:
    return letter.type.code if letter.type else None


def _printed(value: Value, field: str) -> tuple[Evidence, ...] | None:
    """Evidence of a field, ``None`` when it was recognised from a picture: then a zero may be lost in reading."""
    proof = tuple(one for one in value.evidence if one.field in (field, "text"))
    return None if any(one.origin == "ocr" for one in proof) else proof


# --- number and date -------------------------------------------------------------------------------------------------


def serial_without_zero(letter: Letter) -> Iterator[Place]:
    """A serial of one digit."""
    serial, proof = letter.number.serial, _printed(letter.number, "serial")
    if serial and len(serial) == 1 and serial.isdecimal() and proof is not None:
        yield Place("number.serial", serial, proof)


def number_missing(letter: Letter) -> Iterator[Place]:
    """No number line."""
    if letter.number.state == "absent" and letter.issuer and _code(letter) not in (None, "ĐN", "ThC", "HĐ"):
        yield Place("number", "")


def type_in_symbol(letter: Letter) -> Iterator[Place]:
    """``CV-`` in the symbol of a công văn."""
    symbol = letter.number.symbol or ""
    if _code(letter) == "CV" and symbol.startswith("CV-"):
        yield Place("number.symbol", symbol, letter.number.evidence)


def _dated(letter: Letter, pattern: re.Pattern[str]) -> str | None:
    """What a pattern reads in the printed date; ``None`` where it was recognised from a picture."""
    if not letter.date.text or _printed(letter.date, "edtf") is None:
        return None
    found = pattern.search(letter.date.text)
    return found[1] if found else None


def day_without_zero(letter: Letter) -> Iterator[Place]:
    """A day of one digit."""
    day = _dated(letter, _DAY)
    if day and len(day) == 1:
        yield Place("date.text", day, letter.date.evidence)


def month_without_zero(letter: Letter) -> Iterator[Place]:
    """Month 1 or 2 of one digit."""
    month = _dated(letter, _MONTH)
    if month in ("1", "2"):
        yield Place("date.text", month, letter.date.evidence)


def month_with_zero(letter: Letter) -> Iterator[Place]:
    """Months 03 to 09."""
    month = _dated(letter, _MONTH)
    if month and "03" <= month <= "09" and len(month) == 2:
        yield Place("date.text", month, letter.date.evidence)


def date_missing(letter: Letter) -> Iterator[Place]:
    """No date line."""
    if letter.date.state == "absent" and letter.issuer and _code(letter) not in (None, *_WITHOUT_DATE):
        yield Place("date", "")


def place_missing(letter: Letter) -> Iterator[Place]:
    """A date line without a place."""
    if letter.date.text and letter.date.state in ("read", "blank") and letter.place is None:
        yield Place("place", "", letter.date.evidence)


# --- subject, addressees, recipients ---------------------------------------------------------------------------------


def subject_missing(letter: Letter) -> Iterator[Place]:
    """No subject, where the type asks for one."""
    if letter.type and letter.subject is None and letter.type.code not in _WITHOUT_SUBJECT:
        yield Place("subject", letter.type.name)


def abbreviation_missing(letter: Letter) -> Iterator[Place]:
    """The subject of a công văn without V/v."""
    if _code(letter) == "CV" and letter.subject and not _ABBREVIATED.match(letter.subject.text):
        yield Place("subject.text", letter.subject.text[:60], letter.subject.evidence)


def abbreviation_under_title(letter: Letter) -> Iterator[Place]:
    """V/v under a title."""
    if letter.type and letter.type.code != "CV" and letter.subject and _ABBREVIATED.match(letter.subject.text):
        yield Place("subject.text", letter.subject.text[:60], letter.subject.evidence)


def addressees_of_another_type(letter: Letter) -> Iterator[Place]:
    """Kính gửi in a type that has none."""
    if letter.addressees and _code(letter) in _WITHOUT_ADDRESSEES:
        yield Place("addressees", letter.type.name if letter.type else "", letter.addressees[0].evidence)


def recipients_missing(letter: Letter) -> Iterator[Place]:
    """No Nơi nhận."""
    if not letter.recipients and letter.type and letter.issuer and letter.type.code not in _WITHOUT_RECIPIENTS:
        yield Place("recipients", "")


def filing_missing(letter: Letter) -> Iterator[Place]:
    """No line Lưu."""
    if letter.recipients and letter.filing is None and not any("lưu" in one.text.lower() for one in letter.recipients):
        yield Place("filing", "", letter.recipients[-1].evidence)


def as_above_missing(letter: Letter) -> Iterator[Place]:
    """Addressees that the recipients do not name."""
    first = letter.recipients[0].text if letter.recipients else ""
    named = any(_AS_ABOVE.match(one.text) for one in letter.recipients)
    if _code(letter) in _WITH_ADDRESSEES and letter.addressees and first and not named:
        yield Place("recipients[0]", first[:60], letter.recipients[0].evidence)


def as_above_of_nobody(letter: Letter) -> Iterator[Place]:
    """``Như trên`` in a decision without addressees."""
    if _code(letter) in ("QĐ", "NQ") and not letter.addressees:
        for at, one in enumerate(letter.recipients):
            if _AS_ABOVE.match(one.text):
                yield Place(f"recipients[{at}]", one.text, one.evidence)


# --- signer ----------------------------------------------------------------------------------------------------------


def _authority(letter: Letter, mark: str) -> Iterator[Place]:
    for at, signer in enumerate((letter.signer, *letter.co_signers)):
        wrong = [one for one in (signer.authority if signer else ()) if mark in one and one != "Q."]
        if signer and wrong:
            path = "signer.authority" if at == 0 else f"co_signers[{at - 1}].authority"
            yield Place(path, wrong[0], tuple(one for one in signer.evidence if one.field == "lines"))


def authority_of_the_party(letter: Letter) -> Iterator[Place]:
    """``T/M`` in a letter of the state."""
    return _authority(letter, "/")


def authority_of_the_state(letter: Letter) -> Iterator[Place]:
    """``TM.`` in a paper of the party."""
    return _authority(letter, ".")


# --- what reading noticed --------------------------------------------------------------------------------------------


def noticed(code: str) -> Look:
    """Issues of a code, noticed while reading."""

    def look(letter: Letter) -> Iterator[Place]:
        for one in letter.issues:
            if one.code == code:
                yield Place(one.path or "", one.message, one.evidence)

    return look
