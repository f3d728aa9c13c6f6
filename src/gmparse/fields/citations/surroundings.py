"""What stands around a document's number: date and organ behind it or before it, and its title."""

from __future__ import annotations

from bisect import bisect_right

import regex

from gmparse.fields.citations.mention import Part, part
from gmparse.grammar.dates import DateSpan, date_at, find_dates
from gmparse.grammar.organ_names import is_organ_head, organ_end, organ_heads
from gmparse.rules import rule
from gmparse.text import TextMap

_BEFORE_WINDOW = 220
_MIN_TITLE, _MAX_TITLE = 5, 700

DATE_LEAD = rule(
    "citation.date-lead",
    r"\G[\s,(]*+(?:(?:được\s+)?(?:ban\s+hành|ký(?:\s+ban\s+hành)?|thông\s+qua|phát\s+hành)\s*+,?\s*+)?(?=ngày|tháng|\d)",
    "what may stand between a number and its date",
    examples=(", ngày", " ban hành ngày", " (ngày"),
    rejects=(" của ngày",),
    ignore_case=True,
)
ORGAN_LEAD = rule(
    "citation.organ-lead",
    r"\G\s*+,?\s*+(?:(?:ban\s+hành\s+)?(?:của|bởi)\s+(?:các\s+)?|do\s+(?=[^,;.]{3,80}\s(?:ban\s+hành|ký|trình)))",
    "what stands between a number and its organ",
    examples=(" của ", ", của ", " do Bộ Nội vụ ban hành"),
    rejects=(" về ", " do thiếu kinh phí"),
    ignore_case=True,
)
TITLE_LEAD = rule(
    "citation.title-lead",
    r"""\G (?: \s*+,?\s*+ (?=(?:ban\s+hành\s+)?(?:về|v/v)\s) | \s++ (?=(?:
        (?:quy\s+định|hướng\s+dẫn)\s(?!tại|như|nêu|trên|của|thì|để|cụ\s+thể|thực\s+hiện\s+như)
      | (?:ban\s+hành|phê\s+duyệt|công\s+bố|sửa\s+đổi|bổ\s+sung|thành\s+lập|kiện\s+toàn|đề\s+nghị|công\s+nhận
          |triển\s+khai|đính\s+chính|phân\s+bổ|phân\s+khai|kèm\s+theo|điều\s+chỉnh)[\s,]
      | (?-i:giao|báo\s+cáo|thực\s+hiện|tổ\s+chức|chuyển)\s
    ))(?!ban\s+hành\s+ngày))""",
    "how the title of a cited document begins; Decree 30/2020/NĐ-CP, Annex I, part II, 5",
    examples=(" về việc", " quy định chi tiết", " ban hành Quy chế"),
    rejects=(" quy định tại", ": quy định", " thì", ", đề nghị các", " Báo cáo số"),
    ignore_case=True,
)
# Candidates for the end of a title; `_ends_clause` looks at what follows each.
_MARKS = regex.compile(r"[;,.:()“”]|\s(?:thì|và\s+qua|như\s+sau|hết\s+hiệu\s+lực|có\s+hiệu\s+lực)(?!\p{L})")
_NEXT_CLAUSE = regex.compile(
    r"\s*+(?:và\s+)?(?:(?:căn\s+cứ|theo|thực\s+hiện|xét|sau\s+khi|trong\s+thời\s+gian|đồng\s+thời|trong\s+đó|trên\s+cơ\s+sở|ngày\s+\d"
    r"|đề\s+nghị|kính\s+(?:đề|trình|mời|gửi)|trân\s+trọng|để|nhằm|hết\s+hiệu|có\s+hiệu|thì|nay|đến\s+nay|theo\s+đó|cụ\s+thể|như\s+sau"
    r"|tại|qua|do\s+đó|tuy\s+nhiên|nhưng|trong\s+quá\s+trình|nếu)(?!\p{L}))",
    regex.IGNORECASE,
)
# What does not belong to a title at its end: punctuation, a footnote's digit, the verb before a quotation.
_TITLE_TAIL = regex.compile(r"(?:(?<=\p{Ll})\d{1,2})?[\s,;.:–-]*+$")
_SHORT_FORM = regex.compile(r"\s*(?:sau\s+đây|gọi\s+tắt|viết\s+tắt)(?!\p{L})", regex.IGNORECASE)
_QUOTING = regex.compile(r"[\s,]{1,200}+(?:có\s+)?(?:quy\s+định|hướng\s+dẫn|nêu|chỉ\s+đạo)(?:\s+rõ)?\s*+$")
_HEADING = regex.compile(r"\p{Lu}{4,}\s+\p{Lu}{2,}")
_ABBREVIATION = regex.compile(r"(?:\.\.|(?<!\p{L})(?:TP|Tp|Q|P|tp|KT|TS|ThS|v\.v|st|No))$")
# "Sở Nội vụ ban hành |Tờ trình", "Ban Thường vụ đã có |Công văn".
OWN_ACT = rule(
    "citation.organ-before",
    r"""\s+(?:\([^()]{1,40}\)\s+)?(?:(?:đã|vừa|cũng|tiếp\s+tục|kịp\s+thời|tham\s+mưu)\s+){0,2}
    (?:ký\s+)?(?:ban\s+hành|có|gửi|phát\s+hành|ký|trình)\s+(?:các\s+|kèm\s+theo\s+|đồng\s+thời\s+)?$""",
    "an organ before its document: it issued, sent, signed it",
    examples=(" ban hành ", " đã có ", " tiếp tục ban hành các "),
    rejects=(" nhận được ", " thực hiện "),
)
AT = rule(
    "citation.organ-at",
    r"\s+(?:(?:nêu|ghi|giao)\s+)?(?:tại|trong)\s+(?:các\s+)?$",
    "an organ before its document: at its request in it",
    examples=(" tại ", " nêu tại các "),
    rejects=(" tại điểm",),
)
BY_ORDER = rule(
    "citation.organ-by-order",
    r"\s++(?:\([^()]{1,40}\)\s++)?\p{Ll}++(?:\s++\p{Ll}++){1,5}?\s++(?:tại|theo|bằng)\s++(?:các\s++)?$",
    "an organ before its document: issued by it with the document, approved by it in the document",
    examples=(" ban hành theo ", " (trước sắp xếp) phê duyệt tại "),
    rejects=(" và ",),
)
IN_BRACKETS = rule(
    "citation.organ-brackets",
    r"\s*\(\s*(?:tại\s+)?$",
    "an organ before its document in brackets, where the organ is who asked or reported",
    examples=(" (", " (tại "),
    rejects=(" tại ", " (sau đây gọi là Sở), "),
)
_ASKED_OF = regex.compile(
    r"(?<!\p{L})(?:đề\s+nghị|báo\s+cáo|kiến\s+nghị|ý\s+kiến|đề\s+xuất)\s+của\s+(?:các\s+)?$", regex.IGNORECASE
)
_OF = regex.compile(r"(?<!\p{L})của\s+(?:các\s+)?$", regex.IGNORECASE)
_BY = regex.compile(r"(?<!\p{L})(?:do|được|bởi)\s+$", regex.IGNORECASE)
# "của Ban Chấp hành Trung ương| khóa XII| về", "của UBND tỉnh Hòa An| (cũ)| về": between an organ and the title.
_ASIDE = regex.compile(
    r"\s+(?:kh(?:óa|oá)\s+[IVXL]+|\([^()]{2,40}\))(?=\s+(?:về|V/v|quy\s+định|hướng\s+dẫn|ban\s+hành|phê\s+duyệt)\s)"
)
_BLANK_DAY = regex.compile(r"\s*+,?\s*+ngày\s*+(?:\.{2,}+|…|_{2,}+)[.…_]*+(?!\s*+(?:tháng|/))")
_OTHER_ORGAN = regex.compile(r"\s*(?:,|[-–]|và|,\s*và)\s+(?=\p{Lu})")
_ONLY_SEPARATOR = regex.compile(r"[\s,]*+")


