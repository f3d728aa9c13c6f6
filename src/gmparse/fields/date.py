"""The date of a letter and the place it is issued at."""

from __future__ import annotations

import re
from typing import Literal

from gmparse.fields.base import Found, Text, Value, gap_proof, proof, text_value
from gmparse.fields.issues import issue
from gmparse.grammar.dates import letter_date
from gmparse.grammar.isolated import read_isolated
from gmparse.page import Line
from gmparse.text import TextMap
from gmparse.zones import Zones

State = Literal["read", "blank", "unreadable", "absent"]


class LetterDate(Value):
    """The date. ``edtf`` is EDTF (ISO 8601-2): ``2025-07-23``, blank parts as ``X``; ``None`` without a year.

    ``state``: ``read``; ``blank`` when day or month were left out; ``unreadable``; ``absent`` without a date line.
    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.4.
    """

    text: str | None
    edtf: str | None
    state: State


def find(zones: Zones) -> Found[LetterDate]:
    """The date from the date line. On a page whose text could not be read it is unreadable, not absent."""
    if zones.date is None:
        state: State = "unreadable" if zones.unread else "absent"
        return Found(LetterDate(text=None, edtf=None, state=state), (issue(f"date-{state}", "date.edtf"),))
    text = TextMap([zones.date])
    span = letter_date(text.text)
    if (span is None or span.edtf is None) and (spelled := _in_words(text)) is not None:
        return spelled
    if span is None:
        evidence = proof(text, 0, len(text.text), field="edtf", rule="date.line")
        unread = LetterDate(text=text.value(0, len(text.text)), edtf=None, state="unreadable", evidence=evidence)
        return Found(unread, (issue("date-unreadable", "date.edtf", evidence=evidence),))
    value, evidence = (
        text.value(span.start, span.end),
        proof(text, span.start, span.end, field="edtf", rule="date.line"),
    )
    if not span.valid:
        shown = LetterDate(text=value, edtf=None, state="unreadable", evidence=evidence)
        return Found(shown, (issue("date-impossible", "date.edtf", value, evidence),))
    blank = span.day is None or span.month is None
    if blank and zones.date.origin == "ocr":
        return _by_hand(text, LetterDate(text=value, edtf=span.edtf, state="unreadable", evidence=evidence))
    date = LetterDate(text=value, edtf=span.edtf, state="blank" if blank else "read", evidence=evidence)
    return Found(date, (issue("date-blank", "date.edtf", evidence=evidence),) if blank else ())


def _by_hand(text: TextMap, date: LetterDate) -> Found[LetterDate]:
    """A printed date whose day or month was filled in by hand; the issue has the place of the first empty slot."""
    slot = _SLOT.search(text.text)
    evidence = gap_proof(text, *slot.span(), field="edtf", rule="date.slot") if slot else date.evidence
    return Found(date, (issue("day-handwritten", "date.edtf", evidence=evidence),))


_SLOT = re.compile(r"(?<=ngày)\s+(?=tháng)|(?<=tháng)\s+(?=năm)")


def _in_words(text: TextMap) -> Found[LetterDate] | None:
    """A date whose month is a word."""
    found = read_isolated(text.text)
    if found is None:
        return None
    value = text.value(found.start, found.end)
    evidence = proof(text, found.start, found.end, field="edtf", rule="date.in-words", confidence=0.9)
    date = LetterDate(text=value, edtf=found.value[:10], state="read", evidence=evidence)
    return Found(date, (issue("date-in-words", "date.edtf", value, evidence),))


def find_place(line: Line | None) -> Found[Text | None]:
    """The place before the date: what stands before the comma."""
    if line is None:
        return Found(None)
    text = TextMap([line])
    end = text.text.lower().find("ngày")
    comma = text.text.rfind(",", 0, end) if end > 0 else text.text.find(",")
    return Found(text_value(text, 0, comma, rule="place.before-date") if comma > 0 else None)
