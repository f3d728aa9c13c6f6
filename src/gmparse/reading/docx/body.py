"""Walks blocks in document order: paragraphs, tables with their cells, text boxes; gives lines top to bottom."""

from __future__ import annotations

from dataclasses import replace

from gmparse.page import A4_WIDTH, Box, Cell, Line, Table
from gmparse.reading.docx.layout import LINE_HEIGHT, Column, line_of
from gmparse.reading.docx.numbering import Lists
from gmparse.reading.docx.package import Element, child, local
from gmparse.reading.docx.runs import Content, Runs, TextBox, is_deleted, too_deep
from gmparse.reading.docx.styles import ParagraphLook, Styles
from gmparse.reading.docx.tables import Grid, Place, unwrapped

_PAPER = Column(10.0, A4_WIDTH - 10.0)  # tables may stand out into the margins, not beyond the paper
_DEEPEST = 12  # tables and text boxes inside one another


class Body:
    """Reads the blocks of one DOCX. ``tables`` are the ruled ones met so far, inner ones first."""

    def __init__(self, styles: Styles, lists: Lists, runs: Runs) -> None:
        self._styles = styles
        self._lists = lists
        self._runs = runs
        self._depth = 0
        self.tables: list[Table] = []

    def block(self, container: Element, column: Column, top: float, locator: str) -> tuple[list[Line], float]:
        """Lines of a body, cell, text box or header, and the y below them.

        Args:
            container: the element whose paragraphs and tables are read.
            column: where they stand.
            top: y of the first line, in points.
            locator: path of the container, the start of its lines' locators.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise too_deep()
        lines: list[Line] = []
        counts = {"p": 0, "tbl": 0}
        carried: Content | None = None
        for item in unwrapped(container):
            kind = local(item)
            if kind not in counts:
                continue
            path = f"{locator}/{kind}[{counts[kind]}]"
            counts[kind] += 1
            if kind == "tbl":
                found, top = self._table(item, column, top, path)
                lines += found
                continue
            content, look = self._read(item)
            if carried is not None:
                carried.join(content)
                content, carried = carried, None
            if is_deleted(child(item, "pPr")):
                carried = content
                continue
            found, top = self._paragraph(content, look, column, top, path)
            lines += found
        if carried is not None:
            found, top = self._paragraph(carried, ParagraphLook(), column, top, path)
            lines += found
        self._depth -= 1
        return lines, top

    def _read(self, paragraph: Element) -> tuple[Content, ParagraphLook]:
        """Content with its list marker, and look."""
        properties = child(paragraph, "pPr")
        look = self._styles.paragraph(properties)
        content = self._runs.content(paragraph, look.style)
        marker = self._lists.marker(look.numbering, look.style)
        if marker.indent is not None:
            look.indent(marker.indent)
            if (own := child(properties, "ind")) is not None:
                look.indent(own)
        first = next((piece for line in content.lines for piece in line if piece.text.strip()), None)
        if marker.text and first is not None:
            content.lines[0].insert(0, first._replace(text=marker.text))
        return content, look

    def _paragraph(
        self, content: Content, look: ParagraphLook, column: Column, top: float, path: str
    ) -> tuple[list[Line], float]:
        lines: list[Line] = []
        y = top
        for pieces in content.lines:
            line = line_of(pieces, column, look, y, locator=path, starts=not lines)
            if line is not None:
                lines.append(line)
            y += LINE_HEIGHT
        for index, box in enumerate(content.boxes):
            found, end = self._text_box(box, column, y if box.inline else top, f"{path}/box[{index}]")
            lines += found
            y = end if box.inline else y
        return lines, y

    def _text_box(self, box: TextBox, column: Column, top: float, path: str) -> tuple[list[Line], float]:
        x0 = min(max(column.x0 + box.x, _PAPER.x0), _PAPER.x1 - LINE_HEIGHT)
        x1 = (
            min(x0 + box.width, _PAPER.x1)
            if box.width and box.width > LINE_HEIGHT
            else max(column.x1, x0 + LINE_HEIGHT)
        )
        return self.block(box.content, Column(x0, x1), top + max(box.y, 0.0), path)

    def _table(self, element: Element, column: Column, top: float, path: str) -> tuple[list[Line], float]:
        grid = Grid(element, self._styles)
        if not grid.columns:
            return [], top
        edges = grid.edges(column, _PAPER if self._depth == 1 else column)
        lines: list[Line] = []
        rows: list[list[Cell | None]] = []
        merged: dict[int, tuple[int, int]] = {}
        y = top
        for index, places in grid.rows:
            cells: list[Cell | None] = [None] * grid.columns
            rows.append(cells)
            bottom = y + LINE_HEIGHT
            for place in places:
                if place.merge == "continue":
                    continue
                locator = f"{path}/r[{index}]/c[{place.order}]"
                found, end = self.block(place.element, grid.inner(place, edges), y, locator)
                lines += found
                bottom = max(bottom, end)
                outer = grid.outer(place, edges)
                cells[place.column] = Cell(tuple(found), Box(outer.x0, y, outer.x1, bottom))
            _close_row(rows, places, merged, bottom)
            y = bottom
        if grid.ruled:
            self.tables.append(Table(Box(edges[0], top, edges[-1], y), tuple(tuple(row) for row in rows)))
        return lines, y


def _close_row(
    rows: list[list[Cell | None]], places: list[Place], merged: dict[int, tuple[int, int]], bottom: float
) -> None:
    """Give the row's cells its bottom, and stretch the cells merged down into it."""
    for place in places:
        if place.merge != "continue":
            merged.pop(place.column, None)
        if place.merge == "restart":
            merged[place.column] = (len(rows) - 1, place.column)
        at = merged.get(place.column, (len(rows) - 1, place.column))
        cell = rows[at[0]][at[1]]
        if cell is not None:
            rows[at[0]][at[1]] = replace(cell, place=cell.place._replace(bottom=bottom))
