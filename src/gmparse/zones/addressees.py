"""The lines of ``Kính gửi``: one beside the word, or a list under it."""

from __future__ import annotations

from collections.abc import Sequence

from gmparse.page import Line
from gmparse.zones.cues import ADDRESSED, BULLET, RULE_LINE, WIRED, mark_of, opens_body
from gmparse.zones.layout import PARAGRAPH_INDENT, Layout, begins_anew, gap_above

_MAX_LINES = 40
_BLOCK_GAP = 1.6  # heights of a line: more ends the block


def addressees(lines: Sequence[Line], at: int, limit: int, layout: Layout) -> tuple[list[Line], int]:
    """Lines from ``Kính gửi`` on, and the index after them.

    A list goes on while its items begin with a bullet or hang under one; a single addressee goes on over lines that
    stand in from the margin as it does.
    """
    found = [lines[at]]
    end = at + 1
    for index in range(at + 1, min(limit, at + _MAX_LINES)):
        line = lines[index]
        if RULE_LINE.match(line.text) or mark_of(line.text):
            continue
        if not _belongs(lines, index, found, layout):
            break
        found.append(line)
        end = index + 1
    return found, end


def _belongs(lines: Sequence[Line], index: int, found: Sequence[Line], layout: Layout) -> bool:
    line, first, last = lines[index], found[0], found[-1]
    gap = gap_above(lines, index)
    announced = first.text.rstrip().endswith(":") or WIRED.match(first.text) is not None or _has_first_item(first)
    if len(found) == 1 and announced and gap < 2 * _BLOCK_GAP:
        return bool(BULLET.match(line.text)) or _is_inside(line, first, layout) or not opens_body(line.text)
    if gap > _BLOCK_GAP or (line.starts_paragraph is True and not layout.styled):
        return False
    if BULLET.match(line.text):
        return len(found) > 1 or announced or _is_inside(line, first, layout)
    if last.text.rstrip().endswith((".", ";")) and not layout.styled:
        return not opens_body(line.text) and last.text.rstrip().endswith(";")
    if last.text.rstrip().endswith("."):
        return False
    if line.starts_paragraph is True and opens_body(line.text):
        return False
    if not layout.styled:
        set_back = line.place.x0 < first.place.x0 - line.place.height
        return not opens_body(line.text) and not (set_back and begins_anew(lines, index))
    items = [item for item in found if BULLET.match(item.text)]
    return _is_inside(line, items[-1] if items else first, layout)


def _has_first_item(line: Line) -> bool:
    """Whether the first item of a list stands beside ``Kính gửi:``, bullet and all."""
    head = ADDRESSED.match(line.text)
    return head is not None and BULLET.match(line.text[head.end() :].lstrip()) is not None


def _is_inside(line: Line, first: Line, layout: Layout) -> bool:
    """Whether the line stands in from the margin at least as far as paragraphs of the body never do."""
    return line.place.x0 > layout.left + PARAGRAPH_INDENT and (
        line.place.x0 >= first.place.x0 - 4 or layout.is_centred(line)
    )
