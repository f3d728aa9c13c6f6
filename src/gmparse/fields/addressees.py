"""Whom a letter addresses: the items after ``Kính gửi``."""

from __future__ import annotations

from gmparse.fields.base import Found, Text
from gmparse.fields.listed import grouped, split_at_semicolons
from gmparse.text import TextMap
from gmparse.zones import Zones
from gmparse.zones.cues import ADDRESSED, BULLET, WIRED


def find(zones: Zones) -> Found[tuple[Text, ...]]:
    """Each addressee; ``Kính gửi: A; B`` and bullets are split into their items.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, II.9; công điện name them after ``điện:`` (Phụ lục III, mẫu 1.6).
    """
    items: list[Text] = []
    lines = list(zones.addressees)
    if lines and WIRED.match(lines[0].text):
        lines = lines[1:]
    bulleted = any(BULLET.match(line.text) for line in lines)
    groups = grouped(lines) if bulleted else ([lines] if lines else [])
    for group in groups:
        text = TextMap(group)
        start = _after_head(text.text)
        items += split_at_semicolons(text, start, len(text.text), rule="addressees.item")
    return Found(tuple(items))


def _after_head(text: str) -> int:
    """Offset behind ``Kính gửi:`` and a bullet."""
    found = ADDRESSED.match(text)
    start = found.end() if found else 0
    bullet = BULLET.match(text, start)
    return bullet.end() if bullet else start
