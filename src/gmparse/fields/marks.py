"""Marks of urgency and secrecy: stamped or printed words beside the letterhead."""

from __future__ import annotations

from gmparse.fields.base import Found, Text, text_value
from gmparse.text import TextMap
from gmparse.zones import Zones
from gmparse.zones.cues import mark_of


def find_urgency(zones: Zones) -> Found[Text | None]:
    """``HỎA TỐC``, ``THƯỢNG KHẨN``, ``KHẨN``: Nghị định 30/2020/NĐ-CP, Phụ lục I, III.2."""
    return Found(_mark(zones, "urgency"))


def find_secrecy(zones: Zones) -> Found[Text | None]:
    """``TUYỆT MẬT``, ``TỐI MẬT``, ``MẬT``: Luật Bảo vệ bí mật nhà nước, Điều 8."""
    return Found(_mark(zones, "secrecy"))


def _mark(zones: Zones, kind: str) -> Text | None:
    for line in zones.marks:
        if mark_of(line.text) == kind:
            text = TextMap([line])
            return text_value(text, 0, len(text.text), rule=f"{kind}.mark")
    return None
