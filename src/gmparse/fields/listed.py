"""Lists as letters print them: items behind bullets or semicolons, each over one or more lines."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import regex

from gmparse.fields.base import Text, text_value
from gmparse.page import Line
from gmparse.text import TextMap
from gmparse.zones.cues import BULLET

# Behind a person, his address goes on with who he is: Ông Trần Mẫu; địa chỉ: thôn 2.
_ADDRESS = regex.compile(r"\s*(?:địa\s+chỉ|thường\s+trú|chỗ\s+ở|trú\s+tại)(?!\p{L})", regex.IGNORECASE)


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
        if char == ";" and depth <= 0 and not _ADDRESS.match(text.text, at + 1):
            cuts.append(at + 1)
    cuts.append(end)
    items = (text_value(text, a, b, rule=rule) for a, b in pairwise(cuts))
    return [item for item in items if item is not None]
