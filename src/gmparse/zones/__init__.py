"""Document → zones: which printed lines are letterhead, number, date, title, addressees, body, recipients, signature.

Layout after Nghị định 30/2020/NĐ-CP, Phụ lục I (state letters) and Hướng dẫn 05-HD/VPTW (party letters), and what
letters that break the rules have in common with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gmparse.page import Line, Table
from gmparse.zones.closing import Signature, find_closing
from gmparse.zones.cues import is_date, is_recipients_head
from gmparse.zones.layout import Layout, layout_of
from gmparse.zones.letterhead import find_head
from gmparse.zones.parts import Part, split

__all__ = ["Layout", "Part", "Signature", "Zones", "find_zones", "split"]

_FOOT = 3  # lines over the signature


@dataclass(frozen=True, slots=True)
class Zones:
    """The lines of one letter by their place in it. Every zone may be empty.

    ``issuer`` holds the superior organ's lines too; ``marks`` those of urgency, secrecy, circulation and drafts;
    ``signatures`` stand from left to right; ``rest`` stands below the closing and belongs to nothing; ``unread``
    says that a page of the letter needs OCR.
    """

    motto: tuple[Line, ...]
    issuer: tuple[Line, ...]
    number: Line | None
    date: Line | None
    title: tuple[Line, ...]
    subject: tuple[Line, ...]
    marks: tuple[Line, ...]
    addressees: tuple[Line, ...]
    body: tuple[Line, ...]
    recipients: tuple[Line, ...]
    signatures: tuple[Signature, ...]
    rest: tuple[Line, ...]
    notes: tuple[Line, ...]
    tables: tuple[Table, ...]
    layout: Layout
    unread: bool


def find_zones(part: Part) -> Zones:
    """The zones of a letter."""
    lines = part.lines
    heads = [index for index, line in enumerate(lines) if is_recipients_head(line.text)]
    layout = layout_of(lines, heads)
    closing = find_closing(lines, heads, layout)
    head = find_head(lines, closing.begin, layout)
    body = lines[head.end : closing.begin]
    foot = _date_at_foot(body, layout) if head.date is None else None
    if foot is not None:
        head.date, body = body[foot], body[:foot] + body[foot + 1 :]
    return Zones(
        motto=tuple(head.motto),
        issuer=tuple(head.issuer),
        number=head.number,
        date=head.date,
        title=tuple(head.title),
        subject=tuple(head.subject),
        marks=tuple(head.marks),
        addressees=tuple(head.addressees),
        body=tuple(body),
        recipients=tuple(closing.recipients),
        signatures=tuple(closing.signatures),
        rest=tuple(closing.rest),
        notes=part.notes,
        tables=part.tables,
        layout=layout,
        unread=part.unread,
    )


def _date_at_foot(body: Sequence[Line], layout: Layout) -> int | None:
    """Index of the line of place and date over the signature, where letters without a decree's layout have it."""
    for index in range(max(0, len(body) - _FOOT), len(body)):
        line = body[index]
        apart = layout.is_right(line) or layout.is_centred(line)
        if apart and is_date(line.text) and "," in line.text:
            return index
    return None
