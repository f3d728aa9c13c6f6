"""Administrative units that a text names, resolved by the letter's day and the issuer's province."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

import regex
from pydantic import Field

from gmparse.fields.base import Record
from gmparse.lexicon import table
from gmparse.lexicon.places import (
    LAST_DAY,
    REFORM,
    Province,
    Unit,
    find_province,
    find_units,
    former_units,
    key,
    present_units,
    provinces,
    split_kind,
)

WARDS = frozenset(("phường", "xã", "thị trấn", "đặc khu"))
DISTRICTS = frozenset(("quận", "huyện", "thị xã", "thành phố"))
_MOST_WORDS = 7  # of a unit's name, a dash counted: Xuân Hương - Đà Lạt
_WORD = regex.compile(r"[^\s,;:()]+")
_OF_PROVINCES = ("tỉnh", "thành phố")
_CAPITALS = regex.compile(r"\p{Lu}[\p{L}'’]*(?:\s+\p{Lu}[\p{L}'’]*){0,3}|\d{1,2}(?!\d)")
_STOP = regex.compile(r"[,;:()]|\.(?=\s|$)")


class PresentUnit(Record):
    """A unit of today, which holds land of a unit that ended."""

    ward: str | None = Field(default=None, description="commune, ward or special zone with its kind")
    province: str = Field(description="province or city of that rank, with its kind")
    code: str = Field(description="code of the General Statistics Office, of the ward or else the province")


class AdministrativeUnit(Record):
    """A unit of the State's administration, in the spelling of the table of units: a normal form, not a printed value.

    Nghị quyết 202/2025/QH15: two levels since 2025-07-01; before that day the three levels as they were in June 2025.
    """

    ward: str | None = Field(default=None, description="commune, ward, township or special zone with its kind")
    district: str | None = Field(default=None, description="district, until 2025-06-30, with its kind")
    province: str = Field(description="province or city of that rank, with its kind")
    code: str | None = Field(
        default=None,
        description="code of the General Statistics Office, of the ward or else the province; none for former",
    )
    valid_on: str = Field(description="the letter's date (EDTF) for which the unit was looked up")
    ended: bool = Field(
        default=False, description="the letter names a unit that had ended on 2025-06-30, before the letter's date"
    )
    present: tuple[PresentUnit, ...] = Field(
        default=(),
        description="for a unit that has ended: those that hold its land today, of a commune the main one first as the "
        "table has it, of a district, which was divided, the province alone",
    )


class Printed(NamedTuple):
    """A unit as printed: its kind in full, its name, and where kind and name stand."""

    kind: str
    name: str
    start: int
    end: int


class Resolved(NamedTuple):
    """The unit, or ``None``; the code of the issue that a reader should know of: several fit, it had ended …"""

    unit: AdministrativeUnit | None = None
    problem: str | None = None


@cache
def _kinds() -> dict[str, str]:
    known = WARDS | DISTRICTS | {"tỉnh"}
    return {w.lower(): kind for kind, words in table("place_words")["kinds"].items() if kind in known for w in words}


@cache
def _kind_pattern() -> regex.Pattern[str]:
    spelled = "|".join(regex.escape(word) for word in sorted(_kinds(), key=len, reverse=True))
    return regex.compile(rf"(?<![\p{{L}}\d.])(?i:{spelled})(?:(?<=\.)\s*|(?<!\.)\s+)(?=[\p{{Lu}}\d])")


def printed_units(text: str, *, unknown: bool = False) -> Iterator[Printed]:
    """Units of a text: a word of kind with the longest name behind it that the table holds, on any day.

    Args:
        text: the text.
        unknown: also units that the table does not hold, by the capitals of their names.
    """
    end = 0
    for found in _kind_pattern().finditer(text):
        if found.start() < end:  # inside a name: xã Thị Xã
            continue
        kind = _kinds()[found[0].strip().lower()]
        named = _name_end(kind, text, found.end()) or (_capitals_end(text, found.end()) if unknown else None)
        if named is not None:
            end = named
            yield Printed(kind, text[found.end() : end], found.start(), end)


def _name_end(kind: str, text: str, start: int) -> int | None:
    stop = _STOP.search(text, start)
    words = list(islice(_WORD.finditer(text, start, stop.start() if stop else len(text)), _MOST_WORDS))
    return next((word.end() for word in reversed(words) if _is_known(kind, text[start : word.end()])), None)


def _capitals_end(text: str, start: int) -> int | None:
    found = _CAPITALS.match(text, start)
    return found.end() if found is not None else None


@lru_cache(maxsize=2048)
def _is_known(kind: str, name: str) -> bool:
    if kind in _OF_PROVINCES and _province(kind, name) is not None:
        return True
    return bool(find_units(name, kind=kind))


@lru_cache(maxsize=2048)
def _province(kind: str, name: str, day: date | None = None) -> Province | None:
    short = find_province(f"TP.{name}", day) if kind == "thành phố" else None  # TP.HCM
    return short or find_province(f"{kind} {name}", day)


def is_province(printed: Printed, edtf: str | None) -> bool:
    """Whether a printed unit is a province: on the letter's date or just before the reform, without a date ever."""
    days: tuple[date | None, ...] = _days(edtf) or (None,)
    if days[-1] is not None and days[-1] >= REFORM:
        days += (LAST_DAY,)
    return printed.kind in _OF_PROVINCES and any(_province(printed.kind, printed.name, day) is not None for day in days)


