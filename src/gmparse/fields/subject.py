"""What a letter is about (trích yếu nội dung)."""

from __future__ import annotations

from gmparse.fields.base import Found, Text, text_value
from gmparse.lexicon.document_types import by_title
from gmparse.text import TextMap
from gmparse.zones import Zones


def find(zones: Zones) -> Found[Text | None]:
    """The lines under the title, or under the number in a công văn, with ``V/v`` or ``Về việc`` as printed.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5. A title in capitals that holds its subject is taken whole.
    """
    lines = zones.subject
    if not lines and zones.title and by_title(zones.title[0].text) is None:
        lines = zones.title
    text = TextMap(lines)
    return Found(text_value(text, 0, len(text.text), rule="subject.lines"))
