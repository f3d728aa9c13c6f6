"""Provinces and communes of Viet Nam, before and after the reform of 1 July 2025 (Nghị quyết 202/2025/QH15).

The tables come from the MIT-licensed package vietnamadminunits: see ``README.md`` beside them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import cache
from typing import NamedTuple

from gmparse.lexicon import rows, table
from gmparse.text import squeeze, standard_tones

REFORM = date(2025, 7, 1)
LAST_DAY = date(2025, 6, 30)  # of the three levels
_DASH = re.compile(r"\s*[-–—]\s*")


class Province(NamedTuple):
    """A province or a city of that rank.

    ``code`` is that of the General Statistics Office, "" for those that ended; ``since`` is the first day of
    those that were no province before, ``until`` their last; ``present`` the name of the province that holds the land
    today, its own name while it lasts.
    """

    name: str
    kind: str
    code: str
    since: date | None
    until: date | None
    present: str

    def lasts(self, day: date) -> bool:
        """Whether it was there on a day; the beginning of most is not known."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


class Unit(NamedTuple):
    """A unit below the province: a commune, ward or special zone of today, or a district or commune until 2025-06-30.

    ``present`` are the codes of today's units that took over its land, the main one first (a unit of today: its own).
    """

    kind: str
    name: str
    province: str
    district: str | None
    code: str | None
    present: tuple[str, ...]

    def lasts(self, day: date) -> bool:
        """Whether it was there on a day near the reform."""
        return (self.code is not None) == (day >= REFORM)


def key(name: str) -> str:
    """A name for comparison: lower case, one placement of tones, one spelling of the dash."""
    return _DASH.sub(" - ", standard_tones(squeeze(name)))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def provinces() -> tuple[Province, ...]:
    """All provinces: those of today, the 63 of before, and older ones."""
    return tuple(
        Province(r["name"], r["kind"], r["code"], _day(r["since"]), _day(r["until"]), r["present"])
        for r in rows("provinces")
    )


@cache
def _provinces_by_name() -> dict[str, tuple[Province, ...]]:
    found: dict[str, list[Province]] = defaultdict(list)
    for province in provinces():
        for name in (province.name, *table("place_words")["aliases"].get(province.name, ())):
            found[key(name)].append(province)
    return {name: tuple(same) for name, same in found.items()}


@cache
def _kind_words() -> dict[str, str]:
    """Printed word → kind: ``tp.`` → ``thành phố``."""
    return {word.lower(): kind for kind, words in table("place_words")["kinds"].items() for word in words}


@cache
def _kind_pattern() -> re.Pattern[str]:
    words = sorted(_kind_words(), key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, words))})(?![^\W\d_])\s*", re.IGNORECASE)


def split_kind(text: str) -> tuple[str | None, str]:
    """``TP. Rạch Giá`` → (``thành phố``, ``Rạch Giá``); no word of kind → (``None``, text)."""
    text = squeeze(text)
    match = _kind_pattern().match(text)
    if match is None or match.end() == len(text):
        return None, text
    return _kind_words()[match[1].lower()], text[match.end() :]


def find_province(text: str, day: date | None = None) -> Province | None:
    """The province that a text names, with or without its kind; of several of one name the one that lasted on ``day``.

    Without a day, that of today is preferred. ``None``: no such province, or not on that day.
    """
    same = provinces_named(text)
    if day is None:
        return max(same, key=_end, default=None)
    return min((p for p in same if p.lasts(day)), key=_end, default=None)


def provinces_named(text: str) -> tuple[Province, ...]:
    """All provinces of a name, with or without its kind, whenever they were."""
    same = _provinces_by_name().get(key(text), ())
    if same:
        return same
    kind, name = split_kind(text)
    return tuple(p for p in _provinces_by_name().get(key(name), ()) if kind in (None, p.kind))


def _end(province: Province) -> date:
    return province.until or date.max


@cache
def units() -> tuple[Unit, ...]:
    """The 3,321 units of today, then the 696 districts and 10,035 communes of before."""
    now = (Unit(r["kind"], r["name"], r["province"], None, r["code"], (r["code"],)) for r in rows("places"))
    before = (
        Unit(r["kind"], r["name"], r["province"], r["district"] or None, None, tuple(r["present"].split()))
        for r in rows("places_before_2025")
    )
    return (*now, *before)


@cache
def _units_by_name() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units():
        found[key(unit.name)].append(unit)
    return {name: tuple(same) for name, same in found.items()}


@cache
def _units_by_code() -> dict[str, Unit]:
    return {unit.code: unit for unit in units() if unit.code}


def find_units(
    name: str, *, kind: str | None = None, province: str | None = None, day: date | None = None
) -> tuple[Unit, ...]:
    """Units of a name (``Nghĩa Lộ``, ``phường Nghĩa Lộ``), narrowed by kind, by province and by the day of the letter.

    Several have one name: 555 communes of today share theirs. Give the issuer's province and the letter's day.
    A unit of before is found by the name of its former province and of the one of today.
    """
    same = _named(name, kind)
    if not same:
        printed, bare = split_kind(name)
        kind, same = kind or printed, _named(bare, kind or printed)
    return tuple(
        unit
        for unit in same
        if kind in (None, unit.kind)
        and (province is None or _in_province(unit, province))
        and (day is None or unit.lasts(day))
    )


def _named(name: str, kind: str | None) -> tuple[Unit, ...]:
    """The table writes the kind before a number: ``Phường 1``."""
    numbered = f"{kind} {name.lstrip('0')}" if kind is not None and name.isdecimal() else name
    return _units_by_name().get(key(numbered), ())


def _in_province(unit: Unit, province: str) -> bool:
    asked = {p.name for p in _provinces_by_name().get(key(province), ())}
    former = _provinces_by_name().get(key(unit.province), ())
    return unit.province in asked or any(p.present in asked for p in former if unit.code is None)


def present_units(unit: Unit) -> tuple[Unit, ...]:
    """Today's units on the land of a unit, the main one first; for a district (whose land was divided) none."""
    return tuple(_units_by_code()[code] for code in unit.present)


@cache
def _former_by_code() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units():
        if unit.code is None:
            for code in unit.present:
                found[code].append(unit)
    return {code: tuple(former) for code, former in found.items()}


def former_units(unit: Unit) -> tuple[Unit, ...]:
    """The communes until 2025-06-30 out of whose land, or part of it, a unit of today was formed."""
    return _former_by_code().get(unit.code or "", ())