def province_named(text: str | None, edtf: str | None) -> Province | None:
    """The province that a whole text names (the place of issue), on the letter's day; never one of two."""
    days = _days(edtf)
    if text is None or days is None:
        return None
    first, last = days
    found = find_province(text, first)
    return found if last == first or found == find_province(text, last) else None


def ends_in_province(text: str) -> str | None:
    """The name of a province at the end of an organ's name: ``SỞ Y TẾ KIÊN GIANG``."""
    words = text.split()
    tails = (" ".join(words[-count:]) for count in (4, 3, 2) if count < len(words))
    return next((tail for tail in tails if tail.lower() in _small_names()), None)


@cache
def _small_names() -> frozenset[str]:
    return frozenset(province.name.lower() for province in provinces())


def resolve(printed: Sequence[Printed], edtf: str | None, home: str | None) -> Resolved:
    """The unit that printed units mean together, narrow to wide: ``xã X, huyện Y, tỉnh Z``.

    A letter since the reform may still name a unit that ended by it; such a unit is found when no unit of its day fits.

    Args:
        printed: the units, the narrowest decides, wider ones tell it from others of its name.
        edtf: the letter's date; without one, or when its unknown parts matter, nothing is resolved.
        home: the issuer's province, for a unit that is printed without its own.
    """
    days = _days(edtf)
    if days is None or edtf is None or not printed:
        return Resolved()
    found = {_on(day, printed, edtf, home) for day in set(days)}
    return found.pop() if len(found) == 1 else Resolved()


def _days(edtf: str | None) -> tuple[date, date] | None:
    """First and last day of a date whose day or month may be unknown."""
    if edtf is None or not edtf[:4].isdigit():
        return None
    year, month, day = (int(part) if part.isdigit() else None for part in (edtf + "-XX-XX").split("-")[:3])
    if year is None or (month is None and day is not None):
        return None
    try:
        first = date(year, month or 1, day or 1)
        return first, date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None


def _on(day: date, printed: Sequence[Printed], edtf: str, home: str | None) -> Resolved:
    asked = _asked(printed, day)
    if day < REFORM:
        return _resolved(_fitting(asked, day, home), day, edtf)
    former = _former(_asked(printed, LAST_DAY), home)
    if asked.district is None:
        current = _fitting(asked, day, home)
        if former and asked.province is None and not _any_in(current, home):
            current = [*current, *former]  # one of that name far away, and one that ended at home
        return _resolved(current or former, day, edtf)
    if former:  # a district is printed: the words are those of before
        return _resolved(former, day, edtf)
    return _resolved(_formed_in(asked, home, day), day, edtf)


class _Asked(NamedTuple):
    """What printed units say on a day. ``strange``: they name a province that is none of that day."""

    narrow: Printed | None
    district: Printed | None
    province: Province | None
    strange: bool


def _asked(printed: Sequence[Printed], day: date) -> _Asked:
    provinces_ = [_province(p.kind, p.name, day) if p.kind in _OF_PROVINCES else None for p in printed]
    wide = next((province for province in reversed(provinces_) if province is not None), None)
    below = [p for p, province in zip(printed, provinces_, strict=True) if province is None]
    district = next((p for p in below if p.kind in DISTRICTS), None)
    return _Asked(
        next((p for p in below if p.kind in WARDS), district),
        district,
        wide,
        wide is None and any(p.kind == "tỉnh" for p in printed),
    )


def _fitting(asked: _Asked, day: date, home: str | None) -> Sequence[Unit | Province]:
    """What fits on a day; of several nothing tells them apart."""
    if asked.strange or asked.narrow is None:
        return [asked.province] if asked.province is not None else []
    units = [unit for unit in _named(asked, day) if asked.province is None or unit.province == asked.province.name]
    if asked.province is None and (
        len(units) > 1 or day < REFORM
    ):  # the table of before lacks units that ended earlier
        at_home = [unit for unit in units if unit.province == home]
        return at_home or (units if len(units) > 1 else [])
    return units


