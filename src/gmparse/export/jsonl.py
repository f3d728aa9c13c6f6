"""JSON Lines: one record a line, as `Letter.to_json`; `Letter.model_validate_json` reads a line back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from gmparse.export.notes import Notes, Report
from gmparse.letter import Letter


def write(letters: Iterable[Letter], stream: IO[bytes], *, evidence: bool = True) -> Report:
    """Write the records; nothing is cut.

    Args:
        letters: taken one by one.
        stream: takes UTF-8.
        evidence: whether to keep the place of every value.
    """
    notes = Notes()
    for letter in letters:
        notes.begin(letter)
        stream.write(letter.to_json(evidence).encode() + b"\n")
    return notes.report(notes.letters)
