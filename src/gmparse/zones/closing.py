"""The end of a letter: recipients on the left, who signs on the right; and where the body ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from gmparse.lexicon.names import person_name
from gmparse.page import Line
from gmparse.zones.cues import (
    AUTHORITY,
    BULLET,
    RULE_LINE,
    SIGNED,
    SIGNING_NOTE,
    begins_organ,
    begins_position,
    is_capitals,
    opens_body,
)
from gmparse.zones.layout import Layout

_BESIDE = 40.0  # points right of the recipients' edge: another column
_MAX_TAIL = 9  # lines from the end within which a centred authority opens a signature
_MAX_ABOVE = 6  # lines of a signature over the head of the recipients
_TALL = 1.45  # of the usual size: what is that large is a scribble of the signing software
_COLUMN = 90.0  # points between the middles of two signatures side by side


_FILED = regex.compile(r"\W{1,3}Lưu\s*[:.;,]?\s*\p{Lu}{1,6}(?!\p{L})")
_SAME_EDGE = 12.0  # points
_LIST_GAP = 3.2  # heights of a line between items, another column's line between them


class Signature(NamedTuple):
    """Printed lines over a name (authority, organ, position), and the name's line."""

    lines: tuple[Line, ...]
    name: Line | None


@dataclass(slots=True)
class Closing:
    """``begin`` is the index of the first line that is not the body's."""

    begin: int
    recipients: list[Line] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    rest: list[Line] = field(default_factory=list)


def find_closing(lines: Sequence[Line], heads: Sequence[int], layout: Layout) -> Closing:
    """Read the end of a letter; ``heads`` are the indexes of lines that look like the head of the recipients."""
    anchor = _anchor(lines, heads)
    if anchor is None:
        return _without_recipients(lines, layout)
    closing = Closing(anchor)
    right, left = [], []
    begin = _first_beside(lines, anchor, layout)
    closing.begin = begin
    for index in range(begin, len(lines)):
        line = lines[index]
        if index == anchor:
            left.append(line)
        elif _is_beside(line, lines[anchor], layout):
            right.append(line)
        elif index > anchor:
            left.append(line)
        else:
            right.append(line)
    closing.recipients, rest = _recipients(left, layout)
    if not right:  # linearised: the signature stands below the recipients, or above
        right, rest = rest, []
        above = _signature_above(lines, anchor)
        if above < anchor:
            right = [*lines[above:anchor], *right]
            closing.begin = above
    closing.signatures = _with_names(_signatures(right, layout), rest)
    closing.rest = rest
    return closing


def _anchor(lines: Sequence[Line], heads: Sequence[int]) -> int | None:
    listed = [i for i in heads if any(BULLET.match(near.text) for near in lines[i : i + 6]) or "-" in lines[i].text]
    return max(listed or heads) if heads else _first_of_list(lines)


def _first_of_list(lines: Sequence[Line]) -> int | None:
    """The first item of a recognised list that ends with the filing line, where its head could not be read."""
    filing = next((i for i in reversed(range(len(lines))) if _FILED.match(lines[i].text)), None)
    if filing is None or lines[filing].origin != "ocr":
        return None
    first, edge = filing, lines[filing].place.x0
    for index in range(filing - 1, -1, -1):
        line, below = lines[index], lines[first]
        if line.page != below.page or below.place.top - line.place.top > _LIST_GAP * below.place.height:
            break
        if abs(line.place.x0 - edge) < _SAME_EDGE and BULLET.match(line.text):
            first = index
    return first if first < filing else None


def _is_beside(line: Line, anchor: Line, layout: Layout) -> bool:
    edge = max(anchor.place.x1, anchor.place.x0 + 60) + _BESIDE
    return (line.place.x0 > edge and (layout.is_right(line) or line.place.x0 > edge + 60)) or layout.is_right(line)


def _first_beside(lines: Sequence[Line], anchor: int, layout: Layout) -> int:
    """Index of the first line of a signature that begins higher than the recipients."""
    first = anchor
    for index in range(anchor - 1, max(-1, anchor - 1 - _MAX_ABOVE), -1):
        line = lines[index]
        if line.page != lines[anchor].page or not _opens_signature(line, lines[anchor], layout):
            break
        first = index
    return first


def _opens_signature(line: Line, anchor: Line, layout: Layout) -> bool:
    text = line.text
    if AUTHORITY.match(text) or (is_capitals(text) and begins_position(text) and not text.rstrip().endswith(":")):
        return not layout.is_full(line)
    return _is_beside(line, anchor, layout) and (is_capitals(text) or begins_position(text))


def _recipients(left: Sequence[Line], layout: Layout) -> tuple[list[Line], list[Line]]:
    """The lines of the recipients down to the filing line and what hangs under it; the rest."""
    kept: list[Line] = []
    filed = False
    for index, line in enumerate(left):
        if index and _ends_recipients(line, kept, filed, left[0], layout):
            return kept, list(left[index:])
        kept.append(line)
        filed = filed or _is_filing(line.text)
    return kept, []


def _is_filing(text: str) -> bool:
    return text.lstrip(" -–+*•").lower().startswith("lưu")


