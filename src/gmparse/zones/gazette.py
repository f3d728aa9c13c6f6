"""Letters as gazettes print them: issuer, number and date inside the lines under the title.

``QUYẾT ĐỊNH / CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 193/2001/QĐ-TTG NGÀY 20 THÁNG 12 NĂM 2001 VỀ VIỆC …``
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gmparse.page import Line
from gmparse.rules import rule
from gmparse.text import TextMap

OPENING = rule(
    "gazette.opening",
    r"""^(?:của\s+)?(?P<issuer>\p{L}[\p{L}\s,\-–]{3,90}?)\s*,?\s+(?P<number>số\s*:?\s*\d+\s*/\s*[\p{L}\d/\-–]+)
        \s*,?\s+(?P<date>ngày\s*\d{1,2}\s*(?:tháng\s*\d{1,2}\s*năm|/\s*\d{1,2}\s*/|-\s*\d{1,2}\s*-)\s*\d{4})\s*,?\s+(?=về|v/v|ban\s+hành|quy\s+định|hướng\s+dẫn)""",
    "issuer, number and date between a gazette's title and subject",
    examples=(
        "CỦA THỦ TƯỚNG CHÍNH PHỦ SỐ 115/2004/QĐ-TTG NGÀY 25 THÁNG 6 NĂM 2004 VỀ VIỆC SỬA ĐỔI",
        "của Bộ Tài chính số 12/2003/TT-BTC ngày 14/02/2003 hướng dẫn",
    ),
    rejects=("Về việc triển khai Quyết định số 12/QĐ-UBND ngày 14/02/2003 của UBND tỉnh về thi đua",),
    ignore_case=True,
)


class Opening(NamedTuple):
    """Lines cut out of the subject, and what is left of it."""

    issuer: list[Line]
    number: Line
    date: Line
    subject: list[Line]


def opening_of(subject: Sequence[Line]) -> Opening | None:
    """Cut issuer, number and date out of a subject; ``None`` when it does not begin with them."""
    text = TextMap(subject)
    found = OPENING.match(text.text)
    if not found:
        return None
    number, date = _lines(text, *found.span("number")), _lines(text, *found.span("date"))
    if len(number) != 1 or len(date) != 1:
        return None
    return Opening(_lines(text, *found.span("issuer")), number[0], date[0], _lines(text, found.end(), len(text.text)))


def _lines(text: TextMap, start: int, end: int) -> list[Line]:
    """The printed pieces of a span as lines of their own."""
    pieces = []
    for part in text.fragments(start, end):
        words = [i for i, word in enumerate(part.line.words) if word.start >= part.start and word.end <= part.end]
        piece = part.line.slice(words[0], words[-1] + 1) if words else None
        if piece is not None:
            pieces.append(piece)
    return pieces
