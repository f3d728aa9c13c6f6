"""A sheet ready to print: A4 across, heads on every page, wrapped text, rows as high as their text."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side

Value = str | int | datetime.date | None

_COLUMNS = "ABCDEFGHIJ"
_FONT = "Times New Roman"
_DATE = "dd/mm/yyyy"
_A4 = 9  # ECMA-376, ST_PaperSize
_LINE = 15.0  # points, of 11-point text
_HIGHEST = 409.0  # points, of a row
_CAPITAL, _SMALL = 1.25, 0.88  # widths of letters in the unit of column widths, a digit
_SIDE = Side(style="thin")
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


class Layout(NamedTuple):
    """``name`` on the tab, ``title`` over the table, column ``heads``, ``widths`` in digits, ``centred`` columns."""

    name: str
    title: str
    heads: Sequence[str]
    widths: Sequence[int]
    centred: Sequence[int]


class _Style(NamedTuple):
    size: int = 11
    bold: bool = False
    italic: bool = False
    framed: bool = True
    head: bool = False


_TITLE = _Style(size=14, bold=True, framed=False, head=True)
_HEAD = _Style(bold=True, head=True)
_COUNT = _Style(italic=True, head=True)
_BODY = _Style()
_HEAD_ROWS = 3


class Sheet:
    """One sheet of a workbook in write-only mode: rows go to disk as they come."""

    def __init__(self, book: Workbook, layout: Layout) -> None:
        self._layout = layout
        self._to = book.create_sheet(layout.name)
        self._row = 0
        self._page()
        self._put([layout.title, *[None] * (len(layout.heads) - 1)], _TITLE)
        self._put(layout.heads, _HEAD)
        self._put([f"({at})" for at in range(1, len(layout.heads) + 1)], _COUNT)

    def _page(self) -> None:
        sheet = self._to
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.7, 0.4
        sheet.oddFooter.center.text = "Trang &P/&N"
        sheet.print_title_rows = f"2:{_HEAD_ROWS}"
        sheet.freeze_panes = f"A{_HEAD_ROWS + 1}"
        for column, width in zip(_COLUMNS, self._layout.widths, strict=False):
            sheet.column_dimensions[column].width = width

    def add(self, row: Sequence[Value]) -> bool:
        """Append a row; whether it is high enough to show all of its text."""
        return self._put(row, _BODY)

    def close(self) -> None:
        """The title spans all columns; what is printed ends with the last row."""
        last = _COLUMNS[len(self._layout.widths) - 1]
        self._to.merged_cells.add(f"A1:{last}1")
        self._to.print_area = f"A1:{last}{self._row}"

    def _put(self, row: Sequence[Value], style: _Style) -> bool:
        self._row += 1
        height = 24.0 if style is _TITLE else _LINE * self._lines(row, style)
        self._to.row_dimensions[self._row].height = min(height, _HIGHEST)
        self._to.append([self._cell(value, style, at in self._layout.centred) for at, value in enumerate(row)])
        del self._to.row_dimensions[self._row]
        return height <= _HIGHEST

    def _lines(self, row: Sequence[Value], style: _Style) -> int:
        factor = 1.1 if style.bold else 1.0
        texts = zip(row, self._layout.widths, strict=True)
        return max((lines(text, width / factor) for text, width in texts if isinstance(text, str)), default=1)

    def _cell(self, value: Value, style: _Style, centred: bool) -> Any:
        cell = WriteOnlyCell(self._to, value)
        if isinstance(value, str):
            cell.data_type = "s"  # also =SUM(A1)
            cell.quotePrefix = True  # and it stays text when a person edits it
        elif isinstance(value, datetime.date):
            cell.number_format = _DATE
        cell.font = Font(name=_FONT, size=style.size, bold=style.bold, italic=style.italic)
        across = "center" if style.head or centred else None
        cell.alignment = Alignment(wrap_text=True, vertical="center" if style.head else "top", horizontal=across)
        if style.framed:
            cell.border = _FRAME
        return cell


def lines(text: str, width: float) -> int:
    """Lines that a text takes in a column, broken at blanks, long words anywhere. An estimate, rather one too many."""
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        used = 0.0
        for word in paragraph.split(" "):
            long = sum(_CAPITAL if letter.isupper() else _SMALL for letter in word)
            if used and used + _SMALL + long > width:
                count += 1
                used = 0.0
            used += long + (_SMALL if used else 0.0)
            count += int(used // width)
            used %= width
    return count
