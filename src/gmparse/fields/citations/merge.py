"""Which mentions name the same document."""

from __future__ import annotations

from difflib import SequenceMatcher

import regex

from gmparse.fields.citations.mention import Mention

_ALIKE = 0.75
_COMPARED = 50  # documents of one type and serial: a list of more holds no misprints, and comparing takes long

_YEAR = regex.compile(r"(?<=^\d{0,6})/\d{4,5}(?=/)")


def merge(mentions: list[Mention], own_number: str | None) -> list[list[Mention]]:
    """Mentions by document, in order of first mention, without the letter itself (``own_number``)."""
    groups: list[list[Mention]] = []
    by_key: dict[tuple[str, str | None], list[Mention]] = {}
    by_serial: dict[tuple[str | None, str], list[list[Mention]]] = {}
    for mention in mentions:
        if mention.number and _is_own(mention.key, own_number):
            continue
        key, alias = _keys(mention)
        alike = by_serial.setdefault((mention.type, mention.key.partition("/")[0]), [])
        group = by_key.get(key) or _by_title(by_key.get(alias), mention)
        group = group or next((group for group in alike[:_COMPARED] if _is_misprint(group[0], mention)), None)
        if group is None:
            group = []
            groups.append(group)
            if mention.number:
                alike.append(group)
        group.append(mention)
        by_key.setdefault(alias, group)
        by_key[key] = group
    return groups


def _keys(mention: Mention) -> tuple[tuple[str, str | None], tuple[str, str | None]]:
    key = (mention.key, None if mention.number else mention.type)
    return key, (mention.alias, mention.type) if mention.alias else key


def _by_title(group: list[Mention] | None, mention: Mention) -> list[Mention] | None:
    """The group of a law's title, unless both say a year or number: ``Luật Đất đai năm 2013`` is not that of 2024."""
    if group is None or mention.key == mention.alias:
        return group
    return group if all(member.key == member.alias for member in group) else None


def _is_own(key: str, own_number: str | None) -> bool:
    """Whether a number is the letter's own, also with its serial left blank: ``kèm theo Quyết định số    /QĐ-UBND``."""
    if not own_number:
        return False
    own = own_number.lstrip("0").casefold()
    return key == own or (key[:1] in "/-" and own.lstrip("0123456789") == key)


def _is_misprint(first: Mention, later: Mention) -> bool:
    """Whether the later number is the first one misprinted: same type, serial, day or year, nearly the same symbol.

    ``126/NĐ-CP`` of the same day is ``126/2024/NĐ-CP``, ``126/2024/ND-CP`` is ``126/2024/NĐ-CP``.
    """
    if later.number is None or (first.date and later.date and first.date.value != later.date.value):
        return False
    serial, _, symbol = _YEAR.sub("", first.key).partition("/")
    other_serial, _, other_symbol = _YEAR.sub("", later.key).partition("/")
    if not serial or serial != other_serial or SequenceMatcher(None, symbol, other_symbol).ratio() < _ALIKE:
        return False
    years = _YEAR.findall(first.key), _YEAR.findall(later.key)
    return bool(first.date and later.date) or (bool(years[0]) and years[0] == years[1])
