"""Which mentions name the same document."""

from __future__ import annotations

from difflib import SequenceMatcher

import regex

from gmparse.fields.citations.mention import Mention

_ALIKE = 0.75


_YEAR = regex.compile(r"(?<=^\d{0,6})/\d{4,5}(?=/)")


def merge(mentions: list[Mention], own_number: str | None) -> list[list[Mention]]:
    """Mentions by document, in order of first mention, without the letter itself (``own_number``)."""
    groups: list[list[Mention]] = []
    by_key: dict[tuple[str, str | None], list[Mention]] = {}
    by_serial: dict[tuple[str | None, str], list[list[Mention]]] = {}
    for mention in mentions:
        if mention.number and _is_own(mention.key, own_number):
            continue
        keys = _keys(mention)
        alike = by_serial.setdefault((mention.type, mention.key.partition("/")[0]), [])
        known = (by_key[key] for key in keys if key in by_key)
        group = next(known, None) or next((group for group in alike if _is_misprint(group[0], mention)), None)
        if group is None:
            group = []
            groups.append(group)
            if mention.number:
                alike.append(group)
        group.append(mention)
        by_key.update(dict.fromkeys(keys, group))
    return groups


def _keys(mention: Mention) -> list[tuple[str, str | None]]:
    keys: list[tuple[str, str | None]] = [(mention.key, None if mention.number else mention.type)]
    return [*keys, (mention.alias, mention.type)] if mention.alias else keys


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
    if later.number is None:
        return False
    serial, _, symbol = _YEAR.sub("", first.key).partition("/")
    other_serial, _, other_symbol = _YEAR.sub("", later.key).partition("/")
    if not serial or serial != other_serial or SequenceMatcher(None, symbol, other_symbol).ratio() < _ALIKE:
        return False
    years = _YEAR.findall(first.key), _YEAR.findall(later.key)
    if first.date and later.date:
        return first.date.value == later.date.value
    return bool(years[0]) and years[0] == years[1]
