"""What the letter does with a document that it names: its role."""

from __future__ import annotations

import regex

from gmparse.fields.citations.mention import Role
from gmparse.rules import rule

_LOOK_BACK, _MAX_SENTENCE = 90, 1500
_LONGEST_LIST = 260  # characters: documents that changed another
_LIST = r"(?:\s+(?:các|toàn\s+bộ|nội\s+dung))?(?:\s+hiệu\s+lực)?(?:\s+thi\s+hành)?\s*+$"

AMENDS = rule(
    "citation.amends",
    rf"(?:sửa\s+đổi|điều\s+chỉnh)(?:\s*,?\s*bổ\s+sung)?(?:\s+một\s+số\s+(?:điều|nội\s+dung|điểm))?(?:\s+của)?{_LIST}",
    "the letter changes the document",
    examples=("Sửa đổi, bổ sung một số điều của ", "Điều chỉnh, bổ sung "),
    rejects=("được sửa đổi theo quy định tại ", "được sửa đổi, bổ sung tại "),
    ignore_case=True,
)
_OWN_CHANGE = rule(
    "citation.own-change",
    r"(?:^|[.:;]\s|\s[-–]\s|\sviệc\s|\d\.\s|\n|này\s)\s*+$",
    "what stands before the verb when the letter itself changes a document",
    examples=("Điều 1. ", "Về việc ", "này "),
    rejects=("Nghị định số 1/2024/NĐ-CP ", "đã được "),
    ignore_case=True,
)
REPLACES = rule(
    "citation.replaces",
    rf"thay\s+thế(?:\s+cho)?{_LIST}",
    "the letter takes the document's place",
    examples=("có hiệu lực từ ngày ký và thay thế ",),
    rejects=("thay thế người phụ trách theo ",),
    ignore_case=True,
)
REPEALS = rule(
    "citation.repeals",
    rf"(?:bãi\s+bỏ|h[uủ][ủy]\s+bỏ|hu[ỷy]\s+bỏ|thu\s+hồi){_LIST}",
    "the letter ends the document's force",
    examples=("Bãi bỏ ", "Hủy bỏ hiệu lực thi hành ", "huỷ bỏ các "),
    rejects=("bãi bỏ các quy định trái với ", "thu hồi đất theo "),
    ignore_case=True,
)
ATTACHED = rule(
    "citation.attached-to",
    r"(?:kèm\s+theo|đính\s+kèm)(?:\s+tại)?\s*+$",
    "something is attached to the document",
    examples=("ban hành kèm theo ",),
    rejects=("kèm theo hồ sơ của ",),
    ignore_case=True,
)
REPLY = rule(
    "citation.reply-to",
    r"""(?:phúc\s+đáp|trả\s+lời|(?:tiếp\s+)?nhận(?:\s+được)?)(?:\s+(?:các|nội\s+dung))?\s*+$
      | (?:phúc\s+đáp|trả\s+lời)\s+(?:ý\s+kiến|kiến\s+nghị|đề\s+nghị|yêu\s+cầu|nội\s+dung)[^.;]{0,70}
        \s(?:tại|trong)\s+(?:các\s+)?$""",
    "the letter answers the document, or what is asked for in it",
    examples=("Phúc đáp ", "Sở Nội vụ nhận được ", "Trả lời ", "Trả lời kiến nghị của Sở Tài chính tại "),
    rejects=("chứng nhận theo ", "trả lời cử tri theo quy định tại "),
    ignore_case=True,
)
EXPIRES = rule(
    "citation.expires",
    r"\G[\s,]*+hết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s+(?:kể\s+)?từ\s+ngày\s+\p{L}+\s+\p{L}+\s+này\s",
    "behind a document: it ends with the letter's own force",
    examples=(" hết hiệu lực kể từ ngày Quyết định này có hiệu lực",),
    rejects=(" hết hiệu lực từ ngày 01/7/2025", " có hiệu lực từ ngày Quyết định này"),
    ignore_case=True,
)
AMENDED_BY = rule(
    "citation.amended-by",
    r"(?<!\p{L})được\s+(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|hợp\s+nhất|đính\s+chính)(?:\s*,?\s*bổ\s+sung)?"
    r"(?:\s+(?:một\s+số\s+điều|lần\s+\w+))?\s+(?:bởi|bằng|tại|theo)\s+[^.;()]{0,200}$",
    "a document that changed the one before it: it is only named",
    examples=("được sửa đổi, bổ sung bởi ", "đã được bổ sung tại Nghị định số 5/2024/NĐ-CP và ", "được hợp nhất tại "),
    rejects=("Sửa đổi, bổ sung ", "được sửa đổi bởi Luật số 87/2025/QH15; ", "được giao tại "),
    ignore_case=True,
)
BASIS = rule(
    "citation.basis",
    r"(?<!\p{L})(?:căn\s+cứ(?:\s+vào)?|thực\s+hiện|triển\s+khai|thi\s+hành|xét|trên\s+cơ\s+sở|tiếp\s+theo|theo)(?!\p{L})",
    "the words that open a basis; Decree 30/2020/NĐ-CP, Annex I, part II, 6",
    examples=("Căn cứ ", "Để triển khai ", "Triển khai thực hiện "),
    rejects=("căn cứu ", "theodõi"),
    ignore_case=True,
)
_OPENS_SENTENCE = rule(
    "citation.basis-opening",
    r"(?:^|[.;:!?“]\s|\s[-+–•*]\s|\s\d{1,2}[.)]\s)\s*+(?:[-+–•*]\s*+)?(?:để\s+)?(?P<lead>căn\s+cứ|thực\s+hiện|triển\s+khai|thi\s+hành|xét|"
    r"trên\s+cơ\s+sở|tiếp\s+theo|theo(?!\s+quy\s+định))(?!\p{L})[^.;]*+$",
    "a sentence or an item of a list that opens with a basis and has not ended yet",
    examples=("Căn cứ điểm a khoản 2 Điều 5 ", "xong. Theo đề nghị của Sở Nội vụ tại "),
    rejects=("Đề nghị các đơn vị thực hiện theo ", "Theo quy định tại "),
    ignore_case=True,
)
_DIRECT = rule(
    "citation.basis-direct",
    r"""(?:(?<!\p{L})căn\s+cứ(?:\s+vào)?
      | (?:^|(?<=[.;:!?,(“”–-]\s*+|\d[.)]\s*+|(?<!\p{L})(?:để|nhằm|và)\s+)|(?<!\p{L})(?=(?-i:T)))
        (?:tiếp\s+tục\s+)?(?:triển\s+khai(?:\s+thực\s+hiện)?|thực\s+hiện))(?:\s+(?:nội\s+dung\s+)?các)?\s*+$""",
    "a basis right before the document, in a clause of its own: who carries it out as a task does not stand before it",
    examples=(
        "và căn cứ ",
        "triển khai thực hiện ",
        "Để triển khai thực hiện các ",
        "Điều 1. Thực hiện ",
        "kết quả bước đầu Thực hiện ",
        ", thực hiện ",
    ),
    rejects=("thực hiện theo ", "Văn phòng tiếp tục thực hiện ", "kết quả triển khai "),
    ignore_case=True,
)
# With syllables of theirs, without which a pattern need not be asked.
_VERBS: tuple[tuple[Role, regex.Pattern[str], tuple[str, ...]], ...] = (
    ("amends", AMENDS.pattern, ("đổi", "chỉnh")),
    ("replaces", REPLACES.pattern, ("thế",)),
    ("repeals", REPEALS.pattern, ("bỏ", "hồi")),
    ("attached_to", ATTACHED.pattern, ("kèm",)),
    ("reply_to", REPLY.pattern, ("đáp", "lời", "nhận")),
    ("basis", _DIRECT.pattern, ("cứ", "hiện", "khai")),
)


def role_of(text: str, start: int, sentence: int) -> Role:
    """The role of a document named at ``start`` in a sentence that begins at ``sentence``.

    A verb counts only right before the document: ``bãi bỏ các quy định trái với Luật X`` does not repeal the law.
    """
    left = max(sentence, start - _LOOK_BACK)
    near = text[left:start].lower()
    if "được" in text[sentence:start].lower() and AMENDED_BY.search(text[max(sentence, start - _LONGEST_LIST) : start]):
        return "mention"
    for role, pattern, stems in _VERBS:
        match = pattern.search(text, left, start) if any(stem in near for stem in stems) else None
        if match and (role != "amends" or _OWN_CHANGE.pattern.search(text, max(0, left - 30), match.start())):
            return role
    return "basis" if start - sentence <= _MAX_SENTENCE and _opens_with_basis(text[sentence:start]) else "mention"


def _opens_with_basis(said: str) -> bool:
    last = max(said.rfind("."), said.rfind(";"))  # a clause behind the last of them has not ended yet
    return _OPENS_SENTENCE.search(said, max(0, last)) is not None
