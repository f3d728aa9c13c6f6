"""Meetings that a table alone dates: a row for each session, each visit of an inspection, each class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gmparse.fields.assignments.tables import task_rows
from gmparse.fields.base import proof
from gmparse.fields.meetings.programme import Session, parts_of_table
from gmparse.fields.meetings.times import When
from gmparse.outline import Item
from gmparse.page import Cell, Table
from gmparse.rules import rule
from gmparse.text import TextMap, fold

CONVENES = rule(
    "meetings.timetable-lead",
    r"(?<!\p{L})(?:họp|hội\s+nghị|hội\s+thảo|làm\s+việc|kiểm\s+tra|giám\s+sát|khảo\s+sát|thanh\s+tra|tập\s+huấn|bồi\s+dưỡng"
    r"|tiếp\s+xúc\s+cử\s+tri|tiếp\s+công\s+dân|tọa\s+đàm|đối\s+thoại|gặp\s+mặt)(?!\p{L})[^.;]{0,160}:?\s*$",
    "what stands over the table of a meeting's days or hours",
    examples=(
        "Lịch họp và thành phần tham dự:",
        "Sở Xây dựng tổ chức Đoàn kiểm tra theo lịch như sau:",
        "Thời gian tập huấn",
    ),
    rejects=(
        "thông báo lịch ngừng cung cấp điện như sau:",
        "Tiến độ thực hiện:",
        "Kết quả kiểm tra. Chi tiết như sau:",
    ),
    ignore_case=True,
)
_TIME = ("thoi gian", "ngay", "gio", "thu, ngay")
_PLACE = ("dia diem", "noi lam viec", "noi hop")


class Timetable(NamedTuple):
    """The text over a table, and what its rows say; at least one row has a day."""

    over: Item
    sessions: tuple[Session, ...]


def timetables(items: Sequence[Item], letter_date: str | None, over: Item | None = None) -> Iterator[Timetable]:
    """The tables under a text that convenes, whose rows begin with a time; tables of tasks are none."""
    for item in items:
        if item.table is None:
            yield from timetables(item.children, letter_date, item)
            over = item
        elif over is not None and CONVENES.search(over.own) and next(task_rows(item.table), None) is None:
            found = tuple(_sessions(item.table, letter_date))
            if any(session.start for session in found):
                yield Timetable(over, found)


def stretch(parts: Sequence[Session]) -> When:
    """From the start of the first part that has a day to the end of the last, with evidence of its own."""
    first = next(part for part in parts if part.start)
    end = parts[-1].end if len(parts) > 1 else first.end
    proofs = tuple(entry.model_copy() for entry in first.evidence if entry.field == "start")
    proofs += tuple(entry.model_copy() for entry in parts[-1].evidence if entry.field == "end") if end else ()
    return When(first.start or "", end, (0, 0), proofs, ())


def _sessions(table: Table, letter_date: str | None) -> Iterator[Session]:
    heads = [fold(cell.text) if cell is not None else "" for cell in (table.rows[0] if table.rows else ())]
    if not any(head.startswith(_TIME) for head in heads):
        return
    column = next((at for at, head in enumerate(heads) if head.startswith(_PLACE)), None)
    for row, session in parts_of_table(table, None, letter_date):
        place = row[column] if column is not None and column < len(row) else None
        yield _at(session, place) if session.location is None and place is not None else session


def _at(session: Session, place: Cell) -> Session:
    """A session with its cell in the column of places."""
    text = TextMap(place.lines)
    where = text.value(0, len(text.text)).rstrip(" .;")
    if not where:
        return session
    evidence = session.evidence + proof(text, 0, len(text.text), field="location", rule="meetings.timetable-place")
    return session.model_copy(update={"location": where, "evidence": evidence})
