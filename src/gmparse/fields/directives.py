"""Bases that are no document: an instruction, a conclusion at a meeting, a request (ý kiến chỉ đạo, kết luận)."""

from __future__ import annotations

from itertools import chain

import regex
from pydantic import Field

from gmparse.fields.base import Found, Value, proof, trim
from gmparse.fields.citations.read import item_starts
from gmparse.fields.citations.surroundings import clause_end
from gmparse.grammar.dates import find_dates
from gmparse.grammar.document_numbers import find_numbers
from gmparse.rules import rule
from gmparse.text import TextMap

_MAX_LENGTH = 500

DIRECTIVE = rule(
    "directive",
    r"""
    (?=[ctx])(?<!\p{L})(?:căn\s+cứ|theo|thực\s+hiện|triển\s+khai|xét|trên\s+cơ\s+sở|tiếp\s+theo|thi\s+hành)
    \s+ (?:các\s+)?
    (?P<text>
        (?:sự\s+|nội\s+dung\s+)?(?:ý\s+kiến(?:\s+(?:chỉ\s+đạo|kết\s+luận|thống\s+nhất|đề\s+nghị|của))?|chỉ\s+đạo|kết\s+luận|đề\s+nghị|yêu\s+cầu
        |phân\s+công|ủy\s+quyền|uỷ\s+quyền|chủ\s+trương)
        (?:\s+(?:chỉ\s+đạo|kết\s+luận|trực\s+tiếp))? \s+ (?:của|tại)\s+(?=\p{L})
      | ý\s+kiến\s+(?:chỉ\s+đạo|kết\s+luận|thống\s+nhất)\s+(?=\p{L})
    )
    """,
    "a basis that is no document, behind the words that open a basis; Decree 30/2020/NĐ-CP, Annex I, part II, 6",
    examples=(
        "Thực hiện ý kiến chỉ đạo của Chủ tịch UBND tỉnh",
        "Theo đề nghị của Giám đốc Sở Nội vụ",
        "Căn cứ Kết luận của Thường trực Tỉnh ủy",
    ),
    rejects=("Thực hiện Kết luận số 12-KL/TW", "Theo quy định của pháp luật", "Đề nghị các đơn vị"),
    ignore_case=True,
)
_OPENING = regex.compile(r"(?:^|[.;:!?]\s|\s[-–+•]\s|,\s)\s*+(?:[-–+•]\s*+)?(?:để\s+)?$", regex.IGNORECASE)


class Directive(Value):
    """An instruction, conclusion or request that the letter rests on and that is no document."""

    text: str = Field(description="as printed, without the words that open the basis")
    date: str | None = Field(description="EDTF, when the text gives one")


def find(body: TextMap) -> Found[tuple[Directive, ...]]:
    """All bases of the body that are no document, in order. One that stands in a numbered document is a citation."""
    items = item_starts(body)
    found = (_directive(body, match, items) for match in DIRECTIVE.finditer(body.text))
    return Found(tuple(directive for directive in found if directive))


def _directive(body: TextMap, match: regex.Match[str], items: list[int]) -> Directive | None:
    text, start = body.text, match.start("text")
    if not _OPENING.search(text, max(0, match.start() - 8), match.start()) and match.start() not in items:
        return None
    limit = min(chain((len(text), start + _MAX_LENGTH), (item for item in items if item > start)))
    start, end = trim(text, start, clause_end(text, match.end("text"), limit))
    if end <= match.end("text") or find_numbers(text[start:end]):
        return None
    date = next((date for date in find_dates(text[start:end]) if date.edtf and date.valid), None)
    evidence = proof(body, start, end, rule="directive")
    if date:
        evidence += proof(body, start + date.start, start + date.end, field="date", rule="directive.date")
    return Directive(text=body.value(start, end), date=date.edtf if date else None, evidence=evidence)
