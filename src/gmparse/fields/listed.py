"""Lists as letters print them: items behind bullets or semicolons, each over one or more lines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from gmparse.fields.base import Text, text_value
from gmparse.page import Line
from gmparse.text import TextMap
from gmparse.zones.cues import BULLET


def grouped(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines put together that belong to one bullet; lines before the first bullet are groups of their own."""
    groups: list[list[Line]] = []
    for line in lines:
        if BULLET.match(line.text) or not groups or not BULLET.match(groups[-1][0].text):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def split_at_semicolons(text: TextMap, start: int, end: int, *, rule: str) -> list[Text]:
    """Items of a list in running text, parted by ``;`` outside brackets."""
    cuts = [start]
    depth = 0
    for at in range(start, end):
        char = text.text[at]
        depth += (char == "(") - (char == ")")
        if char == ";" and depth <= 0:
            cuts.append(at + 1)
    cuts.append(end)
    items = (text_value(text, a, b, rule=rule) for a, b in pairwise(cuts))
    return [item for item in items if item is not None]
