"""Document → zones: which printed lines are letterhead, number, date, title, addressees, body, recipients, signature.

Layout after Nghị định 30/2020/NĐ-CP, Phụ lục I (state letters) and Hướng dẫn 05-HD/VPTW (party letters), and what
letters that break the rules have in common with them.
"""

from __future__ import annotations

from dataclasses import dataclass

from gmparse.page import Line, Table
from gmparse.zones.closing import Signature, find_closing
from gmparse.zones.cues import is_recipients_head
from gmparse.zones.layout import Layout, layout_of
from gmparse.zones.letterhead import find_head
from gmparse.zones.parts import Part, split

__all__ = ["Layout", "Part", "Signature", "Zones", "find_zones", "split"]


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
    return Zones(
        motto=tuple(head.motto),
        issuer=tuple(head.issuer),
        number=head.number,
        date=head.date,
        title=tuple(head.title),
        subject=tuple(head.subject),
        marks=tuple(head.marks),
        addressees=tuple(head.addressees),
        body=tuple(lines[head.end : closing.begin]),
        recipients=tuple(closing.recipients),
        signatures=tuple(closing.signatures),
        rest=tuple(closing.rest),
        notes=part.notes,
        tables=part.tables,
        layout=layout,
        unread=part.unread,
    )
