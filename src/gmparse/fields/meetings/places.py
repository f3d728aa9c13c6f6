"""Where a meeting takes place, and whether people meet there or online."""

from __future__ import annotations

from typing import Literal

import regex

from gmparse.fields.base import Value, text_value
from gmparse.lexicon import user
from gmparse.rules import rule
from gmparse.text import TextMap, fold, fold_same_length

Mode = Literal["in_person", "online", "hybrid"]

LEAD = rule(
    "meetings.place-lead",
    r"^\s*(?:(?:tổ\s+chức|họp|kết\s+nối|tham\s+dự|dự)\s+)?(?:(?:trực\s+tiếp|trực\s+tuyến)(?:\s+kết\s+hợp\s+(?:trực\s+tiếp|trực\s+tuyến))?\s*,?\s*)?(?:tại|từ|ở)\s*:?\s+",
    "words before a place that are not part of it",
    examples=("tại Phòng họp số 1", "Trực tiếp tại Hội trường", "Kết nối trực tuyến từ Phòng họp"),
    rejects=("Phòng họp số 1", "Hội trường tại trụ sở"),
    ignore_case=True,
)
ONLINE_AT = rule(
    "meetings.online-at",
    r"trực\s+tuyến\s+(?:qua|trên|tại|bằng)\s+(?=\S)",
    "where an online meeting is held",
    examples=("Trực tuyến qua nền tảng họp của tỉnh",),
    rejects=("Trực tuyến.",),
    ignore_case=True,
)
_AND_ONLINE = regex.compile(
    r"\s*[,;]?\s+(?:kết\s+hợp|và|đồng\s+thời|cùng)\s+(?:với\s+)?trực\s+tuyến\b", regex.IGNORECASE
)
URL = rule(
    "meetings.url",
    r"https?://[^\s<>\"]{4,300}|\b(?:meet\.google\.com|zoom\.us|[\w.-]+\.zoom\.us|teams\.microsoft\.com)/[^\s<>\"]{2,200}",
    "a link to an online meeting (RFC 3986)",
    examples=("https://meet.example.vn/abc",),
    rejects=("hop@example.vn",),
)
_ROOM = regex.compile(r"(?i)(?:phòng\s+họp|phòng\s+hội|hội\s+trường|phòng|giảng\s+đường|sảnh)[^,;()]{0,60}")
_STREET = regex.compile(
    r"(?:(?i:số(?:\s+nhà)?)\s+)?\d{1,4}[A-Za-z]?(?:/\d+)*,?\s+(?:(?i:đường|phố)\s+)?\p{Lu}[\p{L}\s.]{2,40}|(?i:đường|phố)\s+\p{Lu}[\p{L}\s]{2,40}"
)
_WARD = regex.compile(r"(?:(?i:phường|xã|thị\s+trấn|đặc\s+khu)|P\.)\s*\p{Lu}[\p{L}\s'-]{1,40}")
_PROVINCE = regex.compile(r"(?:(?i:tỉnh|thành\s+phố)|TP\.?|Tp\.?)\s*\p{Lu}[\p{L}\s-]{1,30}")


class Location(Value):
    """Where it is: the printed phrase, and the parts of it that can be told; ``url`` of an online meeting."""

    text: str
    room: str | None = None
    street: str | None = None
    ward: str | None = None
    province: str | None = None
    url: str | None = None


def location(text: TextMap, start: int, end: int) -> Location | None:
    """A place from the text behind its label."""
    lead = LEAD.match(text.text[start:end])
    both = _AND_ONLINE.search(text.text, start, end)
    end = both.start() if both and both.start() > start + (lead.end() if lead else 0) else end
    value = text_value(text, start + (lead.end() if lead else 0), end, rule="meetings.place")
    if value is None or not any(map(str.isalpha, value.text)):
        return None
    found = URL.search(value.text)
    parts = {key: _part(pattern, value.text) for key, pattern in _PARTS}
    parts["room"] = parts["room"] or _own_room(value.text)
    return Location(text=value.text, url=found[0] if found else None, evidence=value.evidence, **parts)


_PARTS = (("room", _ROOM), ("street", _STREET), ("ward", _WARD), ("province", _PROVINCE))


def _own_room(text: str) -> str | None:
    """A room of the user's lexicon that the place names, as printed."""
    folded = fold_same_length(text)
    for room in user.current().rooms:
        at = folded.find(room)
        if at >= 0:
            return text[at : at + len(room)]
    return None


def _part(pattern: regex.Pattern[str], text: str) -> str | None:
    found = [match[0].strip(" ,;.-)") for match in pattern.finditer(text)]
    if not found:
        return None
    return found[-1] if pattern is _PROVINCE else found[0]


def mode_of(texts: list[str], place: Location | None) -> Mode | None:
    """``hybrid`` when both ways are named, ``online``, ``in_person`` with a place; ``None`` when nothing tells."""
    folded = fold(" ".join(texts))
    online = any(
        word in folded
        for word in (
            "truc tuyen",
            "zoom",
            "google meet",
            "microsoft teams",
            "cau truyen hinh",
            "truyen hinh truc tuyen",
        )
    )
    there = "truc tiep" in folded
    if online and there:
        return "hybrid"
    if online:
        return "online"
    return "in_person" if place is not None or there else None
