"""Where a meeting takes place, and whether people meet there or online."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import regex

from gmparse.fields.base import Value
from gmparse.fields.entities import Entity, Names, Passage, passage
from gmparse.fields.meetings.parts import Slice
from gmparse.fields.places import WARDS, AdministrativeUnit, Printed, is_province, printed_units, resolve
from gmparse.lexicon import user
from gmparse.lexicon.places import find_province
from gmparse.rules import rule
from gmparse.text import TextMap, fold, fold_same_length

Mode = Literal["in_person", "online", "hybrid"]

LEAD = rule(
    "meetings.place-lead",
    r"""^\s*điểm\s+cầu\s+(?:chính|trung\s+tâm|trung\s+ương|tỉnh|thành\s+phố|xã|phường)\s*:\s*(?:tại\s+)?
      | ^[\s,;(]*(?:(?:các\s+)?(?:thành\s+phần|đại\s+biểu|điểm\s+cầu)\s[^.;:]{0,60}?\s(?=(?:dự\s+)?họp\s+tại\s))?
        (?:dự\s+(?=họp))?
        (?:điểm\s+)?(?:(?:tổ\s+chức|họp|kết\s+nối|tham\s+dự|dự|tập\s+trung)\s+)?
        (?:(?:trực\s+tiếp|trực\s+tuyến)(?:\s+kết\s+hợp\s+(?:trực\s+tiếp|trực\s+tuyến))?[\s.…,]*)?(?:tại|từ|ở)\s*:?\s+""",
    "words before a place that are not part of it",
    examples=(
        "tại Phòng họp số 1",
        "Trực tiếp tại Hội trường",
        ", tại trụ sở UBND xã",
        "Kết nối trực tuyến từ Phòng họp",
        "điểm tập trung tại Sở",
        "Đại biểu cấp tỉnh dự họp tại Hội trường",
        "Điểm cầu chính: Hội trường tầng 5",
    ),
    rejects=("Phòng họp số 1", "Hội trường tại trụ sở", "Điểm cầu Sở Y tế"),
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
    r"https?://[^\s<>\"]{4,300}|\b(?:meet\.google\.com|zoom\.us|[\w.-]{1,100}\.zoom\.us|teams\.microsoft\.com)/[^\s<>\"]{2,200}",
    "a link to an online meeting (RFC 3986)",
    examples=("https://meet.example.vn/abc",),
    rejects=("hop@example.vn",),
)
_ROOM = regex.compile(
    r"(?<!\p{L})(?:phòng\s+họp|phòng\s+hội|hội\s+trường|phòng\s+(?:số\s+)?\p{Lu}?\d|giảng\s+đường|sảnh)[^,;()]{0,60}"
    r"|(?<![\p{L}\d])(?-i:P)\.?\s?\p{Lu}?\d{2,4}(?![\p{L}\d])",  # P.305
    regex.IGNORECASE,
)
_ONLINE = ("truc tuyen", "zoom", "google meet", "microsoft teams", "cau truyen hinh")
_ROOM_ENDS = regex.compile(r"[,;(]|\s+[-–]\s|\.\s")
_STREET = regex.compile(
    r"(?:^|[,;(:])\s*(?i:địa\s+chỉ:?\s+)?(?P<street>(?:(?i:số)\s+(?i:nhà\s+)?\d{1,4}\p{L}?(?:/\d{1,4}){0,3},?\s+(?i:đường\s+|phố\s+)?"
    r"|(?i:đường|phố)\s+)\p{Lu}\p{L}*(?:\s+\p{Lu}\p{L}*){0,4})"
)
_ASIDE = regex.compile(  # when, and for whom
    r"\s*\((?:(?:cả\s+ngày|cả\s+buổi|buổi|sáng|chiều)[^()]{0,40}|(?:dành|áp\s+dụng)\s+cho\s[^()]{0,120})\)\W*$",
    regex.IGNORECASE,
)
_HOUSE = regex.compile(r"(?:(?i:số)\s+(?:nhà\s+)?)?\d{1,4}\p{L}?(?:/\d{1,4}){0,3},?\s+$")


class Location(Value):
    """Where it is: the printed phrase, and the parts of it that can be told; ``url`` of an online meeting.

    ``unit`` is the administrative unit that ward and province name on the letter's date; ``None`` when none or several
    fit.
    """

    text: str
    room: str | None = None
    street: str | None = None
    ward: str | None = None
    province: str | None = None
    url: str | None = None
    unit: AdministrativeUnit | None = None


class Home(NamedTuple):
    """What tells places of one name apart: the letter's date (EDTF) and the issuer's province."""

    date: str | None = None
    province: str | None = None


def location(text: TextMap, start: int, end: int) -> Passage | None:
    """A place from the text behind its label."""
    lead = LEAD.match(text.text[start:end])
    both = _AND_ONLINE.search(text.text, start, end)
    end = both.start() if both and both.start() > start + (lead.end() if lead else 0) else end
    begin = start + (lead.end() if lead else 0)
    aside = _ASIDE.search(text.text, begin, end)
    found = passage(text, begin, aside.start() if aside else end, rule="meetings.place")
    return found if found is not None and any(map(str.isalpha, found.value)) else None


def location_of(place: Passage, names: Names, home: Home) -> tuple[Location, str | None]:
    """A place with its parts; and the code of what is to be said of its unit."""
    text = place.value
    entities = names.of(text)
    url = URL.search(text)
    printed = list(_units(text, entities))
    parts = {"room": _room(text, entities), "street": _street(text, entities)}
    parts["ward"] = next((Slice(p.start, p.end, "meetings.ward") for p in printed if p.kind in WARDS), None)
    parts["province"] = next(
        (Slice(p.start, p.end, "meetings.province") for p in reversed(printed) if is_province(p, home.date)), None
    )
    told = {field: part for field, part in parts.items() if part is not None}
    evidence = place.proof()
    for field, part in told.items():
        evidence += place.part_proof(part.start, part.end, field, part.rule)
    resolved = resolve(printed, home.date, home.province)
    values = {field: part.of(text) for field, part in told.items()}
    found = Location(text=text, url=url[0] if url else None, unit=resolved.unit, evidence=evidence, **values)
    return found, resolved.problem


def _units(text: str, entities: Sequence[Entity]) -> Iterator[Printed]:
    """The administrative units of a place, in order: those that stand for themselves, and what they leave open of
    those in an organ's name (``UBND xã Lương Tài, tỉnh Bắc Ninh``)."""
    own = [unit for entity in entities if entity.label == "PLACE" for unit in _units_of(entity)]
    if not any(unit.kind in WARDS for unit in own):
        organs = (unit for entity in entities if entity.label == "ORG" for unit in _units_of(entity))
        yield from (unit for unit in organs if not own or (unit.kind in WARDS and unit.end <= own[0].start))
    yield from own


def _units_of(entity: Entity) -> Iterator[Printed]:
    units = list(printed_units(entity.text, unknown=True))
    province = find_province(entity.text) if not units and entity.rule == "place.province" else None
    if province is not None:
        units = [Printed(province.kind, province.name, 0, len(entity.text))]
    for unit in units:
        yield unit._replace(start=unit.start + entity.start, end=unit.end + entity.start)


def _room(text: str, entities: Sequence[Entity]) -> Slice | None:
    """A room, with the organ whose room it is when no sign stands between them; or one of the user's lexicon."""
    room = next((e for e in entities if e.rule == "place.room"), None)
    if room is not None:
        stop = _ROOM_ENDS.search(text, room.end)
        limits = [stop.start() if stop else len(text), *(e.start for e in entities if e.label == "PLACE")]
        end = min(limit for limit in limits if limit >= room.end)
        return Slice(room.start, room.start + len(text[room.start : end].rstrip(" ,;.-–")), room.rule)
    folded = fold_same_length(text)
    own = next(
        (Slice(at, at + len(r), "meetings.room-of-user") for r in user.current().rooms if (at := folded.find(r)) >= 0),
        None,
    )
    found = _ROOM.search(text) if own is None else None
    return Slice(found.start(), found.start() + len(found[0].rstrip(" .-–")), "meetings.room") if found else own


def _street(text: str, entities: Sequence[Entity]) -> Slice | None:
    """A street with the number of the house; a road that no list knows only behind ``số``."""
    street = next((e for e in entities if e.rule == "place.street"), None)
    if street is not None:
        house = _HOUSE.search(text, 0, street.start) if street.text.lower().startswith(("đường", "phố")) else None
        return Slice(house.start() if house else street.start, street.end, street.rule)
    found = _STREET.search(text)
    if found is None:
        return None
    start, end = found.span("street")
    taken = any(e.start < end and e.end > start for e in entities if e.label in ("ORG", "PLACE"))
    return Slice(start, end, "meetings.street") if not taken else None


def mode_of(texts: Sequence[str], place: Passage | None, points: Sequence[str] = ()) -> Mode | None:
    """``hybrid`` when both ways are named, ``online``, ``in_person`` with a place; ``None`` when nothing tells.

    Args:
        texts: what is said of the time, the place and the way.
        place: where it is.
        points: the items under the place: some meet in a hall, others in online rooms.
    """
    told = [*texts, *points]
    online = any(map(_is_online, told))
    here = [point for point in points if place is not None and place.value in point]
    apart = bool(here) and not any(map(_is_online, here)) and any(map(_is_online, points))
    there = apart or "truc tiep" in fold(" ".join(told))
    if online and there:
        return "hybrid"
    if online:
        return "online"
    return "in_person" if place is not None or there else None


def _is_online(text: str) -> bool:
    folded = fold(text)
    return any(word in folded for word in _ONLINE)
