"""The number and symbol of a letter (số, ký hiệu)."""

from __future__ import annotations

from typing import Literal

from gmparse.fields.base import Evidence, Found, Value, gap_proof, proof
from gmparse.fields.issues import issue
from gmparse.grammar.document_numbers import NumberLine, parse_number_line
from gmparse.text import TextMap
from gmparse.zones import Zones

State = Literal["read", "blank", "unreadable", "absent"]


class Number(Value):
    """The number.

    ``text`` is without blanks (``57/GM-SVH``); ``serial`` is what stands before the first ``/``, in party papers before
    the first ``-``, ``None`` when blank; ``year`` only where it is part of it (``30/2020/NĐ-CP``); ``symbol`` the rest.
    ``state``: ``read``; ``blank`` when the serial was left out; ``unreadable``; ``absent`` without a number line.
    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.3; Hướng dẫn 05-HD/VPTW.
    """

    text: str | None
    serial: str | None
    year: str | None
    symbol: str | None
    state: State


def find(zones: Zones) -> Found[Number]:
    """The number from the number line. On a page whose text could not be read it is unreadable, not absent."""
    if zones.number is None:
        return _without("unreadable" if zones.unread else "absent", ())
    text = TextMap([zones.number])
    line = parse_number_line(text.text)
    if line is None:
        return _without("unreadable", _line(text))
    if line.state == "blank" and zones.number.origin == "ocr":
        return _by_hand(text, line)
    number = Number(
        text=line.text or None,
        serial=line.serial,
        year=str(line.year) if line.year else None,
        symbol=line.symbol,
        state=line.state,
        evidence=_evidence(text, line),
    )
    return Found(
        number, (issue(f"number-{line.state}", "number.serial", evidence=_line(text)),) if line.state != "read" else ()
    )


def _by_hand(text: TextMap, line: NumberLine) -> Found[Number]:
    """A printed symbol whose serial was filled in by hand, or stamped: on paper no letter goes out without a number."""
    number = Number(
        text=line.text or None,
        serial=None,
        year=None,
        symbol=line.symbol,
        state="unreadable",
        evidence=_evidence(text, line),
    )
    slot = gap_proof(text, *line.serial_span, field="serial", rule="number.slot")
    return Found(number, (issue("number-handwritten", "number.serial", evidence=slot),))


def _without(state: State, evidence: tuple[Evidence, ...]) -> Found[Number]:
    number = Number(text=None, serial=None, year=None, symbol=None, state=state)
    return Found(number, (issue(f"number-{state}", "number.serial", evidence=evidence),))


def _line(text: TextMap) -> tuple[Evidence, ...]:
    return proof(text, 0, len(text.text), field="serial", rule="number.line")


def _evidence(text: TextMap, line: NumberLine) -> tuple[Evidence, ...]:
    found = proof(text, *line.span, field="text", rule="number.line")
    if line.serial:
        found += proof(text, *line.serial_span, field="serial", rule="number.line")
    if line.symbol_span:
        found += proof(text, *line.symbol_span, field="symbol", rule="number.line")
    return found
