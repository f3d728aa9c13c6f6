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


def _table(found: FoundTable, lines: Sequence[Line]) -> Table:
    place = Box(*found.bbox)
    inside = [line for line in lines if place.top <= line.place.y_mid <= place.bottom]
    rows = tuple(tuple(_cell(Box(*cell), inside) if cell else None for cell in row.cells) for row in found.rows)
    return Table(place, rows)


def _cell(place: Box, lines: Sequence[Line]) -> Cell:
    parts = (part for line in lines if (part := line.inside(place)) is not None)
    return Cell(tuple(parts), place)