class Surroundings:
    """Date and organ of a document whose number ends at ``end``; ``joint``: several organs may have issued it."""

    def __init__(self, source: TextMap, end: int, *, joint: bool = False) -> None:
        self.source, self.end, self.joint = source, end, joint
        self.date: Part | None = None
        self.issuer: Part | None = None
        for _ in range(3):
            if not (self._take_date() or self._take_organ()):
                break

    def _take_date(self) -> bool:
        lead = DATE_LEAD.pattern.match(self.source.text, self.end) if self.date is None else None
        date = date_at(self.source.text, lead.end()) if lead else None
        if date is None:
            blank = _BLANK_DAY.match(self.source.text, self.end)
            self.end = blank.end() if blank else self.end
            return blank is not None
        self.date, self.end = date_part(date), date.end
        return True

    def _take_organ(self) -> bool:
        lead = ORGAN_LEAD.pattern.match(self.source.text, self.end) if self.issuer is None else None
        end = organ_end(self.source.text, lead.end()) if lead else None
        if lead is None or end is None:
            return False
        while self.joint and (other := _OTHER_ORGAN.match(self.source.text, end)):
            further = organ_end(self.source.text, other.end()) if is_organ_head(self.source.text, other.end()) else None
            if further is None:
                break
            end = further
        self.issuer, self.end = part(self.source, lead.end(), end), end
        aside = _ASIDE.match(self.source.text, end)
        self.end = aside.end() if aside else end
        return True


