"""Provisions of a cited document: ``điểm a khoản 2 Điều 5``, also behind it; Decree 78/2025/NĐ-CP, art. 68 and 69."""

from __future__ import annotations

import regex

from gmparse.fields.citations.mention import Part, part
from gmparse.rules import rule
from gmparse.text import TextMap

_WINDOW = 160
_POINT = r"(?:\p{Ll}\d{0,2}|\d{1,3}\p{Ll}?)(?!\p{L})"
_ITEM = r"(?:\d{1,4}\p{Ll}{0,2}|[IVXLC]+)(?!\p{L})"
_JOIN = r"\s*+(?:,|và|-|–|đến|,\s*và)\s*+"
_LOCATOR = rf"""(?:
    điểm \s+ {_POINT} (?:{_JOIN}{_POINT})*+
  | (?:tiểu \s+ )?mục \s+ {_ITEM} (?:{_JOIN}{_ITEM}(?!\s*/))*+
  | (?:khoản|điều|chương|phần|phụ \s+ lục|mẫu \s+ số|biểu \s+ mẫu \s+ số|biểu \s+ số|bảng)
    \s+ {_ITEM} (?:{_JOIN}{_ITEM}(?!\s*/))*+
  | (?:phụ \s+ lục) (?!\s+{_ITEM})
)"""
_CHAIN = rf"(?<!\p{{L}}){_LOCATOR}(?:(?:\s*+[,;]\s*+(?:và\s+)?|\s+và\s+|\s+)(?:của\s+|tại\s+)?{_LOCATOR})*+"

BEFORE = rule(
    "citation.provision-before",
    rf"{_CHAIN}(?:\s*+,)?\s*+(?:của|thuộc|trong|kèm \s+ theo|ban \s+ hành \s+ kèm \s+ theo)?\s*+(?:các\s+)?$",
    "provisions before the document that they stand in",
    examples=("điểm a khoản 2 Điều 5 ", "khoản 3 Điều 15 và khoản 2, khoản 6 Điều 21 ", "Điều 5a của "),
    rejects=("quy định tại ", "Điều kiện của ", "điểm cầu của "),
    ignore_case=True,
    opens=r"điểm\s|tiểu\s|mục\s|khoản\s|điều\s|chương\s|phần\s|phụ\s|mẫu\s|biểu\s|bảng\s",
)
AFTER = rule(
    "citation.provision-after",
    rf"\G\s*+[,(]?\s*+(?:tại\s+)?(?P<chain>{_CHAIN})",
    "provisions right after a document",
    examples=(" Điều 14, Khoản 2", ", khoản 3 Điều 1"),
    rejects=(" ngày 5", " Điều kiện"),
    ignore_case=True,
)
_SPLIT = rule(
    "citation.provision-split",
    r"(?<=điều\s{1,3}[\w,\s]{1,12})(?:\s*+[,;]\s*+(?:và\s+)?|\s+và\s+)(?=(?:điểm|khoản|điều)\s)",
    "where the provisions of one article end and those of the next begin",
    examples=("khoản 3 Điều 15 và khoản 2 Điều 21",),
    rejects=("khoản 2, khoản 6 Điều 21",),
    ignore_case=True,
)

# What joins provisions to their document.
_TAIL = regex.compile(
    r"(?:\s*+,)?\s*+(?:(?:của|thuộc|trong|kèm\s+theo|ban\s+hành\s+kèm\s+theo)\s*+)?(?:các\s+)?$", regex.IGNORECASE
)


def provisions_before(source: TextMap, start: int, floor: int) -> list[Part]:
    """The provisions that stand right before ``start``."""
    match = BEFORE.search(source.text, max(floor, start - _WINDOW), start)
    if match is None:
        return []
    chain = _ends_of_chain(source.text, match.start(), match.end())
    return _split(source, *chain)


def provisions_after(source: TextMap, end: int) -> list[Part]:
    """The provisions that stand right behind ``end``."""
    match = AFTER.pattern.match(source.text, end, min(len(source.text), end + _WINDOW))
    return _split(source, *match.span("chain")) if match else []


def _ends_of_chain(text: str, start: int, end: int) -> tuple[int, int]:
    tail = _TAIL.search(text, start, end)
    return start, tail.start() if tail else end


def _split(source: TextMap, start: int, end: int) -> list[Part]:
    parts, at = [], start
    for match in _SPLIT.pattern.finditer(source.text, start, end):
        parts.append(part(source, at, match.start()))
        at = match.end()
    return [*parts, part(source, at, end)]