def _former(asked: _Asked, home: str | None) -> Sequence[Unit | Province]:
    """What fits of the units that ended by the reform; the province may be that of before or the one of today."""
    if asked.strange or asked.narrow is None:
        return [asked.province] if asked.province is not None and asked.province.until is not None else []
    wanted = asked.province.name if asked.province is not None else None
    return [
        unit
        for unit in _named(asked, LAST_DAY)
        if (wanted or home) == _present_name(unit) or (wanted is not None and wanted == unit.province)
    ]


def _formed_in(asked: _Asked, home: str | None, day: date) -> Sequence[Unit | Province]:
    """Units of today that were formed in a printed district: ``xã Ba Tri, huyện Ba Tri``."""
    if asked.district is None or asked.narrow in (None, asked.district):
        return []
    undivided = asked._replace(district=None)
    return [
        unit
        for unit in _fitting(undivided, day, home)
        if isinstance(unit, Unit) and any(lies_in(former, asked.district) for former in former_units(unit))
    ]


def _named(asked: _Asked, day: date) -> list[Unit]:
    """Units of a day with the narrowest name, in the district that is printed."""
    narrow, district = asked.narrow, asked.district
    if narrow is None:
        return []
    units = find_units(narrow.name, kind=narrow.kind, day=day)
    if district is None or district is narrow:
        return list(units)
    within = [unit for unit in units if lies_in(unit, district)]
    exact = [unit for unit in within if unit.district is not None and split_kind(unit.district)[0] == district.kind]
    return exact or within


def lies_in(unit: Unit, district: Printed) -> bool:
    """By its name: a district may have been raised to a town since the letter."""
    if unit.district is None:
        return False
    if district.name.isdecimal():
        return key(unit.district) == key(f"{district.kind} {district.name.lstrip('0')}")
    return key(split_kind(unit.district)[1]) == key(district.name)


def _any_in(found: Sequence[Unit | Province], home: str | None) -> bool:
    return any(isinstance(one, Unit) and one.province == home for one in found)


def _resolved(found: Sequence[Unit | Province], day: date, edtf: str) -> Resolved:
    if len(found) != 1:
        return Resolved(None, "place-ambiguous" if found else None)
    unit = administrative_unit(found[0], day, edtf)
    divided = "place-divided" if len(unit.present) > 1 else None
    return Resolved(unit, "place-ended" if unit.ended else divided)


def administrative_unit(found: Unit | Province, day: date, edtf: str) -> AdministrativeUnit:
    """A row of the tables as a unit of a record.

    Args:
        found: the row.
        day: on which it is looked up.
        edtf: the same day, as it is known.
    """
    ended = not found.lasts(day)
    if isinstance(found, Province):
        return AdministrativeUnit(
            province=full_name(found), code=found.code or None, valid_on=edtf, ended=ended, present=present_of(found)
        )
    return AdministrativeUnit(
        ward=None if found.kind in DISTRICTS else full_name(found),
        district=full_name(found) if found.kind in DISTRICTS else _small(found.district),
        province=full_name(province_of(found)),
        code=found.code,
        valid_on=edtf,
        ended=ended,
        present=present_of(found),
    )


def present_of(found: Unit | Province) -> tuple[PresentUnit, ...]:
    """What holds the land of a unit today, the main one first; nothing for one that is still there."""
    if found.code:
        return ()
    units = present_units(found) if isinstance(found, Unit) else ()
    if units:
        return tuple(
            PresentUnit(ward=full_name(u), province=full_name(province_of(u)), code=u.code or "") for u in units
        )
    today = find_province(_present_name(found))
    return (PresentUnit(province=full_name(today), code=today.code),) if today is not None else ()


def _present_name(found: Unit | Province) -> str:
    return found.present if isinstance(found, Province) else province_of(found).present


def province_of(unit: Unit) -> Province:
    """The province of a unit, as it was then."""
    province = find_province(unit.province, LAST_DAY if unit.code is None else REFORM)
    if province is None:
        raise LookupError(f"tables of places: no province {unit.province}")
    return province


def full_name(found: Unit | Province) -> str:
    """With its kind, which the table writes before a number already: ``Phường 1``."""
    numbered = found.name.casefold().startswith(f"{found.kind} ") and found.name[-1].isdecimal()
    return f"{found.name[:1].lower()}{found.name[1:]}" if numbered else f"{found.kind} {found.name}"


def _small(district: str | None) -> str | None:
    return district[:1].lower() + district[1:] if district else None
