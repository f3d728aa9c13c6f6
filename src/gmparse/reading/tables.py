"""Ruled tables: as pdfplumber's table finder finds them, on pdfium's ruled lines, pdfium's words put into the cells.

Importing pdfplumber takes a while: import this module only for pages with enough ruled lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from pdfplumber.page import Page as FoundPage
from pdfplumber.table import Table as FoundTable
from pdfplumber.table import TableSettings

from gmparse.page import Box, Cell, Line, Ruling, Table

_MAX_RULINGS = 4_000
_SETTINGS = TableSettings.resolve(None)  # its tolerances are the same both ways

_Point = tuple[float, float]
_Cell = tuple[float, float, float, float]
_Placed = tuple[float, float, float, float, Line]  # its place, and a line
_Intersections = Mapping[tuple[float, float], Mapping[str, Sequence[Any]]]


class Edge(NamedTuple):
    """A ruled line: ``at`` is x of an upright one, y of a level one; ``low`` and ``high`` are its ends."""

    at: float
    low: float
    high: float
    length: float


def _edges(rulings: Iterable[Ruling]) -> tuple[list[Edge], list[Edge]]:
    """Upright and level edges."""
    upright, level = [], []
    for place, horizontal in rulings:
        if horizontal:
            level.append(Edge(place.top, place.x0, place.x1, place.width))
        else:
            upright.append(Edge(place.x0, place.top, place.bottom, place.height))
    return upright, level


def merged(edges: Iterable[Edge]) -> list[Edge]:
    """Edges of one direction without their gaps: pdfplumber's ``merge_edges`` and filters, the same edges."""
    joined: list[Edge] = []
    for edge in sorted(_snapped([edge for edge in edges if edge.length >= _SETTINGS.edge_min_length_prefilter])):
        last = joined[-1] if joined else None
        if last is None or edge.at != last.at or edge.low > last.high + _SETTINGS.join_x_tolerance:
            joined.append(edge)
        elif edge.high > last.high:
            joined[-1] = Edge(last.at, last.low, edge.high, last.length + (edge.high - last.high))
    return [edge for edge in joined if edge.length >= _SETTINGS.edge_min_length]


def _snapped(edges: Sequence[Edge]) -> Iterator[Edge]:
    """Edges that nearly share a line put onto its mean."""
    clusters: list[list[Edge]] = []
    cluster_at: dict[float, list[Edge]] = {}
    before = float("-inf")
    for at in sorted({edge.at for edge in edges}):
        if at > before + _SETTINGS.snap_x_tolerance:
            clusters.append([])
        cluster_at[at], before = clusters[-1], at
    for edge in edges:  # in their order, as pdfplumber adds them up: another one may round otherwise
        cluster_at[edge.at].append(edge)
    for cluster in clusters:
        mean = sum([edge.at for edge in cluster]) / len(cluster)
        for at, low, high, length in cluster:
            yield Edge(at + (mean - at), low, high, length)


def crossings(upright: Sequence[Edge], level: Sequence[Edge]) -> dict[_Point, dict[str, list[Edge]]]:
    """The points where edges meet, with the edges: pdfplumber's ``edges_to_intersections``."""
    near_x, near_y = _SETTINGS.intersection_x_tolerance, _SETTINGS.intersection_y_tolerance
    found: dict[_Point, dict[str, list[Edge]]] = {}
    for down in upright:
        x, top, bottom, _ = down
        for along in level:
            y, x0, x1, _ = along
            if top <= y + near_y and bottom >= y - near_y and x0 - near_x <= x <= x1 + near_x:
                edges = found.setdefault((x, y), {"v": [], "h": []})
                edges["v"].append(down)
                edges["h"].append(along)
    return found


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


def find_tables(rulings: Sequence[Ruling], lines: Sequence[Line]) -> tuple[Table, ...]:
    """Tables of at least two cells, top to bottom, each cell with the parts of the lines that stand in it.

    More than 4,000 ruled lines are a drawing, not a table.
    """
    if len(rulings) > _MAX_RULINGS:
        return ()
    groups = joined_cells(cells_at(crossings(*map(merged, _edges(rulings)))))
    found = [FoundTable(cast(FoundPage, None), group) for group in groups]  # it asks its page for words alone
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
