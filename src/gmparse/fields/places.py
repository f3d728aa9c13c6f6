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
from gmparse.lexicon.places import REFORM, Province, Unit, find_province, find_units, key, provinces

WARDS = frozenset(("phường", "xã", "thị trấn", "đặc khu"))
DISTRICTS = frozenset(("quận", "huyện", "thị xã", "thành phố"))
_MOST_WORDS = 7  # of a unit's name, a dash counted: Xuân Hương - Đà Lạt
_WORD = regex.compile(r"[^\s,;:()]+")
_OF_PROVINCES = ("tỉnh", "thành phố")
_CAPITALS = regex.compile(r"\p{Lu}[\p{L}'’]*(?:\s+\p{Lu}[\p{L}'’]*){0,3}|\d{1,2}(?!\d)")
_STOP = regex.compile(r"[,;:()]|\.(?=\s|$)")


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


class Printed(NamedTuple):
    """A unit as printed: its kind in full, its name, and where kind and name stand."""

    kind: str
    name: str
    start: int
    end: int


class Resolved(NamedTuple):
    """The unit, or ``None``; ``ambiguous`` when several fit."""

    unit: AdministrativeUnit | None
    ambiguous: bool = False


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
    """Whether a printed unit is a province: on the letter's date, without a date on any day."""
    days = _days(edtf)
    return printed.kind in _OF_PROVINCES and any(
        _province(printed.kind, printed.name, day) is not None for day in days or (None,)
    )


def province_named(text: str | None, edtf: str | None) -> Province | None:
    """The province that a whole text names (the place of issue), on the letter's day; never one of two."""
    days = _days(edtf)
    if text is None or days is None:
        return None
    first, last = (find_province(text, day) for day in days)
    return first if first == last else None


def ends_in_province(text: str) -> str | None:
    """The name of a province at the end of an organ's name: ``SỞ Y TẾ KIÊN GIANG``."""
    words = text.split()
    tails = (" ".join(words[-count:]) for count in (4, 3, 2) if count < len(words))
    return next((tail for tail in tails if any(p.name.lower() == tail.lower() for p in provinces())), None)


def resolve(printed: Sequence[Printed], edtf: str | None, home: str | None) -> Resolved:
    """The unit that printed units mean together, narrow to wide: ``xã X, huyện Y, tỉnh Z``.

    Args:
        printed: the units, the narrowest decides, wider ones tell it from others of its name.
        edtf: the letter's date; without one nothing is resolved.
        home: the issuer's province, for a unit that is printed without its own.
    """
    days = _days(edtf)
    if days is None or edtf is None or not printed:
        return Resolved(None)
    first, last = (_on(day, printed, edtf, home) for day in days)
    return first if first == last else Resolved(None)


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
    wide = _province_among(printed, day)
    if wide is None and any(p.kind == "tỉnh" for p in printed):  # a province that is not of that day
        return Resolved(None)
    narrow = _narrowest(printed, day)
    province = wide.name if wide is not None else None
    if narrow is None:
        return Resolved(_of_province(wide, edtf) if wide is not None else None)
    district = next((p for p in printed if p.kind in DISTRICTS and p is not narrow and not _is_province(p, day)), None)
    fitting = _fitting(narrow, district, province, day)
    at_home = [unit for unit in fitting if unit.province == home]
    if province is None and (len(fitting) > 1 or day < REFORM):  # the table of before lacks units that ended earlier
        fitting = at_home or (fitting if len(fitting) > 1 else [])
    if len(fitting) != 1:
        return Resolved(None, len(fitting) > 1)
    return Resolved(_of_unit(fitting[0], day, edtf))


def _province_among(printed: Sequence[Printed], day: date) -> Province | None:
    found = (_province(p.kind, p.name, day) for p in reversed(printed) if p.kind in _OF_PROVINCES)
    return next((p for p in found if p is not None), None)


def _is_province(printed: Printed, day: date) -> bool:
    return printed.kind in _OF_PROVINCES and _province(printed.kind, printed.name, day) is not None


def _narrowest(printed: Sequence[Printed], day: date) -> Printed | None:
    for kinds in (WARDS, DISTRICTS):
        for unit in printed:
            if unit.kind in kinds and not _is_province(unit, day):
                return unit
    return None


def _fitting(narrow: Printed, district: Printed | None, province: str | None, day: date) -> list[Unit]:
    units = find_units(narrow.name, kind=narrow.kind, day=day)
    return [
        unit
        for unit in units
        if province in (None, unit.province)
        and (district is None or (unit.district is not None and key(unit.district).endswith(key(district.name))))
    ]


def _of_province(province: Province, edtf: str) -> AdministrativeUnit:
    return AdministrativeUnit(province=f"{province.kind} {province.name}", code=province.code or None, valid_on=edtf)


def _of_unit(unit: Unit, day: date, edtf: str) -> AdministrativeUnit | None:
    province = find_province(unit.province, day)
    if province is None:
        return None
    is_district = unit.kind in DISTRICTS
    name = f"{unit.kind} {unit.name}"
    return AdministrativeUnit(
        ward=None if is_district else name,
        district=name if is_district else _small(unit.district),
        province=f"{province.kind} {province.name}",
        code=unit.code,
        valid_on=edtf,
    )


def _small(district: str | None) -> str | None:
    return district[:1].lower() + district[1:] if district else None
