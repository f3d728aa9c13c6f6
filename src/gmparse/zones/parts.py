"""One file, several things: the letters and annexes of a document, found by their heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gmparse.page import Document, Line, Table
from gmparse.zones.cues import (
    ADDRESSED,
    ANNEX,
    ENCLOSED,
    NUMBER,
    NUMBER_AND_DATE,
    begins_organ,
    is_capitals,
    is_date,
    is_first_motto,
    is_recipients_head,
    motto_of,
    opens_body,
)
from gmparse.zones.furniture import Flow, flow_of, is_ornament

Kind = Literal["letter", "annex", "enclosed_letter", "copy_note"]

_HEAD_LINES = 16  # lines of a letterhead after its motto
_HEAD_LETTERS = frozenset(
    "NnCcĐđPpBb("
)  # first letters of Nơi nhận, the mottos, annexes; spares most lines the patterns
_ROW = 30.0  # points: lines that stand beside or just above a motto belong to its letterhead
_MAX_ISSUER = 4
_LEFT_BELOW = 8  # lines: number and subject
_MOST_SPECKS = 8  # lines
_ANNEX_HEAD = 14  # lines of an annex's head


@dataclass(frozen=True, slots=True)
class Part:
    """A letter or an annex: its lines, footnotes, tables, page numbers, and whether a page's text could not be read."""

    kind: Kind
    lines: tuple[Line, ...]
    notes: tuple[Line, ...]
    tables: tuple[Table, ...]
    pages: tuple[int, ...]
    unread: bool = False


def split(document: Document) -> list[Part]:
    """The parts of a document in order. The first is a letter unless it has the head of an annex."""
    flow = flow_of(document)
    if not flow.lines:
        return [Part("letter", (), (), (), tuple(page.number for page in document.pages), _needs_ocr(document))]
    starts = _starts(flow.lines)
    edges = [*(at for at, _ in starts), len(flow.lines)]
    return [
        _part(document, flow, kind, flow.lines[edge : edges[i + 1]])
        for i, (edge, (_, kind)) in enumerate(zip(edges, starts, strict=False))
    ]


def _starts(lines: Sequence[Line]) -> list[tuple[int, Kind]]:
    found: dict[int, Kind] = {0: _first_kind(lines)}
    closed = False
    for index, line in enumerate(lines):
        if line.text.lstrip(' -*"“')[:1] not in _HEAD_LETTERS:
            continue
        if is_recipients_head(line.text):
            closed = True
        kind = _kind_of_head(lines, index, closed)
        if kind is None:
            continue
        at = _beginning(lines, index) if is_first_motto(line) else index
        if _is_apart(lines, max(found), at) and not (kind == "letter" and _is_left_column(lines[max(found) : at])):
            found[at] = kind
            closed = kind == "annex" and closed
    return _with_pages(lines, _without_specks(lines, sorted(found.items())))


def _without_specks(lines: Sequence[Line], starts: list[tuple[int, Kind]]) -> list[tuple[int, Kind]]:
    """What was recognised over the first letterhead of a page is no letter: edges of the paper, parts of stamps."""
    if len(starts) < 2 or starts[1][1] != "letter" or starts[1][0] > _MOST_SPECKS:
        return starts
    above, head = lines[: starts[1][0]], lines[starts[1][0]]
    scanned = head.origin == "ocr" and above[0].page == head.page
    return [(0, "letter"), *starts[2:]] if scanned and not any(NUMBER.match(line.text) for line in above) else starts


def _is_apart(lines: Sequence[Line], last: int, at: int) -> bool:
    """Whether a head begins something new, and is not the rest of the letterhead that began above it."""
    if lines[last].page != lines[at].page:
        return at > last
    return at > last + 3 and not all(is_capitals(line.text) or is_ornament(line) for line in lines[last:at])


def _is_left_column(above: Sequence[Line]) -> bool:
    """Whether the lines above a motto are the left half of its letterhead, as a table gives it cell by cell.

    Issuer, number and subject stand there, but neither motto nor date, which every letter above would have.
    """
    return (
        len(above) <= _HEAD_LINES
        and any(NUMBER.match(line.text) for line in above)
        and not any(motto_of(line.text) or is_date(line.text) or ADDRESSED.match(line.text) for line in above)
    )


def _first_kind(lines: Sequence[Line]) -> Kind:
    head = lines[:_ANNEX_HEAD]
    has_letterhead = any(NUMBER.match(line.text) or is_first_motto(line) for line in head)
    return "annex" if head and not has_letterhead and any(ANNEX.match(line.text) for line in head[:3]) else "letter"