def _ends_recipients(line: Line, kept: Sequence[Line], filed: bool, anchor: Line, layout: Layout) -> bool:
    text, last = line.text, kept[-1]
    if RULE_LINE.match(text) or SIGNING_NOTE.match(text):
        return True
    bullet = BULLET.match(text) is not None
    if line.page is not None and line.place.x0 > anchor.place.x0 + _BESIDE and not bullet:
        return True
    if bullet:
        return filed and not _is_filing(text) and last.text.rstrip().endswith(".") and line.page != last.page
    if AUTHORITY.match(text) or (is_capitals(text) and begins_position(text)):
        return True
    if filed:
        hangs = line.page == last.page and line.place.top - last.place.bottom < 0.6 * line.place.height
        ended = last.text.rstrip().endswith((".", "./.", "/."))
        return not hangs or ended or _is_name(line) or line.starts_paragraph is True
    return line.page is None and _is_name(line)


def _is_name(line: Line) -> bool:
    return person_name(line.text.strip()) is not None


def _signature_above(lines: Sequence[Line], anchor: int) -> int:
    """Index of the first line of a linearised signature over the recipients; ``anchor`` when there is none."""
    index = anchor
    while index > 0 and anchor - index < 12:
        text = lines[index - 1].text
        if not (is_capitals(text) or person_name(text.strip()) or SIGNING_NOTE.match(text) or AUTHORITY.match(text)):
            break
        index -= 1
    block = lines[index:anchor]
    signed = any(AUTHORITY.match(x.text) or begins_position(x.text) for x in block) and any(
        person_name(x.text.strip()) for x in block
    )
    return index if signed else anchor


# --- signatures ------------------------------------------------------------------------------------------------------


def _signatures(lines: Sequence[Line], layout: Layout) -> list[Signature]:
    """Signatures side by side from left to right, or one below the other."""
    found: list[Signature] = []
    for column in _columns(lines):
        found += _stacked(column)
    return found


def _with_names(signatures: list[Signature], rest: list[Line]) -> list[Signature]:
    """Give the one signature without a name the one name below the closing: it slipped out of its column."""
    names = [line for line in rest if person_name(line.text.strip())]
    if len(signatures) == 1 and signatures[0].name is None and len(names) == 1:
        rest.remove(names[0])
        return [signatures[0]._replace(name=names[0])]
    return signatures


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped by their axis: lines of one signature are centred on one. Without two on a row there is but one."""
    columns: list[list[Line]] = []
    for line in lines:
        for column in columns:
            if abs(column[0].place.x_mid - line.place.x_mid) < _COLUMN:
                column.append(line)
                break
        else:
            columns.append([line])
    if len(columns) > 1 and not _side_by_side(lines):
        return [list(lines)]
    return sorted(columns, key=lambda column: column[0].place.x_mid)


def _side_by_side(lines: Sequence[Line]) -> bool:
    """Whether two lines stand on one row."""
    return any(
        a.page == b.page
        and abs(a.place.top - b.place.top) < 0.5 * a.place.height
        and abs(a.place.x_mid - b.place.x_mid) >= _COLUMN
        for i, a in enumerate(lines)
        for b in lines[i + 1 :]
    )


def _stacked(lines: Sequence[Line]) -> list[Signature]:
    found: list[Signature] = []
    over: list[Line] = []
    for line in lines:
        text = SIGNED.sub("", line.text.strip())
        if not text or RULE_LINE.match(text) or SIGNING_NOTE.match(text):
            continue
        if over and person_name(text) and not (is_capitals(text) and begins_position(text)):
            found.append(Signature(tuple(over), line))
            over = []
        elif _may_stand_over(line, over):
            over.append(line)
    if over and (not found or any(AUTHORITY.match(x.text) or begins_position(x.text) for x in over)):
        found.append(Signature(tuple(over), None))
    return found


def _may_stand_over(line: Line, over: Sequence[Line]) -> bool:
    text = line.text.strip()
    if over and line.size > _TALL * max(over[0].size, 1.0):
        return False
    if AUTHORITY.match(text) or begins_position(text):
        return len(text) < 90
    several = sum(char.isalpha() for char in text) > 1  # a lone letter is a stroke of the pen
    return several and is_capitals(text) and (bool(over) or begins_organ(text))


def _without_recipients(lines: Sequence[Line], layout: Layout) -> Closing:
    """A letter without ``Nơi nhận``: signatures at its end, if it has any."""
    for index in range(max(0, len(lines) - 45), len(lines)):
        line = lines[index]
        text = line.text.strip()
        if (
            text.endswith(":")
            or len(text) > 70
            or not (AUTHORITY.match(text) or (is_capitals(text) and begins_position(text)))
        ):
            continue
        near_end = index > len(lines) - _MAX_TAIL and AUTHORITY.match(text)
        if layout.styled and not (near_end or layout.is_right(line) or _pair_beside(lines, index)):
            continue
        tail = lines[index:]
        names = [x for x in tail[1:20] if person_name(x.text.strip())]
        if names and not any(layout.is_full(x) and opens_body(x.text) for x in tail[1 : tail.index(names[0])]):
            return Closing(index, [], _signatures(tail, layout), [])
    return Closing(len(lines))


def _pair_beside(lines: Sequence[Line], index: int) -> bool:
    """Whether another signature begins on the same row."""
    line = lines[index]
    return any(
        other is not line
        and other.page == line.page
        and abs(other.place.top - line.place.top) < line.place.height
        and (is_capitals(other.text) or begins_position(other.text))
        for other in lines[max(0, index - 3) : index + 4]
    )
