"""Bases that are no document: an instruction, a conclusion at a meeting, a request (ý kiến chỉ đạo, kết luận)."""

from __future__ import annotations

from itertools import chain

import regex
from pydantic import Field

from gmparse.fields.base import Found, Value, proof, trim
from gmparse.fields.citations.read import item_starts
from gmparse.fields.citations.surroundings import clause_end
from gmparse.fields.citations.types import type_before
from gmparse.grammar.dates import find_dates
from gmparse.grammar.document_numbers import find_numbers
from gmparse.rules import rule
from gmparse.text import TextMap

_MAX_LENGTH = 500

DIRECTIVE = rule(
    "directive",
    r"""
    (?<!\p{L})(?:căn\s+cứ|theo|thực\s+hiện|triển\s+khai|xét|trên\s+cơ\s+sở|tiếp\s+theo|thi\s+hành|được(?=\s+sự\s))
    \s+ (?:các\s+)?
    (?P<text>
        (?:sự\s+|nội\s+dung\s+)?(?:ý\s+kiến(?:\s+(?:chỉ\s+đạo|kết\s+luận|thống\s+nhất|đề\s+nghị|của))?|chỉ\s+đạo|kết\s+luận|đề\s+nghị|yêu\s+cầu
        |phân\s+công|ủy\s+quyền|uỷ\s+quyền|chủ\s+trương|(?<=sự\s+)(?:đồng\s+ý|nhất\s+trí|thống\s+nhất|cho\s+phép))
        (?:(?:\s*,\s*|\s+và\s+)(?:chỉ\s+đạo|kết\s+luận|điều\s+hành|yêu\s+cầu|phân\s+công|nhất\s+trí))*
        (?:\s+(?:chỉ\s+đạo|kết\s+luận|trực\s+tiếp))? \s+ (?:của|tại)\s+(?=\p{L})
      | ý\s+kiến\s+(?:chỉ\s+đạo|kết\s+luận|thống\s+nhất)\s+(?=\p{L})
    )
    """,
    "a basis that is no document, behind the words that open a basis; Decree 30/2020/NĐ-CP, Annex I, part II, 6",
    examples=(
        "Thực hiện ý kiến chỉ đạo của Chủ tịch UBND tỉnh",
        "Theo đề nghị của Giám đốc Sở Nội vụ",
        "Căn cứ Kết luận của Thường trực Tỉnh ủy",
        "Được sự đồng ý của Chủ tịch UBND tỉnh",
        "Thực hiện kết luận, chỉ đạo của Giám đốc Sở",
    ),
    rejects=("Thực hiện Kết luận số 12-KL/TW", "Theo quy định của pháp luật", "Đề nghị các đơn vị"),
    ignore_case=True,
    opens=r"căn\s|theo\s|thực\s|triển\s|xét\s|trên(?=\s+cơ)|tiếp(?=\s+theo)|thi\s|được(?=\s+sự)",
)
GOES_ON = rule(
    "directive.goes-on",
    r"""(?<=[;,]\s{1,3}(?:và\s+)?|\s+và\s+)(?P<text>(?:
        ý\s+kiến(?:\s+(?:chỉ\s+đạo|kết\s+luận|thống\s+nhất|đề\s+nghị|thảo\s+luận|tham\s+gia|góp\s+ý|biểu\s+quyết))?
      | (?<=(?:;|\svà)\s{1,3})(?:chỉ\s+đạo|kết\s+luận|đề\s+nghị|chủ\s+trương)) \s+ của \s+ (?=\p{L}))""",
    "a basis that is no document, in a list of bases that one word opens",
    examples=(
        "Xét Tờ trình số 5/TTr-UBND; ý kiến thảo luận của đại biểu",
        "Báo cáo số 6/BC-KT, ý kiến thống nhất của Sở",
        "Quyết định số 5/QĐ-SNV; đề nghị của Chánh Văn phòng",
        "tình hình thực tế và đề nghị của các đơn vị",
    ),
    rejects=("lắng nghe ý kiến của nhân dân", "Kế hoạch số 5/KH-UBND; đề nghị các đơn vị"),
    ignore_case=True,
    opens=r"ý\s+kiến|chỉ(?=\s+đạo\s)|kết(?=\s+luận\s)|đề(?=\s+nghị\s)|chủ(?=\s+trương\s)",
)
_BASES = regex.compile(
    r"(?:^|[.:!?]\s|\s[-–+•]\s)\s*+(?:[-–+•]\s*+)?(?:để\s+)?(?:căn\s+cứ|xét|thực\s+hiện|triển\s+khai|trên\s+cơ\s+sở"
    r"|theo(?!\s+quy\s+định))(?!\p{L})(?:[^.:]|[.:](?!\s))*+$",
    regex.IGNORECASE,
)
_LONGEST_BASES = 1500
_AND = regex.compile(r"\s*+và\s++$", regex.IGNORECASE)
# "ý kiến chỉ đạo của A tại buổi giao ban| và |Công văn số 5": two bases side by side.
_AND_DOCUMENT = regex.compile(r"(?:\s*[,;]\s*(?:và\s+|cùng\s+)?|\s+(?:và|cùng)\s+)(?:các\s+|nội\s+dung\s+)?$")
_OPENING = regex.compile(r"(?:^|[.;:!?]\s|\s[-–+•]\s|,\s)\s*+(?:[-–+•]\s*+)?(?:để\s+)?$", regex.IGNORECASE)