def date_part(date: DateSpan) -> Part | None:
    """A date as a part; ``None`` without year or when the calendar does not have it."""
    return Part(date.edtf, date.start, date.end) if date.edtf and date.valid else None


def before(source: TextMap, start: int, floor: int) -> tuple[Part | None, Part | None]:
    """Organ and date before a document: ``ngày 5/8/2025, Sở Nội vụ có |Công văn``, ``của X tại |Công văn``."""
    text, left = source.text, max(floor, start - _BEFORE_WINDOW)
    for head in organ_heads(text, left, start):
        end = organ_end(text, head)
        if end is None or end > start:
            continue
        if OWN_ACT.pattern.fullmatch(text, end, start):
            return part(source, head, end), _date_ending_at(text, left, head)
        if _ASKED_OF.search(text, left, head) and IN_BRACKETS.pattern.fullmatch(text, end, start):
            return part(source, head, end), None
        of = _OF.search(text, left, head)
        by = _BY.search(text, left, head)
        if (of and AT.pattern.fullmatch(text, end, start)) or (by and BY_ORDER.pattern.fullmatch(text, end, start)):
            return part(source, head, end), None
    return None, None


def _date_ending_at(text: str, left: int, end: int) -> Part | None:
    dates = find_dates(text[left:end])
    if not dates or not _ONLY_SEPARATOR.fullmatch(text, left + dates[-1].end, end):
        return None
    last = dates[-1]
    return date_part(last._replace(start=last.start + left, end=last.end + left))


def title_at(source: TextMap, end: int, stops: list[int]) -> Part | None:
    """The title that begins at ``end``: until the clause, the item or the sentence ends, or the next basis begins.

    ``stops`` are offsets, in order, that it does not cross: line starts of new items, and documents that are named side
    by side.
    """
    lead = TITLE_LEAD.pattern.match(source.text, end)
    if lead is None:
        return None
    next_stop = bisect_right(stops, lead.end())
    limit = min(len(source.text), lead.end() + _MAX_TITLE, *stops[next_stop : next_stop + 1])
    last = clause_end(source.text, lead.end(), limit)
    if source.text[last : last + 1] == ":":
        tail = _QUOTING.search(source.text, lead.end(), last)
    else:
        said = len(source.text[lead.end() : last].rstrip(" \n,;.:–-"))
        tail = _TITLE_TAIL.search(source.text, lead.end() + max(0, said - 2), last)
    last = tail.start() if tail else last
    return part(source, lead.end(), last) if last - lead.end() >= _MIN_TITLE else None


def clause_end(text: str, start: int, limit: int) -> int:
    """Where a title or a basis that runs from ``start`` ends: at the end of its item or sentence, or at a new clause.

    A semicolon or comma inside it does not end it. At most ``limit``.
    """
    depth = 0
    for mark in _MARKS.finditer(text, start, limit):
        sign = mark[0]
        if depth == 0 and sign == "(" and _SHORT_FORM.match(text, mark.end()):
            return mark.start()
        depth += (sign in "(“") - (sign in ")”")
        if depth < 0 or (depth == 0 and sign not in ")”" and _ends_clause(text, sign, mark)):
            return mark.start()
    return limit


def _ends_clause(text: str, sign: str, mark: regex.Match[str]) -> bool:
    after = mark.end()
    while after < len(text) and text[after].isspace():
        after += 1
    following = text[after : after + 1]
    if sign == ".":
        abbreviated = _ABBREVIATION.search(text, max(0, mark.start() - 4), mark.start())
        at_end = after > mark.end() or following in ("", "/")
        return at_end and not abbreviated and not following.islower()
    if sign == ";":
        return not following.islower() or _NEXT_CLAUSE.match(text, after) is not None
    if sign == ",":
        begins = _NEXT_CLAUSE.match(text, after) or _HEADING.match(text, after)
        return begins is not None or is_organ_head(text, after)
    return True
