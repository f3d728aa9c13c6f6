"""Ruled tables: pdfplumber's table finder on pdfium's ruled lines, pdfium's words put into the cells.

Importing pdfplumber takes a while: import this module only for pages with enough ruled lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pdfplumber.page import Page as FoundPage
from pdfplumber.table import Table as FoundTable
from pdfplumber.table import TableFinder

from gmparse.page import Box, Cell, Line, Ruling, Table


class _EdgePage:
    """What `TableFinder` asks of a page."""

    def __init__(self, rulings: Sequence[Ruling], width: float, height: float) -> None:
        self.bbox = (0.0, 0.0, width, height)
        self.edges = [_edge(ruling) for ruling in rulings]


def _edge(ruling: Ruling) -> dict[str, Any]:
    place = ruling.place
    return {
        "x0": place.x0,
        "x1": place.x1,
        "top": place.top,
        "bottom": place.bottom,
        "width": place.width,
        "height": place.height,
        "orientation": "h" if ruling.horizontal else "v",
        "object_type": "line",
    }


def find_tables(rulings: Sequence[Ruling], lines: Sequence[Line], width: float, height: float) -> tuple[Table, ...]:
    """Tables of at least two cells, top to bottom, each cell with the parts of the lines that stand in it."""
    found: list[FoundTable] = TableFinder(cast(FoundPage, _EdgePage(rulings, width, height))).tables
    tables = [
        _table(table, lines) for table in found if sum(c is not None for row in table.rows for c in row.cells) > 1
    ]
    return tuple(sorted(tables, key=lambda table: table.place.top))


def _cells(row: Any) -> int:
    return sum(cell is not None for cell in row.cells)


def _table(found: FoundTable, lines: Sequence[Line]) -> Table:
    rows = tuple(_row([Box(*cell) if cell else None for cell in row.cells], lines) for row in found.rows)
    return Table(Box(*found.bbox), rows)


def _row(places: Sequence[Box | None], lines: Sequence[Line]) -> tuple[Cell | None, ...]:
    held = [place for place in places if place is not None]
    top, bottom = min(place.top for place in held), max(place.bottom for place in held)
    near = [line for line in lines if line.place.bottom >= top and line.place.top <= bottom]
    return tuple(_cell(place, near) if place else None for place in places)


def _cell(place: Box, lines: Sequence[Line]) -> Cell:
    beside = (line for line in lines if line.place.x1 >= place.x0 and line.place.x0 <= place.x1)
    return Cell(tuple(part for line in beside if (part := line.inside(place)) is not None), place)
