"""Stamps over a letter that are none of its parts, and what they say about a blank number or date."""

from __future__ import annotations

from collections.abc import Sequence

from gmparse.fields.base import Evidence, Found, Issue, Value, proof
from gmparse.fields.date import LetterDate
from gmparse.fields.issues import issue
from gmparse.fields.number import Number
from gmparse.page import Stamp, StampKind
from gmparse.rules import Rule, rule
from gmparse.text import TextMap

NUMBER = rule(
    "stamps.number",
    r"\bS[ốỐ]\s*:?\s*\d+",
    "a number inside a stamp",
    examples=("Số: 1234", "ĐẾN Số: 77 Ngày: 02/7/2025"),
    rejects=("Số điện thoại",),
)
DATE = rule(
    "stamps.date",
    r"\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{4}|\d{4}[./-]\d{2}[./-]\d{2}|ngày\s*\d{1,2}\b",
    "a date inside a stamp",
    examples=("Thời gian ký: 18/07/2025", "Date: 2025.10.20 18:57:55+07'00'", "Ngày 18"),
    rejects=("Ký bởi: Sở Văn hóa",),
    ignore_case=True,
)


class StampText(Value):
    """A stamp: of arrival (dấu đến), of a copy, of urgency, or a signature's own text (NĐ 30/2020, Phụ lục I)."""

    kind: StampKind
    text: str


def find(stamps: Sequence[Stamp], number: Number, date: LetterDate) -> Found[tuple[StampText, ...]]:
    """The stamps of the file. A number or time in them is only quoted in an issue, when the letter's own is blank."""
    found = tuple(_stamp(stamp) for stamp in stamps)
    issues: list[Issue] = []
    if number.state == "blank":
        issues += _quoted(found, NUMBER, "number-in-stamp", "number.serial")
    if date.state == "blank":
        issues += _quoted(found, DATE, "date-in-stamp", "date.edtf")
    return Found(found, tuple(issues))


def _stamp(stamp: Stamp) -> StampText:
    text = TextMap(stamp.lines)
    evidence: tuple[Evidence, ...] = proof(text, 0, len(text.text), rule=f"stamps.{stamp.kind}")
    return StampText(kind=stamp.kind, text=text.value(0, len(text.text)), evidence=evidence)


def _quoted(found: Sequence[StampText], what: Rule, code: str, path: str) -> list[Issue]:
    return [issue(code, path, stamp.text, stamp.evidence) for stamp in found if what.search(stamp.text)]
