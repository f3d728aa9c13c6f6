"""Corrections put onto the record that was read."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gmparse.explain.rows import head_of
from gmparse.index.corrections.paths import Step, get, is_new, is_possible, item_name, made, steps_of
from gmparse.index.corrections.said import WHOLE, Correction
from gmparse.lexicon.document_types import all_types

_IN_LIST = re.compile(r"(?P<list>.+)\[(?P<at>\d+)\](?P<rest>[^\[]*)")
_YEAR = re.compile(r"(\d{4})/")  # 30/2020/NĐ-CP
_SEPARATOR = re.compile(r"[/-]")  # party papers: 21-HD/ĐU


@dataclass(slots=True)
class Applied:
    """A record as people left it.

    Args:
        record: with the corrected values; what a person said is not on the page is still there.
        said: what was said of values, by their paths in it.
        stale: what was said of values that are not there any more: the letter is read differently now.
        accepted: what was said of the whole letter.
        added: items that people added, by the paths they have in it: ``recipients[5]`` → ``recipients[new1]``.
        used: names of all items that people added, those that were taken back too.
    """

    record: dict[str, Any]
    said: dict[str, Correction] = field(default_factory=dict)
    stale: list[Correction] = field(default_factory=list)
    accepted: Correction | None = None
    added: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @property
    def open(self) -> list[str]:
        """Paths that a person should look at and of which nothing was said yet."""
        asked = self.record.get("needs_review") or ()
        return [path for path in asked if not any(is_about(said, path) for said in self.said)]

    def name_of(self, place: str) -> str:
        """The path under which a value is kept: of an added item that which it was given."""
        for item, name in self.added.items():
            if place.startswith(f"{item}."):
                return name + place.removeprefix(item)
        said = self.said.get(place)
        return said.path if said else place


def is_about(said: str, asked: str) -> bool:
    """Whether what is said of one path answers for another: the path itself, or a part of it."""
    return said == asked or said.startswith((f"{asked}.", f"{asked}["))


def applied(record: Mapping[str, Any], corrections: Iterable[Correction]) -> Applied:
    """Put corrections onto a record, which stays as it is."""
    result = Applied(copy.deepcopy(dict(record)))
    said = list(corrections)
    taken_back = {item_name(one.path) for one in said if is_new(one.path) and one.action == "remove"}
    result.used |= {item_name(one.path) for one in said if is_new(one.path)}
    for one in said:
        if one.path == WHOLE:
            result.accepted = one
        elif not (is_new(one.path) and (item_name(one.path) in taken_back or one.action != "correct")):
            _apply(result, record, one)
    _consequences(result)
    return result


def _apply(result: Applied, record: Mapping[str, Any], one: Correction) -> None:
    place = place_of(record, one)
    if place is None:
        result.stale.append(one)
        return
    if one.action in ("correct", "unreadable"):
        place = _put(result, place, one.value if one.action == "correct" else None)
    result.said[place] = one


def item_of(record: Mapping[str, Any], path: str) -> Any:
    """What stands for the item of a list in which a path lies, ``None`` where it lies in none."""
    found = _IN_LIST.fullmatch(path)
    return _head(record, f"{found['list']}[{found['at']}]") if found else None


def _head(record: Mapping[str, Any], item: str) -> Any:
    content = get(record, item)
    head = head_of(content, item) if isinstance(content, Mapping) else None
    return get(record, head) if head else None


def place_of(record: Mapping[str, Any], one: Correction) -> str | None:
    """Where a value stands that a correction is about: its item may be another one of its list by now."""
    if one.path in (record.get("needs_review") or ()):
        return one.path
    found = _IN_LIST.fullmatch(one.path)
    if found is None:
        return one.path if is_possible(one.path) else None
    items = get(record, found["list"])
    heads = [_head(record, f"{found['list']}[{at}]") for at in range(len(items) if isinstance(items, list) else 0)]
    at = int(found["at"])
    if at < len(heads) and heads[at] == one.item:
        return one.path
    same = [other for other, head in enumerate(heads) if head == one.item and head is not None]
    return f"{found['list']}[{same[0]}]{found['rest']}" if len(same) == 1 else None


def _put(result: Applied, path: str, value: Any) -> str:
    """Set the value at a path, and say where it stands now. What is missing on the way there comes into being."""
    *parents, last = steps_of(path)
    target: Any = result.record
    place = ""
    for step in parents:
        target, place = _entered(result, target, step, place)
    target[last.key] = value
    return f"{place}.{last.key}"


def _entered(result: Applied, target: Any, step: Step, place: str) -> tuple[Any, str]:
    """The object behind one step of a path, and its own path."""
    place = f"{place}.{step.key}" if place else step.key
    inner = target.get(step.key)
    if step.at is None:
        if inner is None:
            inner = target[step.key] = made(step.key)
        return inner, place
    at = int(step.at) if step.at.isdecimal() else _added(result, inner, place, step.at)
    return inner[at], f"{place}[{at}]"


def _added(result: Applied, items: list[Any], place: str, new: str) -> int:
    """The place of an added item in its list."""
    for known, name in result.added.items():
        if name == f"{place}[{new}]":
            return int(known[len(place) + 1 : -1])
    items.append(made(place))
    result.added[f"{place}[{len(items) - 1}]"] = f"{place}[{new}]"
    return len(items) - 1


def _consequences(result: Applied) -> None:
    """What follows from a correction for the values beside it."""
    record, said = result.record, result.said
    number = record["number"]
    changed = {path for path, one in said.items() if one.action in ("correct", "unreadable")}
    if "number.text" in changed and not {"number.serial", "number.symbol"} & changed:
        number |= _parted(number["text"])
    elif {"number.serial", "number.symbol"} & changed and "number.text" not in changed:
        number["text"] = joined(number)
    if {"number.text", "number.serial"} & changed:
        number["state"] = "read" if number["serial"] else "unreadable"
    if "date.edtf" in changed:
        record["date"]["state"] = "read" if record["date"]["edtf"] else "unreadable"
    if "type.code" in changed and record["type"]:
        code = record["type"]["code"]
        record["type"]["name"] = next((kind.name for kind in all_types() if kind.code == code), None)


def _parted(text: str | None) -> dict[str, str | None]:
    """Serial, year and symbol: parted by the first slash, in papers of the Party by the first dash."""
    found = _SEPARATOR.search(text or "")
    if text is None or found is None:
        return {"serial": text, "year": None, "symbol": None}
    rest = text[found.end() :]
    dated = _YEAR.match(rest) if found[0] == "/" else None
    symbol = rest[dated.end() :] if dated else rest
    return {"serial": text[: found.start()] or None, "year": dated[1] if dated else None, "symbol": symbol or None}


def joined(number: Mapping[str, Any]) -> str | None:
    """The text of a number from its parts, with the separator that its text had."""
    serial, symbol, year = number["serial"], number["symbol"], number["year"]
    if not symbol:
        return str(serial) if serial else None
    found = _SEPARATOR.search(number["text"] or "/")
    return f"{serial or ''}{found[0] if found else '/'}{f'{year}/' if year else ''}{symbol}"
