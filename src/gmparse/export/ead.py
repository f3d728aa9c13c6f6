"""The 21 fields of a document in an archive's packages (EAD_doc): Thông tư 05/2025/TT-BNV.

What the archive decides (identifiers, term of preservation, keywords, physical state, recovery) is ``null``. Dates are
``DD/MM/YYYY``, codes are text. The fields alone: METS, PREMIS and the package around them are the archive system's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from gmparse.export import values
from gmparse.export.nd30 import array, fitted, issued
from gmparse.export.notes import Notes, Report
from gmparse.export.standards import (
    TT05_CONFIDENCE,
    TT05_OTHER_TYPE,
    TT05_SECRET,
    TT05_VIETNAMESE,
    fields,
    type_codes,
)
from gmparse.letter import Letter


def write(letters: Iterable[Letter], stream: IO[bytes]) -> Report:
    """Write a JSON array, one object a letter, keys in the order of the circular; what is not known is ``null``."""
    notes = Notes()
    array(stream, (record(letter, notes) for letter in letters))
    return notes.report(notes.letters)


def record(letter: Letter, notes: Notes) -> dict[str, Any]:
    """The fields of one letter. Losses go to the notes."""
    notes.begin(letter)
    known = dict(_values(letter, notes))
    return {name: fitted(field, known.get(name), notes) for name, field in fields("ead_doc").items()}


def _values(letter: Letter, notes: Notes) -> Iterator[tuple[str, str | int | None]]:
    yield "typeName", _type(letter, notes)
    yield "codeNumber", values.code_number(letter)
    yield "codeNotation", letter.number.symbol
    yield "issuedDate", issued(letter, notes, "issuedDate")
    yield "organName", values.organ_name(letter)
    yield "subject", letter.subject.text if letter.subject else None
    yield "language", TT05_VIETNAMESE if letter.type else None
    yield "numberOfPage", len(values.own_pages(letter)) or None
    yield "mode", TT05_SECRET if letter.secrecy else None
    yield "confidenceLevel", _confidence(letter)
    yield "description", values.remarks(letter, signer=True)


def _type(letter: Letter, notes: Notes) -> str | None:
    """The type's code; a known type that the list lacks is 32, other."""
    if letter.type is None:
        return None
    code = type_codes("tt05").get(letter.type.code)
    if code is None:
        notes.add("typeName", f"no code for {letter.type.name!r}: {TT05_OTHER_TYPE}, other")
    return code or TT05_OTHER_TYPE


def _confidence(letter: Letter) -> str | None:
    """Digital original or scan. A text layer alone does not tell a scan with recognised text from an original; a
    digital signature, or a format that no scanner makes, does."""
    source = letter.source
    if source.reading == "ocr":
        return TT05_CONFIDENCE["scan"]
    if source.reading == "mixed":
        return TT05_CONFIDENCE["mixed"]
    return TT05_CONFIDENCE["digital"] if letter.signatures or source.pages is None else None
