"""CSV: one row a letter, the columns of `gmparse.export.columns`; RFC 4180, UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO

from gmparse.export.columns import COLUMNS, Cell
from gmparse.export.notes import Notes, Report
from gmparse.letter import Letter

# With these a spreadsheet begins a formula (OWASP, CSV Injection; the wide forms count in East Asian settings).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EXCEL_CELL = 32_767  # characters


def write(letters: Iterable[Letter], stream: IO[bytes], *, bom: bool = False) -> Report:
    """Write the rows. A cell that would begin a formula begins with an apostrophe instead.

    Args:
        letters: taken one by one.
        stream: takes UTF-8.
        bom: begin with a byte order mark, by which Excel knows UTF-8.
    """
    notes = Notes()
    text = io.TextIOWrapper(stream, encoding="utf-8-sig" if bom else "utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow([column.name for column in COLUMNS])
    for letter in letters:
        notes.begin(letter)
        rows.writerow([_cell(column.name, column.value(letter), notes) for column in COLUMNS])
    text.detach()
    return notes.report(notes.letters)


def _cell(name: str, value: Cell, notes: Notes) -> str | int | None:
    if isinstance(value, int):
        return value
    text = "; ".join(value) if isinstance(value, list) else value
    return harmless(notes.fit(name, text, _EXCEL_CELL))


def harmless(text: str | None) -> str | None:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text and text.lstrip(" \xa0").startswith(_FORMULA) else text
