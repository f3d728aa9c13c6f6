"""Geometry of DOCX tables: column edges, merged places, and whether a table is ruled or only a means of layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gmparse.reading.docx.layout import Column
from gmparse.reading.docx.package import Element, attribute, child, children, local, number, value
from gmparse.reading.docx.runs import alternative, is_deleted
from gmparse.reading.docx.styles import TWIP, Styles

_PADDING = 5.4  # points on each side of a cell
_FALLBACK_WIDTH = 60.0  # points of a column that the file gives no width for
_MAX_COLUMNS = 200
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_SIDES = (("top", "top"), ("left", "start"), ("bottom", "bottom"), ("right", "end"))


class Place(NamedTuple):
    """A cell of a row: its element, order among the row's cells, first grid column, columns covered, merge state.

    ``merge`` is ``"restart"`` for the top of a vertically merged cell, ``"continue"`` for what it covers, else ``""``.
    """

    element: Element
    order: int
    column: int
    span: int
    merge: str


class Grid:
    """A ``w:tbl``: its rows of `Place`, column edges, and rules."""

    def __init__(self, table: Element, styles: Styles) -> None:
        self._properties = child(table, "tblPr")
        self._styles = styles
        self.rows = [(i, _places(row)) for i, row in enumerate(_rows(table)) if not is_deleted(child(row, "trPr"))]
        ends = (place.column + place.span for _, row in self.rows for place in row)
        self.columns = min(max(ends, default=0), _MAX_COLUMNS)
        self._widths = self._column_widths(table)

    def edges(self, column: Column, bounds: Column) -> list[float]:
        """Column edges in points: where the table stands in ``column``, moved and narrowed to lie within ``bounds``."""
        total = sum(self._widths)
        indent = (number(attribute(child(self._properties, "tblInd"), "w")) or 0.0) * TWIP
        start = column.x0 + indent
        if value(self._properties, "jc") == "center":
            start = (column.x0 + column.x1 - total) / 2
        elif value(self._properties, "jc") in ("right", "end"):
            start = column.x1 - total
        scale = min(1.0, bounds.width / total) if total else 1.0
        start = min(max(start, bounds.x0), bounds.x1 - total * scale)
        edges = [start]
        for width in self._widths:
            edges.append(edges[-1] + width * scale)
        return edges

    def inner(self, place: Place, edges: Sequence[float]) -> Column:
        """The column inside a cell, without its padding."""
        outer = self.outer(place, edges)
        padding = _PADDING if outer.width > 4 * _PADDING else 0.0
        return Column(outer.x0 + padding, outer.x1 - padding)

    def outer(self, place: Place, edges: Sequence[float]) -> Column:
        """The column of a cell."""
        last = len(edges) - 1
        return Column(edges[min(place.column, last - 1)], edges[min(place.column + place.span, last)])

    @property
    def ruled(self) -> bool:
        """Whether at least half of the cells are drawn: lines on three sides or more. One cell alone is a frame."""
        places = [(index, place) for index, row in self.rows for place in row if place.merge != "continue"]
        return len(places) > 1 and 2 * sum(self._sides(index, place) >= 3 for index, place in places) >= len(places)

    def _sides(self, row: int, place: Place) -> int:
        own = child(child(place.element, "tcPr"), "tcBorders")
        last_row, last_column = self.rows[-1][0], self.columns
        at_edge = {
            "top": row == 0,
            "bottom": row == last_row,
            "left": place.column == 0,
            "right": place.column + place.span >= last_column,
        }
        count = 0
        for side, strict in _SIDES:
            drawn = _drawn(own, side, strict)
            if drawn is None:
                inside = "insideH" if side in ("top", "bottom") else "insideV"
                drawn = self._table_border(side, strict) if at_edge[side] else self._table_border(inside, inside)
            count += drawn
        return count

    def _table_border(self, side: str, strict: str) -> bool:
        drawn = _drawn(child(self._properties, "tblBorders"), side, strict)
        if drawn is not None:
            return drawn
        result = False
        for style in self._styles.table_chain(self._properties):
            here = _drawn(child(child(style, "tblPr"), "tblBorders"), side, strict)
            result = result if here is None else here
        return result

    def _column_widths(self, table: Element) -> list[float]:
        widths = [(number(attribute(c, "w")) or 0.0) * TWIP for c in children(child(table, "tblGrid"), "gridCol")]
        widths = (widths + [0.0] * self.columns)[: self.columns]
        for _, row in self.rows:  # a grid that some writers leave empty: take the cells' own widths
            for place in row:
                if place.span == 1 and place.column < self.columns and widths[place.column] <= 1:
                    cell = child(child(place.element, "tcPr"), "tcW")
                    if attribute(cell, "type") in (None, "dxa"):
                        widths[place.column] = (number(attribute(cell, "w")) or 0.0) * TWIP
        return [width if width > 1 else _FALLBACK_WIDTH for width in widths]


def unwrapped(element: Element) -> Iterator[Element]:
    """Block-level children, with content controls and accepted insertions opened."""
    stack = [iter(element)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif local(item) in _WRAPPERS:
            stack.append(iter(item))
        elif local(item) == "AlternateContent":
            stack.append(iter(alternative(item)))
        else:
            yield item


def _rows(table: Element) -> Iterator[Element]:
    return (e for e in unwrapped(table) if local(e) == "tr")


def _places(row: Element) -> list[Place]:
    column = int(number(value(child(row, "trPr"), "gridBefore")) or 0)
    places = []
    for index, cell in enumerate(e for e in unwrapped(row) if local(e) == "tc"):
        properties = child(cell, "tcPr")
        span = min(max(1, int(number(value(properties, "gridSpan")) or 1)), _MAX_COLUMNS)
        merged = child(properties, "vMerge")
        merge = "" if merged is None else "restart" if attribute(merged, "val") == "restart" else "continue"
        places.append(Place(cell, index, column, span, merge))
        column += span
    return [place for place in places if place.column < _MAX_COLUMNS]


def _drawn(borders: Element | None, side: str, strict: str) -> bool | None:
    """Whether a side has a line, ``None`` where nothing is said."""
    border = child(borders, side) if child(borders, side) is not None else child(borders, strict)
    return None if border is None else attribute(border, "val") not in (None, "nil", "none")
