"""Marks of urgency and secrecy: stamped or printed words beside the letterhead."""

from __future__ import annotations

from collections.abc import Sequence

from gmparse.fields.base import Found, Text, text_value
from gmparse.page import Line, Stamp
from gmparse.rules import Told
from gmparse.text import TextMap
from gmparse.zones import Zones
from gmparse.zones.cues import mark_of, mark_start

MARK = Told(
    "marks.words",
    mark_of,
    "a short line that is such a mark and nothing else, with or without its label, printed or stamped: Decree "
    "30/2020/NĐ-CP, Annex I, III.2; Law on protection of state secrets, Article 8; marks of circulation and of drafts "
    "are neither",
    examples=(
        ("HỎA TỐC", "urgency"),
        ("Thượng khẩn", "urgency"),
        ("Mức độ khẩn: Hỏa tốc", "urgency"),
        ("TỐI MẬT", "secrecy"),
        ("Độ mật: Tuyệt mật", "secrecy"),
    ),
    rejects=("Đề nghị xử lý hỏa tốc", "Luật Bảo vệ bí mật nhà nước", "KHẨN TRƯƠNG"),
)


def find_urgency(zones: Zones, stamps: Sequence[Stamp] = ()) -> Found[Text | None]:
    """``HỎA TỐC``, ``THƯỢNG KHẨN``, ``KHẨN``, printed or stamped: Nghị định 30/2020/NĐ-CP, Phụ lục I, III.2."""
    return Found(_mark(zones.marks, "urgency") or _stamped(stamps, "urgency"))


def find_secrecy(zones: Zones, stamps: Sequence[Stamp] = ()) -> Found[Text | None]:
    """``TUYỆT MẬT``, ``TỐI MẬT``, ``MẬT``: Luật Bảo vệ bí mật nhà nước, Điều 8."""
    return Found(_mark(zones.marks, "secrecy") or _stamped(stamps, "secrecy"))


def _stamped(stamps: Sequence[Stamp], kind: str) -> Text | None:
    return _mark([line for stamp in stamps for line in stamp.lines], kind)


def _mark(lines: Sequence[Line], kind: str) -> Text | None:
    for line in lines:
        if mark_of(line.text) == kind:
            text = TextMap([line])
            return text_value(text, mark_start(text.text), len(text.text), rule=f"{kind}.mark")
    return None
