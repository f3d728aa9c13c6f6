"""What a printed line looks like to the zones: rules on one line's text, without knowledge of its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from gmparse.lexicon import table, user
from gmparse.lexicon.document_types import title_key
from gmparse.page import Line
from gmparse.rules import Rule, rule
from gmparse.text import fold

_WORDS = table("letterhead")

NUMBER = rule(
    "cue.number",
    r"""^S[ốỐồỒ]\s*[:.;]?\s*(?:
        [\d\s.,…_]*+(?:\d[\w.]*+)?\s*[-–/]\s*[\p{L}\d\s.…_]   # 57/GM-SVH, 14-GM/ĐU, …/TB-ABC, 10-01/26/PT-NC
      | \d+\s+\p{Lu}{2,6}/                                    # 84 QĐ/TWĐTN
      | [\s.…_]*$                                             # Số:
    )""",
    "a number line (NĐ 30/2020, Phụ lục I, II.3; HD 05-HD/VPTW)",
    examples=(
        "Số: 57/GM-SVH",
        "Số:          /TTr - SNV",
        "Số 14-GM/ĐU",
        "Số:",
        "Số : ……/TB-ABC",
        "Số: 84 QĐ/TWĐTN",
        "Số:       -TTr/ĐU",
    ),
    rejects=("Số điện thoại: 024", "Số lượng: 05 bản", "Số tài khoản 123"),
)
DATE = rule(
    "cue.date",
    r"""^(?:(?:[^,;:/\d]{2,60}|(?:Quận|Phường|Q\.|P\.)\s*\d{1,2}),\s*)?ngày[\s\d.…_/]*tháng[\s\d.…_/]*(?:\p{L}{2,5}(?:\s\p{L}{2,3})?\s+)?năm[\s\d.…_]*$
      | ^(?!hôm|vào|tại|cuộc)[^,;:/\d]{2,40},\s*(?:hồi|lúc)\s+\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2})?(?:\s+phút)?\s*,?
        \s*ngày[\s\d]+tháng[\s\d]+năm\s*\d{4}$
      | ^[^,;:]{2,60},\s*ngày\s*[\d.…_\s]+[/-][\d.…_\s]+[/-]\s*\d{4}\s*$
      | ^[^,;:\d]{2,40},\s*
        (?:\d{1,2}(?:st|nd|rd|th)?\s\p{L}{3,9},?|\p{L}{3,9}\s\d{1,2}(?:st|nd|rd|th)?,?)\s\d{4}\s*$""",
    "a line of place and date (NĐ 30/2020, Phụ lục I, II.4)",
    examples=(
        "Hòa An, ngày 21 tháng 7 năm 2025",
        "Hà Nội, ngày      tháng       năm",
        "Hòa An, ngày    tháng 01 năm 2025",
        "Hòa An, ngày 21/7/2025",
        "Hòa An, hồi 15 giờ 30 ngày 21 tháng 7 năm 2025",
    ),
    rejects=(
        "vào ngày 21 tháng 7 năm 2025 tại Hòa An",
        "Hôm nay, hồi 14 giờ 00 ngày 21 tháng 7 năm 2025",
        "Cuộc họp kết thúc vào 10 giờ 15 phút, ngày 18 tháng 9 năm",
        "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;",
    ),
    ignore_case=True,
)
NUMBER_AND_DATE = rule(
    "cue.number-and-date",
    r"""^(?P<number>Số\s*:?[^,]*?[-/]\s*[\p{Lu}][\w&.\-/ ]*?)\s+
        (?P<date>\p{Lu}[^,\d/]{1,40},\s*ngày\b.*)$""",
    "number and date run into one line, as linearised text has them",
    examples=(
        "Số:       /GM -SVH      Hòa An, ngày      tháng 7 năm 2025",
        "Số: 57/GM-SVH Hòa An, ngày 21 tháng 7 năm 2025",
    ),
    rejects=("Số: 57/GM-SVH", "Hòa An, ngày 21 tháng 7 năm 2025"),
)
NUMBER_APART_FROM_DATE = rule(
    "cue.number-apart-from-date",
    r"^(?P<number>Số\s*:?.*?\S)\s{3,}(?P<date>\p{Lu}[^,\d/]{1,40},\s*ngày\b.*)$",
    "number and date in one line, set apart by tabs or blanks",
    examples=("Số:      /QĐ. BQL      Hòa An, ngày     tháng 7 năm 2025",),
    rejects=("Số: 57/GM-SVH Hòa An, ngày 21 tháng 7 năm 2025", "Số: 57/GM-SVH"),
)
REFERENCE = rule(
    "cue.reference",
    r"^(?=\S*\d)(?=\S*\p{Lu})[\p{Lu}\d./-]{2,10}$",
    "a typist's or a drafter's mark under the issuer's name",
    examples=("XV80", "T.12", "NV05"),
    rejects=("SỞ VĂN HÓA", "115", "THPT SỐ 2"),
)
ADDRESSED = rule(
    "cue.addressees",
    r"^\W{0,3}K[íÍ]nh\s+(?:gửi|trình|chuyển|thưa)\s*(?P<colon>:)?",
    "the addressees of a letter (NĐ 30/2020, Phụ lục I, II.9; HD 05-HD/VPTW)",
    examples=("Kính gửi: Sở Tài chính", "Kính gửi:", "Kính trình: Ban Thường vụ Tỉnh ủy"),
    rejects=("kính mời các đơn vị", "Trân trọng kính mời: Ông Trần Mẫu"),
    ignore_case=True,
)
WIRED = rule(
    "cue.wired",
    r"^(?P<who>.{3,70})\sđiện\s*:\s*$",
    "the addressees of a công điện (NĐ 30/2020, Phụ lục III, mẫu 1.6)",
    examples=("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÒA AN điện:", "VĂN PHÒNG CHÍNH PHỦ điện:"),
    rejects=("Công ty Điện lực Hòa An", "điện:"),
    ignore_case=True,
)
RECIPIENTS = rule(
    "cue.recipients",
    r"^\W{0,2}N[ơƠoO][iI]\s*nh[ậẬâÂ]n\s*(?::|$|(?=-))",
    "the head of the recipients (NĐ 30/2020, Phụ lục I, II.9)",
    examples=("Nơi nhận:", "NƠI NHẬN:", "Nơi nhận :", "Nơi nhận"),
    rejects=("nơi nhận hồ sơ là Trung tâm", "Thông tin nơi nhận"),
    ignore_case=True,
)
BULLET = rule(
    "cue.bullet",
    r"^\s*(?:[-–—+*•●▪◦o]|\uf02d|\uf0b7)\s*(?=\S)",
    "an item of a list",
    examples=("- Như trên;", "+ Đại diện Sở", "• Lưu: VT", "-Như trên;"),
    rejects=("Như trên;", "1. Thời gian"),
)
NUMBERED = rule(
    "cue.numbered",
    r"^\s*(?:[IVX]{1,5}\s*[.\-–]|\d{1,2}\s*(?:[.)]|/(?!\d))|[a-zđ]\s*[).]|(?:Điều|Chương|Phần|Mục)\s+[\dIVX]+|PHẦN\s+\p{Lu}+)",
    "a numbered heading or item",
    examples=("I. MỤC ĐÍCH, YÊU CẦU", "1. Thời gian", "a) Rà soát", "Điều 1. Phạm vi", "Chương I"),
    rejects=("V/v họp", "Về việc công bố", "(Kèm theo", "16/2024/TT-BNV quy định"),
)
SIGNED = rule(
    "cue.signed",
    r"^\(?\s*(?:đã\s+ký)\s*[:)]?\s*",
    "a copyist's note before a name",
    examples=("Đã ký Trần Mẫu", "(Đã ký)"),
    rejects=("Trần Mẫu",),
    ignore_case=True,
)
ANNEX = rule(
    "cue.annex",
    r"""^(?:PHỤ\s*LỤC|Phụ\s*lục|PHỤ\s*BIỂU|Phụ\s*biểu|BIỂU\s*MẪU)(?:\s+(?:số\s*)?[IVX\d]+[A-Za-z]?)?(?:\s*[.:])?\s*$
      | ^PHỤ\s*LỤC\s+(?:[IVX]+|\d+)\s*[.:\-–]""",
    "the head of an annex (NĐ 30/2020, Phụ lục I, II.10 and mẫu 2.1)",
    examples=("PHỤ LỤC", "Phụ lục I", "PHỤ LỤC 02", "Phụ lục số 3", "PHỤ LỤC II: DANH SÁCH"),
    rejects=("Phụ lục I kèm theo Nghị định số 30/2020/NĐ-CP", "theo Phụ lục 2"),
)
ENCLOSED = rule(
    "cue.enclosed",
    r"^\(\s*(?:Ban\s+hành\s+)?(?:k|K)èm\s+theo\b|^\(\s*Đính\s+kèm\s+theo\b",
    "the line under an annex's title that names the letter it belongs to",
    examples=("(Kèm theo Quyết định số 12/QĐ-UBND", "(Ban hành kèm theo Kế hoạch số 5/KH-SVH"),
    rejects=("kèm theo danh sách",),
)
RULE_LINE = rule(
    "cue.rule",
    r"^[\s_\-–—=*~.…─━]+$",
    "a drawn rule, dashes, or the star of party papers",
    examples=("_______", "-----", "*", "***", "- - -"),
    rejects=("- Như trên", "a"),
)
PAGE_NUMBER = rule(
    "cue.page-number",
    r"^\W{0,2}(?:(?:Trang|trang)\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?\W{0,2}$",
    "a page number (NĐ 30/2020, Phụ lục I, I.6)",
    examples=("2", "- 2 -", "Trang 3/12", "2/5"),
    rejects=("12/GM-SVH", "2025 người"),
)
SIGNING_NOTE = rule(
    "cue.signing-note",
    r"""^\(?\s*(?:đã\s+ký|ký\s+bởi|người\s+ký|ngày\s+ký|thời\s+gian\s+ký|cơ\s+quan\s*:|email\s*:|digitally\s+signed|chữ\s+ký|ký\s+tên|ký,)""",
    "what signing software or a copyist prints between position and name",
    examples=("(Đã ký)", "Ký bởi: Sở Văn hóa", "Thời gian ký: 21/7/2025 08:30:11 +07:00", "(Ký, ghi rõ họ tên)"),
    rejects=("GIÁM ĐỐC", "Trần Mẫu"),
    ignore_case=True,
)
AUTHORITY = rule(
    "cue.authority",
    r"^\W{0,2}(?:T[/.]?M|K[/.]?T|T[/.]?L|T[/.]?U[/.]?Q)(?:\s*[./]|(?<=/.)|(?=\s))\s*\p{L}|^\W{0,2}Q\s*\.\s*\p{L}",
    "the prefix of who signs for whom (NĐ 30/2020, Điều 13; HD 05-HD/VPTW, 7.1)",
    examples=(
        "TM. ỦY BAN NHÂN DÂN",
        "KT. GIÁM ĐỐC",
        "T/M BAN THƯỜNG VỤ",
        "Q. GIÁM ĐỐC",
        "KT/BỘ TRƯỞNG",
        "TUQ. CHỦ TỊCH",
        "K/T TRƯỞNG BAN",
        "TM.HỘI ĐỒNG",
        "kt. Thống đốc",
    ),
    rejects=("KTS. Trần Mẫu", "TLĐ", "Quận 1"),
    ignore_case=True,
)
POSITION = rule(
    "cue.position",
    r"""^\W{0,2}(?:(?:QUYỀN|PHÓ|NGUYÊN)\s+)?(?:TỔNG\s+|PHÓ\s+)?(?:
        GIÁM\s+ĐỐC | CHỦ\s+TỊCH | BÍ\s+THƯ | BỘ\s+TRƯỞNG | THỨ\s+TRƯỞNG | THỦ\s+TƯỚNG | CHỦ\s+NHIỆM
      | TRƯỞNG\s+\p{L}+ | CHÁNH\s+\p{L}+ | (?:HIỆU|VIỆN|CỤC|VỤ|ĐỘI|ĐOÀN|KHOA|TRẠM|HỘI|NHÓM|TỔ|THỦ|HẠT|ĐỒN)\s+TRƯỞNG
      | (?:CHI\s+CỤC|CHỈ\s+HUY|THAM\s+MƯU|CỬA\s+HÀNG)\s+TRƯỞNG | CHÍNH\s+(?:[ỦU][ỶY]|TRỊ\s+VIÊN) | TƯ\s+LỆNH
      | CHẤP\s+HÀNH\s+VIÊN | THỐNG\s+ĐỐC | KẾ\s+TOÁN\s+TRƯỞNG
      | TỔNG\s+(?:KIỂM\s+TOÁN|BIÊN\s+TẬP|THANH\s+TRA) | THƯ\s+K[ÝÍ] | CHỦ\s+T(?:[ỌO][ÀA]|O[ẠÀ])
      | PHỤ\s+TRÁCH | CHỦ\s+TRÌ | HIỆU\s+PHÓ
      | [ỦU][ỶY]\s+VIÊN | THƯỜNG\s+TRỰC | ĐẠI\s+DIỆN | NGƯỜI\s+\p{L}+ | KIỂM\s+SOÁT\s+VIÊN | THẨM\s+PHÁN | CHUYÊN\s+VIÊN
      )""",
    "a position in capitals over a signer's name",
    examples=(
        "GIÁM ĐỐC",
        "PHÓ CHÁNH VĂN PHÒNG",
        "PHÓ TRƯỞNG BAN",
        "TỔNG GIÁM ĐỐC",
        "CHỦ TỊCH",
        "CHỦ TỌA",
        "PHÓ TỔNG GIÁM ĐỐC",
        "HIỆU TRƯỞNG",
        "THAM MƯU TRƯỞNG",
        "CHÍNH TRỊ VIÊN",
        "PHỤ TRÁCH TRUNG TÂM",
    ),
    rejects=("Ông Giám", "SỞ VĂN HÓA"),
    ignore_case=True,
)
DRAFT = rule(
    "cue.draft",
    r"^\W{0,2}(?:BẢN\s+)?DỰ\s+THẢO(?:\s+(?:LẦN\s+)?(?:THỨ\s+)?\w+)?\W{0,2}$",
    "a draft mark",
    examples=("DỰ THẢO", "(Dự thảo lần 2)", "Dự thảo"),
    rejects=("Dự thảo Báo cáo của Sở",),
    ignore_case=True,
)

RULES: tuple[Rule, ...] = (
    NUMBER, DATE, NUMBER_AND_DATE, NUMBER_APART_FROM_DATE, REFERENCE,
    ADDRESSED, WIRED, RECIPIENTS, BULLET, NUMBERED, SIGNED, ANNEX, ENCLOSED, RULE_LINE,
    PAGE_NUMBER, SIGNING_NOTE, AUTHORITY, POSITION, DRAFT,
)  # fmt: skip

_STATE_MOTTO = (title_key("Cộng hòa xã hội chủ nghĩa Việt Nam"), title_key("Độc lập Tự do Hạnh phúc"))
_PARTY_MOTTO = (title_key("Đảng Cộng sản Việt Nam"),)
_UNION_MOTTO = (title_key("Đoàn TNCS Hồ Chí Minh"), title_key("Đoàn Thanh niên Cộng sản Hồ Chí Minh"))
_MOTTO_LETTERS = frozenset(
    letter for key in _STATE_MOTTO + _PARTY_MOTTO + _UNION_MOTTO for letter in key[0] + key[0].upper()
)


@lru_cache(maxsize=512)
def motto_of(text: str) -> str | None:
    """``state``, ``party`` or ``union`` for a line of a national, party or youth union motto, else ``None``."""
    if not 12 <= len(text) <= 80 or next(filter(str.isalpha, text), "") not in _MOTTO_LETTERS:
        return None
    key = title_key(text)
    for family, mottos in (("state", _STATE_MOTTO), ("party", _PARTY_MOTTO), ("union", _UNION_MOTTO)):
        if key in mottos:
            return family
    return None


def is_first_motto(line: Line) -> bool:
    """Whether the line is the upper one of a motto: it shows where a letterhead begins."""
    return motto_of(line.text) is not None and title_key(line.text) != _STATE_MOTTO[1]


@lru_cache(maxsize=1024)
def is_capitals(text: str) -> bool:
    """Whether nearly all letters are capitals (some printers leave ``và`` or ``điện`` small)."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= 0.85 * len(letters)


def is_date(text: str) -> bool:
    """Whether the line is one of place and date; most lines are none by what they lack."""
    return (any(map(str.isdigit, text)) or "ngày" in text.lower()) and DATE.match(text) is not None


def _begins(words: Iterable[str]) -> Callable[[str], object]:
    """A test whether a folded text begins with one of some words; one that ends in a letter stands before no other."""
    ways = [re.escape(word) + (r"(?![^\W_])" if word[-1].isalnum() else "") for word in words]
    return re.compile("|".join(ways)).match


_begins_organ, _begins_place, _opens_body = (
    _begins(_WORDS[words]) for words in ("organ_heads", "place_heads", "body_openers")
)
_UNFINISHED = frozenset(_WORDS["unfinished"])
_BARE = frozenset(_WORDS["bare_kinds"])


def begins_organ(text: str) -> bool:
    """Whether the text begins with the first word of an organ's name."""
    folded = fold(text).lstrip("*- ")
    return bool(_begins_organ(folded)) or user.current().begins_organ(folded)


def begins_position(text: str) -> bool:
    """Whether the text begins with a position, of the general kind or of the user's lexicon."""
    return POSITION.match(text) is not None or user.current().begins_position(text)


def begins_place(text: str) -> bool:
    """Whether the text begins with a kind of place: tỉnh, xã, phường …"""
    return bool(_begins_place(fold(text)))


def is_unfinished(text: str) -> bool:
    """Whether a name of an organ asks for more: ``ỦY BAN NHÂN DÂN``, or a line ending in a comma or ``VÀ``."""
    folded = fold(text)
    return folded in _UNFINISHED or folded.endswith((",", " va", " -", " cua", " thuoc", " khu vuc"))


def is_bare_kind(text: str) -> bool:
    """Whether a line of a letterhead is a kind of organ alone, and so half a name: ``TỔNG CÔNG TY``."""
    return fold(text) in _BARE


def opens_body(text: str) -> bool:
    """Whether the text begins as paragraphs of a letter's body do, with a capital."""
    return not text[:1].islower() and bool(_opens_body(fold(text)))


def is_recipients_head(text: str) -> bool:
    """Whether the line is the head of the recipients; most lines are none by their first letters."""
    return "n" in text[:3].lower() and RECIPIENTS.match(text) is not None


_URGENCY = {title_key(w): w for w in _WORDS["urgency"]}
_SECRECY = {title_key(w): w for w in _WORDS["secrecy"]}
_CIRCULATION = {title_key(w): w for w in _WORDS["circulation"]}


MARK_LABEL = rule(
    "cue.mark-label",
    r"^\W{0,2}(?:mức\s+)?độ\s+(?:mật|khẩn)\s*:\s*(?=\p{L})",
    "the label before a mark of urgency or secrecy",
    examples=("Độ mật: TỐI MẬT", "Mức độ khẩn: Hỏa tốc"),
    rejects=("Độ mật:", "MẬT"),
    ignore_case=True,
)


def mark_start(text: str) -> int:
    """Where a mark begins behind its label: ``Độ mật: |Tối mật``; 0 without one."""
    label = MARK_LABEL.match(text)
    return label.end() if label else 0


def mark_of(text: str) -> str | None:
    """``urgency``, ``secrecy``, ``circulation`` or ``draft`` for a line that is such a mark."""
    if len(text) > 40:
        return None
    key = title_key(text[mark_start(text) :])
    if key in _URGENCY:
        return "urgency"
    if key in _SECRECY:
        return "secrecy"
    if key in _CIRCULATION:
        return "circulation"
    return "draft" if DRAFT.match(text) else None
