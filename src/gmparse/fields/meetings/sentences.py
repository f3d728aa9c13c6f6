"""A meeting told of in a sentence: ``… kính mời ông dự họp vào lúc 8 giờ 00 ngày 21/7/2025 tại Phòng họp số 1``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from gmparse.fields.entities import Passage
from gmparse.fields.meetings.places import location
from gmparse.fields.meetings.times import When, when_in
from gmparse.grammar.clocks import find_times
from gmparse.lexicon import table
from gmparse.outline import Item, Outline
from gmparse.rules import rule
from gmparse.text import fold

_CLOSE = 12  # characters between the words that announce a time and the time
_MOST_TIMES = 6  # of a paragraph that are looked at
_AT = regex.compile(r"[\s,;(]{1,200}+(?:tại|địa\s+điểm\s*:)\s+(?=\S)", regex.IGNORECASE)
_STOP = regex.compile(
    r"[.;](?=\s|$)|\s+để\s|,\s+(?:để|nhằm|với|do|lúc|vào|từ|thời gian)\s"
    r"|\s+(?:vào\s+lúc|vào\s+hồi|lúc|vào\s+ngày|từ\s+ngày|từ\s+\d)"
)
_PAST = regex.compile(
    r"(?:^|[\s,])(?:đã|vừa qua|trước ngày|chậm nhất|đến hết|hạn|hiệu lực"
    r"|(?:căn cứ|theo|thực hiện)(?=\s+(?-i:\p{Lu})))\s",
    regex.IGNORECASE,
)

NAMED = rule(
    "meetings.named-time",
    r"(?:^|[.;]\s+|\s[-–+]\s+)Thời\s+gian\s+"
    r"(?:tổ\s+chức(?!\s+thực\s+hiện)|diễn\s+ra|khai\s+mạc|kiểm\s+tra|thanh\s+tra|giám\s+sát|khảo\s+sát|tập\s+huấn"
    r"|làm\s+việc|họp|hội\s+nghị|hội\s+thảo|hội\s+thi|lễ|đại\s+hội)"
    r"(?:\s+(?!không|trong|tối|ít|chậm|trước)\p{L}+){0,8}(?:\s*:)?(?:\s+[Kk][ểế])?\s+(?=(?:từ|vào|lúc|hồi|ngày|sáng|chiều|\d))",
    "a sentence that says when an event is held: no time of day, no place and no colon needed",
    examples=(
        "Thời gian tổ chức Hội thi ngày 30/12/2025",
        "để tổng hợp. Thời gian tổ chức Lễ vào sáng 5/9/2025",
        "Thời gian thanh tra dự kiến: Kể từ ngày 28/8/2025",
        "Thời gian kiểm tra: từ ngày 5/8/2025",
    ),
    rejects=(
        "Thời gian tổ chức thực hiện từ ngày 01/7/2025",
        "Thời gian làm việc không quá 8 giờ",
        "Thời gian nộp báo cáo trước ngày 22/12/2025",
        "trong thời gian tổ chức Hội thi ngày 30/12/2025",
    ),
    ignore_case=False,
)


class Announced(NamedTuple):
    """Time and place of a meeting in a sentence."""

    moment: When
    place: Passage | None


def announced_in(outline: Outline, letter_date: str | None, inviting: bool) -> Iterator[tuple[Item, Announced]]:
    """Paragraphs and items that tell of a meeting; an item may stand under a lead-in that names the event."""
    for item, over in _with_leadins(outline.items, ""):
        found = _announced(item, over, letter_date, inviting)
        if found is not None:
            yield item, found


def _with_leadins(items: Sequence[Item], over: str) -> Iterator[tuple[Item, str]]:
    for item in items:
        if item.table is None:
            yield item, over
            yield from _with_leadins(item.children, item.own if item.is_leadin else over)


def _announced(item: Item, over: str, letter_date: str | None, inviting: bool) -> Announced | None:
    """The meeting of a paragraph: a word of an event with a time of day, and a place or an invitation."""
    text = item.text.text
    folded = fold(f"{over} {text}")
    if not _events().search(folded):
        return None
    named = NAMED.search(text, item.start)
    if not (inviting or named or find_times(text[item.start :])):
        return None
    moment = _first_to_come(item, letter_date, named.end() if named else item.start)
    if moment is None:
        return None
    is_named = named is not None and moment.span[0] - named.end() < _CLOSE
    if not inviting and not is_named and "T" not in moment.start:
        return None
    at = _AT.search(text, moment.span[1]) or _AT.search(text, item.start, moment.span[0])
    place = None
    if at is not None and len(text[moment.span[1] : at.start()]) < 80:
        stop = _STOP.search(text, at.end())
        place = location(item.text, at.start(), stop.start() if stop else len(text))
    before = text[max(item.start, moment.span[0] - 60) : moment.span[0]]
    if _PAST.search(before) or (place is None and not inviting and not is_named):
        return None
    return Announced(moment, place)


def _first_to_come(item: Item, letter_date: str | None, start: int) -> When | None:
    """The first time behind ``start`` that is not before the letter: dates of documents stand before it."""
    for _ in range(_MOST_TIMES):
        moment = when_in(item.text, start, letter_date)
        if moment is None:
            return None
        if not letter_date or moment.start[:10] >= letter_date.replace("X", "0")[:10]:
            return moment
        start = moment.span[1]
    return None


@cache
def _events() -> re.Pattern[str]:
    """A pattern for folded words of events."""
    return re.compile("|".join(map(re.escape, table("meetings")["events"]["words"])))