def _kind_of_head(lines: Sequence[Line], index: int, closed: bool) -> Kind | None:
    """What begins at a line, ``None`` when nothing does."""
    line = lines[index]
    if is_first_motto(line):
        head = lines[index + 1 : index + _HEAD_LINES]
        before = lines[max(0, index - 3) : index]
        if any(
            NUMBER.match(near.text) or NUMBER_AND_DATE.match(near.text) or is_date(near.text)
            for near in (*before, *head)
        ):
            return "letter"
        return "annex" if closed and any(ENCLOSED.match(near.text) for near in head) else None
    is_annex = ANNEX.match(line.text) and (closed or line.place.x0 > 150) and _stands_alone(lines, index)
    return "annex" if is_annex else None


def _stands_alone(lines: Sequence[Line], index: int) -> bool:
    """Whether nothing runs on from the line above: an annex's head is a heading, not a wrapped line."""
    line = lines[index]
    if index == 0 or lines[index - 1].page != line.page or line.bold or line.starts_paragraph:
        return True
    if is_capitals(line.text):
        return True
    return lines[index - 1].text.rstrip().endswith((".", ";", ":", "/", ")"))


def _beginning(lines: Sequence[Line], motto: int) -> int:
    """Index of the first line of the letterhead around a motto's first line."""
    at = top = _number_above(lines, motto)
    here = lines[motto]
    while at > 0 and top - at < _MAX_ISSUER:
        above = lines[at - 1]
        if above.page != here.page or not is_capitals(above.text) or not (begins_organ(above.text) or at < top):
            break
        if above.place.top < here.place.top - _ROW and here.place.x0 > above.place.x1:
            break
        at -= 1
    return at


def _number_above(lines: Sequence[Line], motto: int) -> int:
    """Index of the number line in the left half of a letterhead that stands whole above its motto; else the motto's."""
    for at in range(motto - 1, max(-1, motto - _LEFT_BELOW), -1):
        text = lines[at].text
        if lines[at].page is not None or motto_of(text) or is_date(text) or ADDRESSED.match(text):
            break
        if NUMBER.match(text):
            return at
    return motto


def _with_pages(lines: Sequence[Line], starts: list[tuple[int, Kind]]) -> list[tuple[int, Kind]]:
    """Pages behind the last page of a letter's closing are annexes, unless another letter begins there."""
    result: list[tuple[int, Kind]] = []
    edges = [*(at for at, _ in starts), len(lines)]
    for (at, kind), end in zip(starts, edges[1:], strict=True):
        result.append((at, kind))
        if kind == "letter" and (annex := _page_after_closing(lines, at, end)) is not None:
            result.append((annex, "annex"))
    return result


def _page_after_closing(lines: Sequence[Line], start: int, end: int) -> int | None:
    if lines[start].page == lines[end - 1].page:
        return None
    closing = next((i for i in range(start, end) if is_recipients_head(lines[i].text)), None)
    if closing is None or lines[closing].page is None:
        return None
    last_page = lines[closing].page
    filed = False
    for index in range(closing, end):
        line = lines[index]
        filed = filed or "lưu" in line.text.lower()[:12]
        if line.page != last_page:
            if filed or not _runs_on(line):
                return index
            last_page = line.page
    return None


def _runs_on(line: Line) -> bool:
    """Whether a page's first line may go on with recipients or a signature."""
    text = line.text
    return text.lstrip().startswith(("-", "+")) or not (opens_body(text) or is_capitals(text) or ADDRESSED.match(text))


def _part(document: Document, flow: Flow, kind: Kind, lines: Sequence[Line]) -> Part:
    pages = tuple(sorted({line.page for line in lines if line.page is not None}))
    notes = tuple(note for note in flow.notes if note.page in pages)
    tables = tuple(t for page in document.pages for t in page.tables if _holds(t, page.number, lines))
    unread = any(
        page.needs_ocr for page in document.pages if page.number in (pages or (page.number,)) or page.number == 1
    )
    return Part(kind, tuple(lines), notes, tables, pages, unread and kind == "letter")


def _needs_ocr(document: Document) -> bool:
    return any(page.needs_ocr for page in document.pages)


def _holds(table: Table, page: int, lines: Sequence[Line]) -> bool:
    """Whether a line's middle lies in a table."""
    beside = (line.place for line in lines if line.page in (None, page))
    return any(table.place.holds(place.x_mid, place.y_mid) for place in beside)
