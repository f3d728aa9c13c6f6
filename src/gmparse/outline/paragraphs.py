"""Lines of a body → paragraphs, items and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

import regex

from gmparse.outline.markers import LABEL, LISTED, MARKER, Kind, marker_of
from gmparse.page import Cell, Line, Table
from gmparse.text import squeeze
from gmparse.zones import Layout
from gmparse.zones.cues import opens_body

_INDENT = 9.0  # points from the margin: a paragraph's first line
_SHORT = 0.12  # of the text's width: a line that ends that much before the margin ended its paragraph
_GAP = 0.9  # heights of a line: more parts paragraphs
_FIRST_ITEM = 4  # lines of a list's first item
_LABELLED = regex.compile(r"\p{Lu}\p{Ll}+(?: \p{Ll}+){1,4}:\s+\S")  # Trang phục: …
_ENDS = (".", ";", ":", "/.", "!", "?")


class Paragraph(NamedTuple):
    """Lines of one paragraph or item, or a table; kind, marker and the offset behind it."""

    kind: Kind
    marker: str
    start: int
    lines: list[Line]
    table: Table | None = None


def paragraphs(lines: Sequence[Line], tables: Iterable[Table], layout: Layout) -> list[Paragraph]:
    """The lines of a body put together, tables in their place; those that a page break cut are one."""
    found: list[Paragraph] = []
    pending: dict[int | None, list[Table]] = {}
    for table in tables:
        if not _is_frame(table):
            pending.setdefault(table.page, []).append(table)
    last: Line | None = None
    for line in _with_first_items(lines):
        if _is_speck(line):
            continue
        around = _table_around(line, pending[line.page]) if line.page in pending else None
        if around is not None:
            if not found or found[-1].table is not around:
                found.append(Paragraph("", "", 0, [], around))
            last = None
            continue
        kind, marker, start = marker_of(line.text)
        if last is not None and not _begins(line, kind, start, last, found[-1], layout):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph(kind, marker, start, [line]))
        last = line
    return _joined(found)


def _with_first_items(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, a list's first item apart from the label before it where the next item has the same bullet."""
    for index, line in enumerate(lines):
        listed = LISTED.match(line.text) if ":" in line.text else None
        own = listed is not None and line.text.lstrip().startswith(listed["mark"])
        if listed and not own and _has_bullet(lines[index + 1 : index + 1 + _FIRST_ITEM], listed["mark"]):
            at = sum(word.start < listed.start("mark") for word in line.words)
            yield from (part for part in (line.slice(0, at), line.slice(at, len(line.words))) if part is not None)
        else:
            yield line


def _has_bullet(below: Sequence[Line], mark: str) -> bool:
    """Whether the first item that is numbered or marked has this bullet."""
    first = next((marker for line in below if (marker := marker_of(line.text)[1])), "")
    return first.strip() == mark


def _is_speck(line: Line) -> bool:
    """Whether a line is no text but a rule or a speck of a scan; a marker whose text stands below it is none."""
    text = line.text.strip()
    return not any(map(str.isalnum, text)) and not MARKER.match(text)


def _table_around(line: Line, tables: Iterable[Table]) -> Table | None:
    x, y = line.place.x_mid, line.place.y_mid
    for table in tables:
        if table.place.holds(x, y):
            return table
    return None


def _is_frame(table: Table) -> bool:
    """Whether a table only frames running text: one cell holds most of its lines."""
    counts = [len(cell.lines) for row in table.rows for cell in row if cell is not None]
    return bool(counts) and max(counts) > max(4, sum(counts) / 2)


def _begins(line: Line, kind: Kind, start: int, last: Line, paragraph: Paragraph, layout: Layout) -> bool:
    """Whether a line begins a paragraph; ``kind`` and ``start`` are those of its marker."""
    if line.starts_paragraph is not None:
        return line.starts_paragraph
    ended = last.text.rstrip().endswith(_ENDS)
    width = layout.right - layout.left
    short = last.place.x1 < layout.right - _SHORT * width
    if kind and not ended and not line.text[start:].strip() and line.text.strip()[:1].isdigit():
        return False  # the end of a wrapped sentence: "phòng họp số| 3."
    if ":" in line.text and LABEL.match(line.text) and (ended or short or LABEL.match(paragraph.lines[0].text)):
        return True
    if not layout.styled:
        indented = min(line.place.x0, last.place.x0) > layout.left + _INDENT
        return (short and (indented or _opens(line))) or _begins_plain(line, last, paragraph, kind, ended)
    inside = line.place.x0 > layout.left + _INDENT
    if kind:
        return inside or ended or short
    if line.page == last.page and line.place.top - last.place.bottom > _GAP * line.place.height:
        return True
    if inside and last.place.x0 <= layout.left + _INDENT:
        return ended or short or line.place.x0 - layout.left < 0.12 * width
    if inside:  # after an indented line: another one-line paragraph, unless the text hangs
        return ended or short
    return short and (ended or _opens(line)) and not _goes_on(line)


def _begins_plain(line: Line, last: Line, paragraph: Paragraph, kind: Kind, ended: bool) -> bool:
    """Plain text has no type and often no indents: ends of sentences and markers tell."""
    if kind or line.place.x0 > last.place.x0 + 4:
        return bool(kind) or ended
    if line.place.top - last.place.bottom > 0.5 * line.place.height:
        return True
    if not ended or _goes_on(line):
        return False
    return not (paragraph.kind and last.text.rstrip().endswith(";"))


def _opens(line: Line) -> bool:
    """Whether a line begins with a label or as paragraphs do."""
    return _LABELLED.match(line.text) is not None or opens_body(line.text)


def _goes_on(line: Line) -> bool:
    """Whether a line begins in small letters, as no paragraph does."""
    first = line.text.lstrip()[:1]
    return first.islower()


def _joined(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Tables that a page break cut are put together: one follows the other with the same number of columns.

    A head that is printed again on the next page is left out.
    """
    result: list[Paragraph] = []
    for paragraph in paragraphs:
        last = result[-1].table if result else None
        here = paragraph.table
        if last is not None and here is not None and here.rows and last.rows and len(here.rows[0]) == len(last.rows[0]):
            whole = Table(last.place, last.rows + here.rows[_repeated(last, here) :])
            result[-1] = result[-1]._replace(table=whole)
        else:
            result.append(paragraph)
    return result


def _repeated(first: Table, second: Table) -> int:
    """How many rows at the top of the second table are those of the first."""
    pairs = zip(first.rows, second.rows, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _texts(pair[0]) == _texts(pair[1]), pairs))


def _texts(row: Sequence[Cell | None]) -> list[str]:
    return [squeeze(cell.text) if cell is not None else "" for cell in row]
