"""Ruled tables: pdfplumber's table finder on pdfium's ruled lines, pdfium's words put into the cells.

Importing pdfplumber takes a while: import this module only for pages with enough ruled lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from pdfplumber.page import Page as FoundPage
from pdfplumber.table import Table as FoundTable
from pdfplumber.table import TableFinder, TableSettings, edges_to_intersections

from gmparse.page import Box, Cell, Line, Ruling, Table

_MAX_RULINGS = 4_000

_Point = tuple[float, float]
_Cell = tuple[float, float, float, float]
_Placed = tuple[float, float, float, float, Line]  # its place, and a line
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
    """`TableFinder` whose steps from intersections to cells and tables, most of its time, are done with less work."""

    def __init__(self, page: FoundPage) -> None:
        self.page = page
        self.settings = TableSettings.resolve(None)
        self.edges = self.get_edges()
        self.intersections = edges_to_intersections(
            self.edges, self.settings.intersection_x_tolerance, self.settings.intersection_y_tolerance
        )
        self.cells = list(cells_at(self.intersections))
        self.tables = [FoundTable(page, group) for group in joined_cells(self.cells)]


def cells_at(intersections: _Intersections) -> Iterator[_Cell]:
    """The smallest cell, if any, that begins at each point: pdfplumber's ``intersections_to_cells``, the same cells."""
    upright = {point: set(map(id, edges["v"])) for point, edges in intersections.items()}
    level = {point: set(map(id, edges["h"])) for point, edges in intersections.items()}
    points = sorted(intersections)
    tops, lefts = defaultdict[float, list[float]](list), defaultdict[float, list[float]](list)
    for x, top in points:
        tops[x].append(top)
        lefts[top].append(x)
    for x, top in points:
        below, right = tops[x][bisect_right(tops[x], top) :], lefts[top][bisect_right(lefts[top], x) :]
        corner = _corner((x, top), below, right, upright, level) if below and right else None
        if corner is not None:
            yield (x, top, *corner)


def _corner(
    begin: _Point,
    below: list[float],
    right: list[float],
    upright: Mapping[_Point, set[int]],
    level: Mapping[_Point, set[int]],
) -> _Point | None:
    """The nearest point to the lower right that edges join with ``begin`` on both ways."""
    x, top = begin
    down, along = upright[begin], level[begin]
    for bottom in below:
        if down.isdisjoint(upright[x, bottom]):
            continue
        for x1 in right:
            corner = (x1, bottom)
            if corner not in level or along.isdisjoint(level[x1, top]):
                continue
            if not (upright[corner].isdisjoint(upright[x1, top]) or level[corner].isdisjoint(level[x, bottom])):
                return corner
    return None


def joined_cells(cells: Iterable[_Cell]) -> list[list[_Cell]]:
    """Cells that hang together by their corners, two at least: pdfplumber's ``cells_to_tables``, the same groups."""
    groups: list[list[_Cell]] = []
    left = list(cells)
    while left:
        group, corners = [left[0]], set(_corners(left[0]))
        del left[0]
        grown = True
        while grown:
            waiting, left = left, []
            for cell in waiting:
                if corners.isdisjoint(_corners(cell)):
                    left.append(cell)
                else:
                    corners.update(_corners(cell))
                    group.append(cell)
            grown = len(left) < len(waiting)
        groups.append(group)
    groups.sort(key=lambda group: min((top, x0) for x0, top, _, _ in group))
    return [group for group in groups if len(group) > 1]


def _corners(cell: _Cell) -> tuple[_Point, ...]:
    x0, top, x1, bottom = cell
    return (x0, top), (x0, bottom), (x1, top), (x1, bottom)


def find_tables(rulings: Sequence[Ruling], lines: Sequence[Line], width: float, height: float) -> tuple[Table, ...]:
    """Tables of at least two cells, top to bottom, each cell with the parts of the lines that stand in it.

    More than 4,000 ruled lines are a drawing, not a table.
    """
    if len(rulings) > _MAX_RULINGS:
        return ()
    found: list[FoundTable] = _Finder(cast(FoundPage, _EdgePage(rulings, width, height))).tables
    placed = [(*line.place, line) for line in lines]
    tables = [_table(table, placed) for table in found if len(table.cells) > 1]
    return tuple(sorted(tables, key=lambda table: table.place.top))


def _table(found: FoundTable, lines: Sequence[_Placed]) -> Table:
    rows = tuple(_row([Box(*cell) if cell else None for cell in row.cells], lines) for row in found.rows)
    return Table(Box(*found.bbox), rows)


def _row(places: Sequence[Box | None], lines: Sequence[_Placed]) -> tuple[Cell | None, ...]:
    held = [place for place in places if place is not None]
    top, bottom = min([place.top for place in held]), max([place.bottom for place in held])
    near = [line for line in lines if line[3] >= top and line[1] <= bottom]
    return tuple([_cell(place, near) if place else None for place in places])


def _cell(place: Box, lines: Sequence[_Placed]) -> Cell:
    left, top, right, bottom = place
    found = []
    for x0, above, x1, below, line in lines:
        if x1 < left or x0 > right:
            continue
        whole = left <= x0 and top <= above and right >= x1 and bottom >= below
        if (part := line if whole else line.inside(place)) is not None:
            found.append(part)
    return Cell(tuple(found), place)
