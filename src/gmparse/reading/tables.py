"""Ruled tables: pdfplumber's table finder on pdfium's ruled lines, pdfium's words put into the cells.

Importing pdfplumber takes a while: import this module only for pages with enough ruled lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from pdfplumber.page import Page as FoundPage
from pdfplumber.table import Table as FoundTable
from pdfplumber.table import TableFinder, TableSettings, cells_to_tables, edges_to_intersections

from gmparse.page import Box, Cell, Line, Ruling, Table

_MAX_RULINGS = 4_000

_Intersections = Mapping[tuple[float, float], Mapping[str, Sequence[dict[str, Any]]]]


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


class _Finder(TableFinder):
    """`TableFinder` whose step from intersections to cells, most of its time, is done with less work."""

    def __init__(self, page: FoundPage) -> None:
        self.page = page
        self.settings = TableSettings.resolve(None)
        self.edges = self.get_edges()
        self.intersections = edges_to_intersections(
            self.edges, self.settings.intersection_x_tolerance, self.settings.intersection_y_tolerance
        )
        self.cells = list(cells_at(self.intersections))
        self.tables = [FoundTable(page, group) for group in cells_to_tables(self.cells)]


def cells_at(intersections: _Intersections) -> Iterator[tuple[float, float, float, float]]:
    """The smallest cell, if any, that begins at each point: pdfplumber's ``intersections_to_cells``, the same cells."""
    upright = {point: {id(edge) for edge in edges["v"]} for point, edges in intersections.items()}
    level = {point: {id(edge) for edge in edges["h"]} for point, edges in intersections.items()}
    tops, lefts = defaultdict[float, list[float]](list), defaultdict[float, list[float]](list)
    for x, top in sorted(intersections):
        tops[x].append(top)
        lefts[top].append(x)
    for x, top in sorted(intersections):
        begin = (x, top)
        below = (y for y in tops[x][bisect_right(tops[x], top) :] if upright[begin] & upright[x, y])
        right = [r for r in lefts[top][bisect_right(lefts[top], x) :] if level[begin] & level[r, top]]
        for bottom, x1 in ((bottom, x1) for bottom in below for x1 in right):
            corner = (x1, bottom)
            if corner in intersections and upright[corner] & upright[x1, top] and level[corner] & level[x, bottom]:
                yield (x, top, x1, bottom)
                break


def find_tables(rulings: Sequence[Ruling], lines: Sequence[Line], width: float, height: float) -> tuple[Table, ...]:
    """Tables of at least two cells, top to bottom, each cell with the parts of the lines that stand in it.

    More than 4,000 ruled lines are a drawing, not a table.
    """
    if len(rulings) > _MAX_RULINGS:
        return ()
    found: list[FoundTable] = _Finder(cast(FoundPage, _EdgePage(rulings, width, height))).tables
    tables = [_table(table, lines) for table in found if len(table.cells) > 1]
    return tuple(sorted(tables, key=lambda table: table.place.top))


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
    parts = (line if _covers(place, line.place) else line.inside(place) for line in beside)
    return Cell(tuple(part for part in parts if part is not None), place)


def _covers(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
