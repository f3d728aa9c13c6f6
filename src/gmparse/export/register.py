"""The register of incoming documents and the index of a file, as a workbook ready to print.

Nghị định 30/2020/NĐ-CP, Phụ lục IV (sổ đăng ký văn bản đến) and Phụ lục V (mục lục văn bản trong hồ sơ). What the
receiving office decides (unit, day of handing over, signature for receipt) stays empty, to be filled in.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import IO

from gmparse.errors import MissingDependencyError
from gmparse.export import values
from gmparse.export.notes import Notes, Report, is_unread, label
from gmparse.export.standards import rows
from gmparse.letter import Letter

_CELL = 32_767  # characters of a cell (ECMA-376)
Row = tuple[str | int | datetime.date | None, ...]
_SHEETS = {
    "incoming": (
        "Sổ đăng ký văn bản đến",
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        (11, 8, 22, 18, 12, 36, 15, 11, 9, 16),
        (0, 1, 4, 7),
    ),
    "file": ("Mục lục văn bản", "MỤC LỤC VĂN BẢN TRONG HỒ SƠ", (6, 18, 12, 50, 32, 12, 24), (0, 2, 5)),
}


def labels(register: str) -> list[str]:
    """The column heads of ``incoming`` or ``file``."""
    return [row["label"] for row in rows("registers") if row["register"] == register]


def write(letters: Iterable[Letter], stream: IO[bytes]) -> Report:
    """Write the workbook: the register on the first sheet, the index of the file on the second.

    Whole dates are dates, partial ones text (``…/09/2025``). Every text is written as text, never as a formula.

    Raises:
        MissingDependencyError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook

        from gmparse.export.sheets import Layout, Sheet
    except ImportError as error:
        raise MissingDependencyError("register-xlsx needs openpyxl: pip install 'gmparse[export]'") from error
    notes = Notes()
    book = Workbook(write_only=True)
    book.properties.creator = "gmparse"
    sheets = {
        register: Sheet(book, Layout(name, title, labels(register), widths, centred))
        for register, (name, title, widths, centred) in _SHEETS.items()
    }
    for at, letter in enumerate(letters, start=1):
        notes.begin(letter)
        for register, row in (("incoming", _incoming(letter)), ("file", _indexed(at, letter))):
            if not sheets[register].add(_fitted(register, row, notes)):
                notes.add(_SHEETS[register][0], "a row is not high enough to show all of its text")
    for sheet in sheets.values():
        sheet.close()
    book.save(stream)
    return notes.report(notes.letters)


def _incoming(letter: Letter) -> Row:
    came = values.arrival(letter)
    return (
        came.date,
        int(came.number) if came.number else None,
        values.author(letter),
        letter.number.text,
        _dated(letter),
        values.type_and_subject(letter),
        None,
        None,
        None,
        _noted(letter),
    )


def _indexed(at: int, letter: Letter) -> Row:
    return (
        at,
        letter.number.text,
        _dated(letter),
        values.type_and_subject(letter),
        values.author(letter),
        None,  # the sheet number is given when the file is put in order
        _noted(letter),
    )


def _dated(letter: Letter) -> datetime.date | str | None:
    return values.whole_date(letter.date.edtf) or values.printed_date(letter.date.edtf)


def _noted(letter: Letter) -> str | None:
    """Ghi chú: what is special, as Phụ lục IV asks: no number, no date, no subject, a copy, urgent, secret."""
    if is_unread(letter):
        return f"Chưa đọc được: {label(letter)}"  # a scan without recognition: that it has no number would be untrue
    return values.joined(
        (
            letter.urgency.text if letter.urgency else None,
            letter.secrecy.text if letter.secrecy else None,
            None if letter.number.serial else _gap("số", letter.number.state),
            None if values.whole_date(letter.date.edtf) else _gap("đủ ngày tháng", letter.date.state),
            None if letter.subject else "Không có trích yếu",
            "Bản sao" if any(stamp.kind == "copy" for stamp in letter.stamps) else None,
        )
    )


def _gap(what: str, state: str) -> str:
    return f"Không {'đọc được' if state == 'unreadable' else 'có'} {what}"


def _fitted(register: str, row: Row, notes: Notes) -> Row:
    return tuple(
        notes.fit(label, value, _CELL) if isinstance(value, str) else value
        for label, value in zip(labels(register), row, strict=True)
    )
