"""Whom a letter addresses: the items after ``Kính gửi``."""

from __future__ import annotations

from gmparse.fields.base import Found, Text
from gmparse.fields.listed import grouped, split_at_semicolons
from gmparse.page import Line
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
    if lines:
        lines = [line for line in (_behind_head(lines[0]), *lines[1:]) if line is not None]
    bulleted = any(BULLET.match(line.text) for line in lines)
    groups = grouped(lines) if bulleted else ([lines] if lines else [])
    for group in groups:
        text = TextMap(group)
        bullet = BULLET.match(text.text)
        items += split_at_semicolons(text, bullet.end() if bullet else 0, len(text.text), rule="addressees.item")
    return Found(tuple(items))


def _behind_head(line: Line) -> Line | None:
    """A line without its ``Kính gửi:``; ``None`` when nothing stands behind it."""
    head = ADDRESSED.match(line.text)
    if head is None:
        return line
    return line.slice(sum(word.start < head.end() for word in line.words), len(line.words))
