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
    for mention in mentions:
        if mention.number and _is_own(mention.key, own_number):
            continue
        group = next((group for group in groups if _same(group, mention)), None)
        if group is None:
            groups.append([mention])
        else:
            group.append(mention)
    return groups


def _is_own(key: str, own_number: str | None) -> bool:
    """Whether a number is the letter's own, also with its serial left blank: ``kèm theo Quyết định số    /QĐ-UBND``."""
    if not own_number:
        return False
    own = own_number.lstrip("0").casefold()
    return key == own or (key[:1] in "/-" and own.lstrip("0123456789") == key)


def _same(group: list[Mention], mention: Mention) -> bool:
    if any(member.key == mention.key for member in group):
        return bool(mention.number) or mention.type == group[0].type
    return bool(mention.number) and any(_is_misprint(member, mention) for member in group)


def _is_misprint(first: Mention, later: Mention) -> bool:
    """Whether the later number is the first one misprinted: same type, serial and date, nearly the same symbol.

    ``126/NĐ-CP`` of the same day is ``126/2024/NĐ-CP``.
    """
    if first.number is None or first.type != later.type:
        return False
    serial, _, symbol = _YEAR.sub("", first.key).partition("/")
    other_serial, _, other_symbol = _YEAR.sub("", later.key).partition("/")
    if not serial or serial != other_serial or not (first.date and later.date):
        return False
    same_day = first.date.value == later.date.value
    return same_day and SequenceMatcher(None, symbol, other_symbol).ratio() >= _ALIKE
