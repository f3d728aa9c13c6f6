"""The 18 fields of an incoming document with the names, types and lengths of Nghị định 30/2020/NĐ-CP, Phụ lục VI, II.

What the receiving office gives (FileCode, DocOrdinal, TraceHeaderList) is ``null``. Dates are ``DD/MM/YYYY``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from gmparse.export import values
from gmparse.export.notes import Notes, Report
from gmparse.export.standards import LANGUAGE, Field, fields
from gmparse.letter import Letter


def write(letters: Iterable[Letter], stream: IO[bytes]) -> Report:
    """Write a JSON array, one object a letter, keys in the order of the standard; what is not known is ``null``."""
    notes = Notes()
    array(stream, (record(letter, notes) for letter in letters))
    return notes.report(notes.letters)


def array(stream: IO[bytes], objects: Iterable[dict[str, Any]]) -> None:
    """A JSON array, one object a line, written one by one."""
    before = b"[\n"
    for one in objects:
        stream.write(before + json.dumps(one, ensure_ascii=False).encode())
        before = b",\n"
    stream.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def record(letter: Letter, notes: Notes) -> dict[str, Any]:
    """The fields of one letter. Losses go to the notes."""
    notes.begin(letter)
    known = dict(_values(letter, notes))
    result: dict[str, Any] = {}
    for name, field in fields("nd30_incoming").items():
        head, _, part = name.partition(".")
        value = fitted(field, known.get(name), notes)
        if field.type == "Object":
            result[name] = {}
        elif part:
            result[head][part] = value
        else:
            result[head] = value
    return {name: value if value != {} and not _empty(value) else None for name, value in result.items()}


def _empty(value: object) -> bool:
    return isinstance(value, dict) and all(part is None for part in value.values())


def _values(letter: Letter, notes: Notes) -> Iterator[tuple[str, str | int | None]]:
    came = values.arrival(letter)
    yield "TypeName", letter.type.name if letter.type else None
    yield "CodeNumber", values.code_number(letter)
    yield "CodeNotation", letter.number.symbol
    yield "IssuedDate", issued(letter, notes, "IssuedDate")
    yield "OrganName", values.organ_name(letter)
    yield "Subject", letter.subject.text if letter.subject else None
    yield "Language", LANGUAGE if letter.type else None
    yield "PageAmount", len(values.own_pages(letter)) or None
    yield "Description", values.remarks(letter)
    yield "ArrivalDate", values.vietnamese_date(came.date)
    yield "ArrivalNumber", int(came.number) if came.number else None
    if letter.signer:
        yield "SignerInfo.Position", letter.signer.position
        yield "SignerInfo.FullName", letter.signer.name
    for other in letter.co_signers:
        notes.add("SignerInfo", values.further_signer(other))
    yield "Priority", values.priority_of(letter, notes, "Priority")
    yield "ToPlaces", values.joined(one.text for one in letter.addressees)
    yield "DueDate", due(letter, notes, "DueDate")


def issued(letter: Letter, notes: Notes, field: str) -> str | None:
    """The letter's day as ``DD/MM/YYYY``; one that is not whole is noted."""
    day = values.whole_date(letter.date.edtf)
    if day is None and letter.date.edtf:
        notes.add(field, f"left out: {letter.date.edtf} is no whole date")
    return values.vietnamese_date(day)


def due(letter: Letter, notes: Notes, field: str) -> str | None:
    """The earliest deadline as ``DD/MM/YYYY``; that there are others is noted."""
    day, count = values.first_deadline(letter)
    if count > 1:
        notes.add(field, f"the earliest of {count} deadlines; the others have no field")
    return values.vietnamese_date(day)


_CODES = ("CodeNumber", "CodeNotation", "codeNumber", "codeNotation", "docId", "docCode")


def fitted(field: Field, value: str | int | None, notes: Notes) -> str | int | None:
    """The value within the field's length: text is cut, numbers and symbols are left out rather than cut; all noted."""
    if value is None or field.length is None:
        return value
    if isinstance(value, int):
        if len(str(value)) <= field.length:
            return value
        notes.add(field.name, f"left out: {value} has more than {field.length} digits")
        return None
    fit = notes.whole if field.name in _CODES else notes.fit
    return fit(field.name, value, field.length)
