"""Communes, districts and provinces through the reform of 1 July 2025: what a unit has become, what it was formed from.

>>> from gmparse.places import find
>>> (unit,) = find("phường Vĩnh Thanh Vân, TP. Rạch Giá, tỉnh Kiên Giang")
>>> unit.until, unit.present[0].ward, unit.present[0].province
('2025-06-30', 'phường Rạch Giá', 'tỉnh An Giang')

Nghị quyết 202/2025/QH15 made 34 provinces of 63, ended the districts and made 3,321 communes of 10,035. The tables are
those of `gmparse.lexicon`: communes and districts as they were in June 2025, provinces back to 1996.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gmparse.errors import UsageError
from gmparse.fields.places import (
    DISTRICTS,
    PresentUnit,
    Printed,
    full_name,
    lies_in,
    present_of,
    printed_units,
    province_of,
)
from gmparse.lexicon import places as tables
from gmparse.lexicon.places import LAST_DAY, Province, Unit

__all__ = ["FormerUnit", "Place", "PresentUnit", "find", "former_units", "present_units"]


class FormerUnit(NamedTuple):
    """A unit that ended, with its kind in each name.

    Attributes:
        ward, district, province: ``None`` for what it is above.
        until: its last day, YYYY-MM-DD.
        whole: whether all of its land went the same way; ``False``: it was divided.
    """

    ward: str | None
    district: str | None
    province: str
    until: str
    whole: bool


class Place(NamedTuple):
    """A unit of the tables, with its kind in each name.

    Attributes:
        ward, district, province: ``None`` for what it is above, or what there was not.
        code: of the General Statistics Office; ``None`` for a unit that ended.
        until: its last day, YYYY-MM-DD; ``None`` while it lasts.
        present: of a unit that ended, the units of today on its land, of a commune the main one first as the table has
            it; of a district, which was divided, the province alone.
        former: of a unit of today, those that ended and whose land, or part of it, it has.
    """

    ward: str | None
    district: str | None
    province: str
    code: str | None
    until: str | None
    present: tuple[PresentUnit, ...]
    former: tuple[FormerUnit, ...]

    @property
    def name(self) -> str:
        """Narrow to wide: ``xã X, huyện Y, tỉnh Z``."""
        return ", ".join(filter(None, (self.ward, self.district, self.province)))


def find(text: str, *, on: str | None = None) -> tuple[Place, ...]:
    """All units that a text may mean; several when it does not tell them apart.

    Args:
        text: narrow to wide, with or without kinds: ``xã X, huyện Y, tỉnh Z``; ``X, Z``. The province may be that of
            before the reform or the one of today.
        on: only units that were there on this day, YYYY-MM-DD.

    Raises:
        UsageError: ``on`` is no day, or the text is blank.
    """
    day = _day(on) if on is not None else None
    asked = _asked(text)
    if not asked:
        raise UsageError("name a commune, district or province: 'xã X, huyện Y, tỉnh Z'")
    narrow, *wider = asked
    provinces = narrow.provinces if not wider else ()
    units = tables.find_units(narrow.name, kind=narrow.kind)
    found: list[Unit | Province] = [*provinces, *(unit for unit in units if all(one.holds(unit) for one in wider))]
    return tuple(_place(one) for one in found if day is None or one.lasts(day))


def present_units(
    ward: str | None = None, district: str | None = None, province: str | None = None
) -> tuple[PresentUnit, ...]:
    """The units of today on the land of one that ended, the main one first as the table has it.

    Args:
        ward, district, province: its names, with or without kinds; what is needed to tell it from others.

    Raises:
        UsageError: no unit that ended has the name, or several have it.
    """
    return _only([ward, district, province], ended=True).present


def former_units(ward: str | None = None, province: str | None = None) -> tuple[FormerUnit, ...]:
    """The units that ended whose land, or part of it, a unit of today has.

    Args:
        ward, province: its names, with or without kinds; without a ward the province.

    Raises:
        UsageError: no unit of today has the name, or several have it.
    """
    return _only([ward, province], ended=False).former


def _only(names: Sequence[str | None], *, ended: bool) -> Place:
    text = ", ".join(filter(None, names))
    found = [one for one in find(text) if (one.until is not None) == ended]
    if len(found) == 1:
        return found[0]
    what = "unit that ended" if ended else "unit of today"
    if not found:
        raise UsageError(f"no {what} is named {text!r}")
    raise UsageError(f"{text!r} is the name of several: {'; '.join(one.name for one in found)}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no day: give YYYY-MM-DD") from error


class _Asked(NamedTuple):
    """A part of a text: its word of kind, if it has one, and the name."""

    kind: str | None
    name: str
    provinces: tuple[Province, ...]

    def holds(self, unit: Unit) -> bool:
        """Whether a unit, or what it was formed from, lies or lay in this district or province."""
        all_of_it = (unit, *tables.former_units(unit))
        wide = {one.province for one in all_of_it} | {province_of(unit).present}
        if wide & {province.name for province in self.provinces}:
            return True
        district = Printed(self.kind or "", self.name, 0, 0)
        return self.kind in (None, *DISTRICTS) and any(lies_in(one, district) for one in all_of_it)


def _asked(text: str) -> list[_Asked]:
    """The parts of a text: by commas, or by the words of kind."""
    printed = list(printed_units(text))
    by_kind = len(printed) > 1 and "," not in text
    parts = [f"{one.kind} {one.name}" for one in printed] if by_kind else [part.strip() for part in text.split(",")]
    return [_Asked(*tables.split_kind(part), tables.provinces_named(part)) for part in parts if part]


def _place(found: Unit | Province) -> Place:
    if isinstance(found, Province):
        until = found.until.isoformat() if found.until is not None else None
        merged = [one for one in tables.provinces() if one.until is not None and one.present == found.name]
        former = tuple(map(_former, merged)) if until is None else ()
        return Place(None, None, full_name(found), found.code or None, until, present_of(found), former)
    ward, district = _names(found)
    return Place(
        ward,
        district,
        full_name(province_of(found)),
        found.code,
        LAST_DAY.isoformat() if found.code is None else None,
        present_of(found),
        tuple(map(_former, tables.former_units(found))),
    )


def _names(unit: Unit) -> tuple[str | None, str | None]:
    if unit.kind in DISTRICTS:
        return None, full_name(unit)
    return full_name(unit), f"{unit.district[:1].lower()}{unit.district[1:]}" if unit.district else None


def _former(found: Unit | Province) -> FormerUnit:
    if isinstance(found, Province):
        return FormerUnit(None, None, full_name(found), (found.until or LAST_DAY).isoformat(), whole=True)
    whole = len(found.present) == 1
    return FormerUnit(*_names(found), full_name(province_of(found)), LAST_DAY.isoformat(), whole)
