"""Tasks in a ruled table: a column for the task, one for who does it, one for the time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import regex

from gmparse.page import Cell, Table
from gmparse.text import TextMap, fold

# Folded words in the heads of columns.
_TASK = re.compile("noi dung|nhiem vu|cong viec|hoat dong")
_LEAD = re.compile("chu tri|(?:don vi|co quan|nguoi) thuc hien|phu trach|don vi, bo phan")
_WITH = re.compile("phoi hop")
_DUE = re.compile("thoi gian|thoi han|hoan thanh|tien do")
_CLOCK = regex.compile(r"\b\d{1,2}\s*(?:h|g|giờ|:)\s*\d{0,2}\b")


class Row(NamedTuple):
    """Cells of one task."""

    task: TextMap
    assignee: TextMap
    coordinating: TextMap | None
    due: TextMap | None


class _Columns(NamedTuple):
    task: int
    lead: int
    coordinating: int | None
    due: int | None


def task_rows(table: Table) -> Iterator[Row]:
    """The tasks of a table whose first rows name a column of tasks and one of who does them; none of other tables."""
    for index, row in enumerate(table.rows[:3]):
        columns = _columns(row)
        if columns is not None:
            rows = list(_rows(table.rows[index + 1 :], columns))
            if not _is_programme(table.rows[index + 1 :]):
                yield from rows
            return


def _is_programme(rows: tuple[tuple[Cell | None, ...], ...]) -> bool:
    """Whether most rows begin with a time of day: a timetable, whose speakers have no tasks."""
    return sum(any(cell is not None and _CLOCK.search(cell.text) for cell in row) for row in rows) * 2 > len(rows)


def _columns(row: tuple[Cell | None, ...]) -> _Columns | None:
    heads = [fold(cell.text) if cell is not None else "" for cell in row]
    lead = _first(heads, _LEAD)
    task = _first([head if i != lead else "" for i, head in enumerate(heads)], _TASK)
    if lead is None or task is None:
        return None
    return _Columns(
        task, lead, _first([h if i != lead else "" for i, h in enumerate(heads)], _WITH), _first(heads, _DUE)
    )


def _first(heads: list[str], words: re.Pattern[str]) -> int | None:
    return next((i for i, head in enumerate(heads) if words.search(head)), None)


def _rows(rows: tuple[tuple[Cell | None, ...], ...], columns: _Columns) -> Iterator[Row]:
    for row in rows:
        task, lead = _text(row, columns.task), _text(row, columns.lead)
        if task is not None and lead is not None:
            yield Row(task, lead, _text(row, columns.coordinating), _text(row, columns.due))


def _text(row: tuple[Cell | None, ...], column: int | None) -> TextMap | None:
    cell = row[column] if column is not None and column < len(row) else None
    return TextMap(cell.lines) if cell is not None and cell.text.strip() else None
