"""What the letter does with a document that it names: its role."""

from __future__ import annotations

import regex

from gmparse.fields.citations.mention import Role
from gmparse.rules import rule

_LOOK_BACK, _MAX_SENTENCE = 90, 1500
_LIST = r"(?:\s+(?:các|toàn\s+bộ|nội\s+dung))?(?:\s+hiệu\s+lực)?(?:\s+thi\s+hành)?\s*+$"

AMENDS = rule(
    "citation.amends",
    rf"sửa\s+đổi(?:\s*,?\s*bổ\s+sung)?(?:\s+một\s+số\s+(?:điều|nội\s+dung|điểm))?(?:\s+của)?{_LIST}",
    "the letter changes the document",
    examples=("Sửa đổi, bổ sung một số điều của ",),
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
    r"(?:phúc\s+đáp|trả\s+lời|(?:tiếp\s+)?nhận(?:\s+được)?)(?:\s+(?:các|nội\s+dung))?\s*+$",
    "the letter answers the document",
    examples=("Phúc đáp ", "Sở Nội vụ nhận được ", "Trả lời "),
    rejects=("chứng nhận theo ",),
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
    r"(?<!\p{L})(?:căn\s+cứ|thực\s+hiện|triển\s+khai)(?:\s+(?:vào|các))?\s*+$",
    "a basis right before the document",
    examples=("và căn cứ ", "triển khai thực hiện "),
    rejects=("thực hiện theo ",),
    ignore_case=True,
)
# With syllables of theirs, without which a pattern need not be asked.
_VERBS: tuple[tuple[Role, regex.Pattern[str], tuple[str, ...]], ...] = (
    ("amends", AMENDS.pattern, ("đổi",)),
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
    for role, pattern, stems in _VERBS:
        match = pattern.search(text, left, start) if any(stem in near for stem in stems) else None
        if match and (role != "amends" or _OWN_CHANGE.pattern.search(text, max(0, left - 30), match.start())):
            return role
    is_near = start - sentence <= _MAX_SENTENCE
    return "basis" if is_near and _OPENS_SENTENCE.pattern.search(text[sentence:start]) else "mention"
