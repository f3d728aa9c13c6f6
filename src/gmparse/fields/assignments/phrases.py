"""Phrases that give tasks, and those that only look like it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from gmparse.fields.assignments.actors import begins_task, is_actor, simple
from gmparse.lexicon import table
from gmparse.rules import rule
from gmparse.text import fold

RESPONSIBLE = rule(
    "assignments.responsible",
    r"(?:chịu\s+trách\s+nhiệm|có\s+(?:trách\s+nhiệm|nhiệm\s+vụ))\s+(?!trước\b)(?=\p{L})",
    "a named group is responsible for a task",
    examples=("Các Ông (Bà) Trưởng phòng chịu trách nhiệm thi hành Quyết định này", "Tổ giúp việc có nhiệm vụ rà soát"),
    rejects=("trách nhiệm của các đơn vị", "chịu trách nhiệm trước pháp luật"),
)
DUTIES = rule(
    "assignments.duties",
    r"""^(?:(?:chức\s+năng|nhiệm\s+vụ|trách\s+nhiệm|quyền\s+hạn)(?:\s*(?:,|và)\s*)?){1,3}\s+của\s+(?P<actor>\p{L}[^.:;]{2,150}?)\s*:?\s*$
      | ^(?P<actor>\p{L}[^.:;]{2,150}?)\s+có\s+(?:các\s+)?(?:nhiệm\s+vụ|trách\s+nhiệm)[^.:;]{0,60}:\s*$""",
    "a heading over what somebody has to do",
    examples=(
        "Nhiệm vụ và quyền hạn của Ban Chỉ đạo",
        "Tổ giúp việc có các nhiệm vụ sau:",
        "Trách nhiệm của Sở Nội vụ:",
    ),
    rejects=("Nhiệm vụ trọng tâm năm 2026", "Chức năng của Ban Chỉ đạo là tư vấn."),
    ignore_case=True,
)
OBLIGED = rule(
    "assignments.obliged",
    r"\G\s*(?:đối\s+với|riêng|về\s+phía)\s+(?P<actor>\p{L}[^.:;]{2,150}?)\s*,?\s+(?:phải|cần)\s+(?=\p{L})",
    "a sentence that names first who must do something",
    examples=("Đối với các đơn vị sự nghiệp phải chuẩn bị báo cáo", "Riêng Văn phòng Sở cần rà soát hồ sơ."),
    rejects=("Đối với các đơn vị sự nghiệp: rà soát", "Các vấn đề cần trao đổi"),
    ignore_case=True,
)
CIRCUMSTANCE = rule(
    "assignments.circumstance",
    r"""\G\s*(?:trên\s+cơ\s+sở|căn\s+cứ|từ\s+ngày|hàng|hằng|định\s+kỳ|trong|sau\s+khi|khi|trước|đối\s+với|để|nhằm|kết\s+thúc
        |nếu|trường\s+hợp|ngoài\s+ra|đồng\s+thời|sau\s+đó|thời\s+gian|nhận\s+được|theo|với|trước\s+mắt)(?!\p{L})[^;:]{0,240}?,\s*""",
    "when, why or in which case, before the sentence names who has to do something",
    examples=(
        "Trên cơ sở Kế hoạch này, Sở Nội vụ rà soát",
        "Hằng năm, các đơn vị báo cáo",
        "Từ ngày 03/11/2025, các xã lập",
    ),
    rejects=("Sở Nội vụ, Sở Tài chính rà soát", "Các đơn vị, địa phương báo cáo"),
    ignore_case=True,
)
LABELLED = rule(
    "assignments.labelled",
    r"\G\s*(?P<label>\p{L}[^.:;]{1,90}):\s+(?=(?:\(?[a1]\)\s+)?\p{Lu})",
    "what a task is about, before who has to do it",
    examples=("Công tác tuyên truyền: Sở Nội vụ chủ trì", "Về kinh phí: Các đơn vị lập dự toán"),
    rejects=("Các đơn vị gửi báo cáo trước 10:30", "Hạn chót: 30/9"),
)

RECURRING = rule(
    "assignments.recurring",
    r"\s*(?:định\s+kỳ\s+)?(?:hằng|hàng)\s+(?:ngày|tuần|tháng|quý|năm)(?:\s*\([^()]{1,40}\))?,?\s+(?=\p{Ll})",
    "how often, before what is to be done",
    examples=("Hằng tuần (vào thứ Sáu) tổng hợp", "Định kỳ hàng quý, báo cáo"),
    rejects=("Hằng năm", "hàng hóa tồn đọng"),
    ignore_case=True,
)

AS_FOR = regex.compile(r"\s*(?:đối\s+với|riêng|về\s+phía)\s+(?=\p{L})", regex.IGNORECASE)
ASKED_LIST = regex.compile(
    r"(?<![\p{L}\d])(?:đề nghị|yêu cầu|giao|phân công|kiến nghị|kết luận|chỉ đạo|có ý kiến)(?![\p{L}\d])"
    r"[^.;:]{0,90}:\s*$"
)
ASKED = regex.compile(r"(?<![\p{L}\d])(?:đề nghị|yêu cầu|vui lòng)\s+(?=\p{L})")
TOLD_OF = regex.compile(r"nhận được|căn cứ|theo|thực hiện|công văn|văn bản số|tờ trình|đơn đề nghị|báo cáo số")
FOLLOWS = regex.compile(r"(?:như\s+sau|sau\s+đây|sau|nội\s+dung|nhiệm\s+vụ|việc|công\s+việc)\s*:?\s*$")

SENTENCE = regex.compile(r"[.;!?]\K\s+(?:(?=[\p{Lu}“\"(])|(?<=/\.\s+))")
_PREPARES = regex.compile(r"\s*(?:chuẩn bị|gửi|đăng ký|báo cáo|xác nhận|mang theo)(?!\p{L})")
_CONCLUDING = ("BB", "TB")  # minutes, conclusions of a meeting
_LONGEST_HEADING = 16  # words
_TOPIC = regex.compile(r"\s+(?:(?P<sure>trong (?:việc|công tác)|đối với)|về)\s+")
_ABBREVIATION = regex.compile(r"(?:\b(?:TP|Tp|TX|TT|PGS|GS|TS|ThS|BS|Đ/c|đ/c|Q|P|T|St|TW|NĐ)|\b\d{1,2})\.$")
_ASKING = regex.compile(r"^\s*(?:đề\s+nghị|yêu\s+cầu|giao|phân\s+công)\s+", regex.IGNORECASE)


def clauses(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The sentences of a text from an offset on; a list of those addressed is not cut at its semicolons."""
    begin = start
    for match in SENTENCE.finditer(text, start):
        clause = text[begin : match.start()]
        if _ABBREVIATION.search(clause) or (clause.endswith(";") and is_actor(_ASKING.sub("", clause))):
            continue
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def stripped(text: str, start: int, end: int) -> int:
    """The end of a span without blanks and commas."""
    return start + len(text[start:end].rstrip(" ,"))


