"""What a letter is about (trích yếu nội dung)."""

from __future__ import annotations

from gmparse.fields.base import Found, Text, text_value
from gmparse.lexicon.document_types import by_title
from gmparse.rules import Told
from gmparse.text import TextMap
from gmparse.zones import Zones


def _is_subject(title: str) -> bool:
    return by_title(title) is None


TITLE = Told(
    "subject.in-title",
    _is_subject,
    "where nothing stands under the title, and the title is more than the name of a type, it is the subject itself; "
    "else the subject is the lines under the title, or under the number in a công văn (rule subject.lines): Decree "
    "30/2020/NĐ-CP, Annex I, II.5",
    examples=(("BIÊN BẢN HỌP HỘI ĐỒNG KIỂM KÊ", True), ("CHƯƠNG TRÌNH CÔNG TÁC THÁNG 8 NĂM 2025", True)),
    rejects=("BIÊN BẢN", "GIẤY MỜI", "T H Ô N G  B Á O"),
)


def find(zones: Zones) -> Found[Text | None]:
    """The lines under the title, or under the number in a công văn, with ``V/v`` or ``Về việc`` as printed.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5. A title in capitals that holds its subject is taken whole.
    """
    lines = zones.subject
    if not lines and zones.title and _is_subject(zones.title[0].text):
        lines = zones.title
    text = TextMap(lines)
    return Found(text_value(text, 0, len(text.text), rule="subject.lines"))
