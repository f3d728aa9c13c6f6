"""What numbers, marks or labels an item of a letter's body."""

from __future__ import annotations

from typing import Literal, cast, get_args

import regex

from gmparse.rules import rule

Kind = Literal[
    "chapter",
    "article",
    "roman",
    "decimal",
    "decimal2",
    "decimal3",
    "paren",
    "letter",
    "dash",
    "plus",
    "star",
    "dot",
    "",
]

MARKER = rule(
    "outline.marker",
    r"""^\s*(?:
        (?P<article>(?:Điều|ĐIỀU)\s+\d{1,3}[a-zđ]?\s*[.:])
      | (?P<chapter>(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC)\s+(?:[IVXL]{1,6}|\d{1,2}|thứ\s+\p{L}+)\b\s*[.:]?)
      | (?P<roman>[IVX]{1,6}\s*[.)]|[IVX]{1,6}/(?=\s)|[IVX]{1,6}\s*[-–](?=\s))
      | (?P<decimal3>\d{1,2}\.\d{1,2}\.\d{1,2}\.?)(?=\s)
      | (?P<decimal2>\d{1,2}\.\d{1,2}\.?)(?=\s)
      | (?P<decimal>\d{1,2}\s*[.]|\d{1,2}\s*/(?=\s)|\d{1,2}\s?[-–](?=\s+\p{Lu}\p{Ll}))(?!\d)
      | (?P<paren>\(?\d{1,2}\))(?=\s)
      | (?P<letter>\(?[a-zđ]\d?\)|[a-zđ]\d?\.(?=\s))
      | (?P<dash>[-–—](?!\d*\s*[-–—]))
      | (?P<plus>\+)
      | (?P<star>\*+)
      | (?P<dot>[•●▪◦○■□§Ø\uf0b7\uf02d\uf0a7\uf0d8\uf0fc])
    )\s*""",
    "what numbers or marks an item (NĐ 30/2020, Phụ lục I, II.6; NĐ 78/2025, Điều 66)",
    examples=(
        "1. Thời gian",
        "1.2. Thành phần",
        "a) Rà soát",
        "- Đại diện",
        "+ Sở Tài chính",
        "I. MỤC ĐÍCH",
        "Điều 2. Quyết định",
        "1/ Thời gian",
        "2- Địa điểm",
    ),
    rejects=("Thời gian: 14 giờ", "30/9/2025; Sở Văn hóa", "14h00 ngày 23/7", "57/GM-SVH", "18-19/01/2026", "V/v họp"),
)
LABEL = rule(
    "outline.label",
    r"""^\s*(?:(?:Thời\s+gian|Địa\s+điểm|Thành\s+phần|Nội\s+dung|Chủ\s+trì|Hình\s+thức|Kính\s+mời|Tới\s+dự|Đến\s+dự|Ghi\s+chú|Lưu\s+ý|Liên\s+hệ
        |Đại\s+biểu|Khách\s+mời|Chương\s+trình|Đối\s+tượng
        |Về\s+(?:thời\s+gian|địa\s+điểm|thành\s+phần|nội\s+dung|hình\s+thức))[^:.;]{0,40}|Tại)\s*:""",
    "a label that opens a paragraph without a number (NĐ 30/2020, Phụ lục III, mẫu 1.7)",
    examples=("Thời gian: 14 giờ", "Địa điểm tổ chức: Hội trường", "Về thành phần: Lãnh đạo Sở", "Tại: Hội trường"),
    rejects=("thời gian: 14 giờ", "Thời gian tổ chức là 14 giờ.", "Tại cuộc họp: ý kiến"),
)
LISTED = rule(
    "outline.listed",
    r"""^[^:;]{3,60}:\s+(?P<mark>[-–+*•])\s+(?=\p{Lu})""",
    "a label with the first item of its list behind it, bullet and all",
    examples=("Thành phần: + Lãnh đạo Sở", "Kính mời: - Ông Trần Mẫu", "3. Nội dung: - Sơ kết"),
    rejects=("Điện thoại: 024 - 3555", "Địa điểm: Hội trường A - Sở Văn hóa", "Thành phần: Sở - ngành"),
)

ORDER: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind)  # from the widest to the narrowest
BULLETS: frozenset[Kind] = frozenset(("dash", "plus", "star", "dot"))
NUMBERED: frozenset[Kind] = frozenset(ORDER) - BULLETS
_DASH = regex.compile(r"[-–—]\s+(?=\p{L})")
_NUMBER = regex.compile(r"\d+|[IVX]+|[a-zđ]")
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


def marker_of(text: str) -> tuple[Kind, str, int]:
    """Kind, printed marker and offset behind it; ``("", "", 0)`` for a text without one."""
    found = MARKER.match(text)
    if not found:
        return "", "", 0
    kind = cast("Kind", found.lastgroup)
    dash = _DASH.match(text, found.end()) if kind in NUMBERED else None  # "3. - Đề nghị …"
    return kind, found[kind].strip(), dash.end() if dash else found.end()


def follows(last: str, marker: str) -> bool:
    """Whether a marker says the next number: ``3.`` after ``2.``, ``c)`` after ``b)``, ``e)`` after ``d)``."""
    before, here = _ordinal(last), _ordinal(marker)
    if before is None or here is None:
        return False
    return here == before + 1 or (here == before + 2 and "d" in last)  # many leave out đ)


def _ordinal(marker: str) -> int | None:
    """The number that a marker says, its last level's."""
    word = _NUMBER.findall(marker)
    if not word:
        return None
    last = word[-1]
    if last.isdigit():
        return int(last)
    return _ALPHABET.index(last) if last in _ALPHABET else _ROMAN.index(last) if last in _ROMAN else None