class Directive(Value):
    """An instruction, conclusion or request that the letter rests on and that is no document."""

    text: str = Field(description="as printed, without the words that open the basis")
    date: str | None = Field(description="EDTF, when the text gives one")


def find(body: TextMap) -> Found[tuple[Directive, ...]]:
    """All bases of the body that are no document, in order. One that stands in a numbered document is a citation."""
    text = body.text
    led, going_on = list(DIRECTIVE.finditer(text)), list(GOES_ON.finditer(text))
    if not (led or going_on):
        return Found(())
    items = item_starts(body)
    spans = {match.start("text"): match for match in led if _is_opened(text, match.start(), items)}
    for match in going_on:
        if _is_among_bases(text, match.start(), items):
            spans.setdefault(match.start("text"), match)
    starts = sorted(spans)
    ends = [_joint(text, at) if spans[at].re is GOES_ON.pattern else at for at in starts[1:]]
    found = (_directive(body, spans[at], items, end) for at, end in zip(starts, [*ends, len(text)], strict=False))
    return Found(tuple(directive for directive in found if directive))


def _joint(text: str, at: int) -> int:
    """Where the word begins that joins what stands at ``at`` to what is before it."""
    found = _AND.search(text, max(0, at - 8), at)
    return found.start() if found is not None else at


def _is_opened(text: str, at: int, items: list[int]) -> bool:
    """Whether the words that open a basis stand at the start of a clause."""
    return at in items or _OPENING.search(text, max(0, at - 8), at) is not None


def _is_among_bases(text: str, at: int, items: list[int]) -> bool:
    """Whether the sentence or item around ``at`` opens with a basis."""
    start = max([at - _LONGEST_BASES, 0, *(item for item in items if item <= at)])
    return _BASES.search(text[start:at]) is not None


def _directive(body: TextMap, match: regex.Match[str], items: list[int], following: int) -> Directive | None:
    """The directive at a match; ``following`` is where the next begins."""
    text, start = body.text, match.start("text")
    limit = min(chain((following, start + _MAX_LENGTH), (item for item in items if item > start)))
    start, end = trim(text, start, clause_end(text, match.end("text"), limit))
    end = _before_documents(text, start, end)
    if end <= match.end("text"):
        return None
    date = next((date for date in find_dates(text[start:end]) if date.edtf and date.valid), None)
    evidence = proof(body, start, end, rule=DIRECTIVE.id if match.re is DIRECTIVE.pattern else GOES_ON.id)
    if date:
        evidence += proof(body, start + date.start, start + date.end, field="date", rule="directive.date")
    return Directive(text=body.value(start, end), date=date.edtf if date else None, evidence=evidence)


def _before_documents(text: str, start: int, end: int) -> int:
    """The end of a directive before a numbered document beside it; ``start`` when it stands in a document itself."""
    numbers = find_numbers(text[start:end])
    if not numbers:
        return end
    first = numbers[0]._replace(start=numbers[0].start + start, end=numbers[0].end + start)
    word = type_before(text, first, start)
    joint = _AND_DOCUMENT.search(text, start, word.start if word else first.start)
    return trim(text, start, joint.start())[1] if joint else start