def is_named(actor: str) -> bool:
    """Whether an actor is a name of its own (capitals) or a group, not a noun inside a task."""
    return any(c.isupper() for c in actor[1:]) or actor[:1].isupper()


def names_section(own: str, kind: str | None = None) -> bool:
    """Whether a heading opens a list of units and their tasks: ``Tổ chức thực hiện``, of minutes ``Kết luận``.

    Args:
        own: the heading.
        kind: code of the document type.
    """
    folded = fold(own).strip(" .:")
    concludes = kind in _CONCLUDING and folded in ("ket luan", "ket luan cuoc hop")
    return concludes or folded in _sections() or folded.endswith(_long_sections())


@cache
def _sections() -> frozenset[str]:
    return frozenset(fold(s) for s in table("tasks")["sections"])


@cache
def _long_sections() -> tuple[str, ...]:
    return tuple(f" {section}" for section in _sections() if len(section) > 10)


def describes(own: str) -> bool:
    """Whether a heading opens a section that describes: ``Tiêu chuẩn, điều kiện``, ``Kết quả đạt được``."""
    folded = fold(own).strip(" .:")
    return len(folded.split()) <= _LONGEST_HEADING and f"{folded} ".startswith(_descriptions())


def actor_before_topic(actor: str) -> int:
    """Where an actor ends before what its duties are about: ``chi bộ | về chuyển sinh hoạt đảng``."""
    text = simple(actor)
    topics = (found.start() for found in _TOPIC.finditer(text) if found["sure"] or begins_task(text, found.end()))
    return next(topics, len(actor))


@cache
def _descriptions() -> tuple[str, ...]:
    return tuple(f"{fold(phrase)}{end}" for phrase in table("tasks")["descriptions"] for end in (" ", ","))


@cache
def _courtesy() -> tuple[str, ...]:
    return tuple(table("tasks")["courtesy"])


def is_courtesy(task: str) -> bool:
    """Whether a request only asks to come: no task, unless it has more to it."""
    return len(task) < 160 and any(phrase in task for phrase in _courtesy()) and not _PREPARES.match(task)
