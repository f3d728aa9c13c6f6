"""Administrative units that a text names, resolved by the letter's day and the issuer's province."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import regex
from pydantic import Field

from gmparse.fields.base import Record
from gmparse.lexicon import table
from gmparse.lexicon.places import Province, Unit, find_province, find_units, provinces

WARDS = frozenset(("phường", "xã", "thị trấn", "đặc khu"))
DISTRICTS = frozenset(("quận", "huyện", "thị xã", "thành phố"))
_MOST_WORDS = 7  # of a unit's name, a dash counted: Xuân Hương - Đà Lạt
_WORD = regex.compile(r"[^\s,;:()]+")
_STOP = regex.compile(r"[,;:()]|\.(?=\s|$)")


class AdministrativeUnit(Record):
    """A unit of the State's administration, in the spelling of the table of units: a normal form, not a printed value.

    Law 65/2025/QH15 and Nghị quyết 202/2025/QH15 (two levels since 2025-07-01); before that day the three levels of then
    as they were in June 2025.
    """

    ward: str | None = Field(default=None, description="commune, ward, township or special zone with its kind")
    district: str | None = Field(default=None, description="district, until 2025-06-30, with its kind")
    province: str = Field(description="province or city of that rank, with its kind")
    code: str | None = Field(
        default=None, description="code of the General Statistics Office; of the ward where there is one; none for former units"
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


def printed_units(text: str) -> Iterator[Printed]:
    """Units of a text: a word of kind with the longest name behind it that the table holds, on any day."""
    for found in _kind_pattern().finditer(text):
        kind = _kinds()[found[0].strip().lower()]
        stop = _STOP.search(text, found.end())
        words = list(_WORD.finditer(text, found.end(), stop.start() if stop else len(text)))[:_MOST_WORDS]
        for word in reversed(words):
            name = text[found.end() : word.end()]
            if _is_known(kind, name):
                yield Printed(kind, name, found.start(), word.end())
                break


def _is_known(kind: str, name: str) -> bool:
    if kind in ("tỉnh", "thành phố") and _province(kind, name) is not None:
        return True
    return bool(find_units(name, kind=kind))


def _province(kind: str, name: str, day: date | None = None) -> Province | None:
    found = find_province(name, day)
    if found is None:
        return None
    return found if found.kind == kind or kind == "thành phố" and find_province(f"thành phố {name}", day) else None


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
    narrow = _narrowest(printed, wide)
    province = wide.name if wide is not None else None
    if narrow is None:
        return Resolved(_of_province(wide, edtf) if wide is not None else None)
    district = next((p for p in printed if p.kind in DISTRICTS and p is not narrow and not _is_province(p, day)), None)
    fitting = _fitting(narrow, district, province, day)
    if len(fitting) > 1 and province is None and home is not None:
        fitting = [unit for unit in fitting if unit.province == home] or fitting
    if len(fitting) != 1:
        return Resolved(None, len(fitting) > 1)
    return Resolved(_of_unit(fitting[0], day, edtf))


def _province_among(printed: Sequence[Printed], day: date) -> Province | None:
    found = (_province(p.kind, p.name, day) for p in reversed(printed) if p.kind in ("tỉnh", "thành phố"))
    return next((p for p in found if p is not None), None)


def _is_province(printed: Printed, day: date) -> bool:
    return printed.kind in ("tỉnh", "thành phố") and _province(printed.kind, printed.name, day) is not None


def _narrowest(printed: Sequence[Printed], wide: Province | None) -> Printed | None:
    for kinds in (WARDS, DISTRICTS):
        for unit in printed:
            if unit.kind in kinds and not (wide is not None and unit.kind == "thành phố" and unit.name == wide.name):
                return unit
    return None


def _fitting(narrow: Printed, district: Printed | None, province: str | None, day: date) -> list[Unit]:
    units = [u for u in find_units(narrow.name, kind=narrow.kind, province=province, day=day)]
    units = [u for u in units if province is None or u.province == province]
    if district is not None:
        units = [u for u in units if u.district is not None and u.district.lower().endswith(district.name.lower())]
    return units


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
        district=name if is_district else unit.district,
        province=f"{province.kind} {province.name}",
        code=unit.code,
        valid_on=edtf,
    )
