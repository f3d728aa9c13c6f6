"""The number and symbol of a letter (số, ký hiệu)."""

from __future__ import annotations

from typing import Literal

from gmparse.fields.base import Evidence, Found, Value, proof
from gmparse.fields.issues import issue
from gmparse.grammar.document_numbers import NumberLine, parse_number_line
from gmparse.text import TextMap
from gmparse.zones import Zones

State = Literal["read", "blank", "unreadable", "absent"]


class Number(Value):
    """``text`` without blanks (``57/GM-SVH``); ``serial`` is what stands before the first ``/``, in party papers before the
    first ``-``, ``None`` when blank; ``year`` only when it is part of the number (``30/2020/NĐ-CP``); ``symbol`` the rest.

    ``state``: ``read``; ``blank`` when the serial was left out; ``unreadable``; ``absent`` without a number line.
    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.3; Hướng dẫn 05-HD/VPTW.
    """

    text: str | None
    serial: str | None
    year: str | None
    symbol: str | None
    state: State


ABSENT = Number(text=None, serial=None, year=None, symbol=None, state="absent")


def find(zones: Zones) -> Found[Number]:
    """The number from the number line."""
    if zones.number is None:
        return Found(ABSENT, (issue("number-absent", "number.serial"),))
    text = TextMap([zones.number])
    line = parse_number_line(text.text)
    if line is None:
        return Found(ABSENT, (issue("number-unreadable", "number.serial", evidence=_line(text)),))
    number = Number(
        text=line.text or None,
        serial=line.serial,
        year=str(line.year) if line.year else None,
        symbol=line.symbol,
        state=line.state,
        evidence=_evidence(text, line),
    )
    return Found(number, (issue(f"number-{line.state}", "number.serial", evidence=_line(text)),) if line.state != "read" else ())


def _line(text: TextMap) -> tuple[Evidence, ...]:
    return proof(text, 0, len(text.text), field="serial", rule="number.line")


def _evidence(text: TextMap, line: NumberLine) -> tuple[Evidence, ...]:
    found = proof(text, *line.span, field="text", rule="number.line")
    if line.serial:
        found += proof(text, *line.serial_span, field="serial", rule="number.line")
    if line.symbol_span:
        found += proof(text, *line.symbol_span, field="symbol", rule="number.line")
    return found
