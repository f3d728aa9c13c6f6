"""Corrections put onto the record that was read."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gmparse.lexicon.document_types import all_types
from gmparse.review.corrections import WHOLE, Correction

_STEP = re.compile(r"(?P<key>[a-z_]+)(?:\[(?P<index>\d+|new\d+)\])?")
_INDEX = re.compile(r"\[(\d+)\]")
# Objects that a correction may bring into being.
_EMPTY: dict[str, dict[str, Any]] = {
    "type": {"code": None, "name": None},
    "issuer": {"name": None, "parent": None, "unit": None},
    "signer": {"lines": [], "authority": [], "position": None, "name": None},
    "place": {"text": None},
    "subject": {"text": None},
    "urgency": {"text": None},
    "secrecy": {"text": None},
    "addressees": {"text": None},
    "recipients": {"text": None, "purpose": None},
}
_SCALARS = frozenset((("number", "text"), ("number", "serial"), ("number", "symbol"), ("date", "edtf")))
ADDED = ("addressees", "recipients")  # lists to which a person may add
_SEPARATOR = re.compile(r"[/-]")  # party papers: 21-HD/ĐU


@dataclass(slots=True)
class Applied:
    """A record as people left it.

    Args:
        record: with the corrected values; what is not on the page is still there.
        said: what was said of values, by their paths in it; an item that was added has a path of its own.
        stale: what was said of values that are not there any more: the letter is read differently now.
        accepted: what was said of the whole letter.
    """

    record: dict[str, Any]
    said: dict[str, Correction] = field(default_factory=dict)
    stale: list[Correction] = field(default_factory=list)
    accepted: Correction | None = None

    @property
    def open(self) -> list[str]:
        """Paths that a person should look at and of which nothing was said yet."""
        asked = self.record.get("needs_review") or ()
        return [path for path in asked if not any(is_about(said, path) for said in self.said)]


def is_about(said: str, asked: str) -> bool:
    """Whether what is said of one path answers for another: the path itself, or a part of it."""
    return said == asked or said.startswith((f"{asked}.", f"{asked}["))


def applied(record: Mapping[str, Any], corrections: Mapping[str, Correction]) -> Applied:
    """Put corrections onto a record, which stays as it is."""
    result = Applied(copy.deepcopy(dict(record)))
    for path, one in corrections.items():
        if path == WHOLE:
            result.accepted = one
            continue
        place = _place(record, one)
        if place is None:
            result.stale.append(one)
            continue
        if one.action in ("correct", "unreadable"):
            place = put(result.record, place, one.value if one.action == "correct" else None)
        result.said[place] = one
    _consequences(result)
    return result


def _place(record: Mapping[str, Any], one: Correction) -> str | None:
    """Where a correction belongs: items of lists by what was read, as a list may have become another."""
    if one.path in (record.get("needs_review") or ()):
        return one.path
    if not _INDEX.search(one.path):
        return one.path if is_possible(one.path) else None
    if get(record, one.path) == one.before:
        return one.path
    head, tail = _INDEX.split(one.path, maxsplit=1)[::2]
    items = get(record, head) or []
    same = [path for at in range(len(items)) if get(record, path := f"{head}[{at}]{tail}") == one.before]
    return same[0] if len(same) == 1 and one.before is not None else None


def is_possible(path: str) -> bool:
    """Whether a value may stand at a path: in an object of the letter, or in an item that is added to a list."""
    steps = [_STEP.fullmatch(part) for part in path.split(".")]
    if len(steps) != 2 or not steps[0] or not steps[1] or steps[1]["index"]:
        return False
    key, index, last = steps[0]["key"], steps[0]["index"], steps[1]["key"]
    if index:
        return key in ADDED and index.startswith("new") and last == "text"
    return last in _EMPTY.get(key, {}) or (key, last) in _SCALARS


def _steps(path: str) -> Iterator[tuple[str, str | None]]:
    for part in path.split("."):
        step = _STEP.fullmatch(part)
        if step is None:
            raise ValueError(f"{path!r} is no path of a record")
        yield step["key"], step["index"]


def get(record: Mapping[str, Any], path: str) -> Any:
    """The value at a path, ``None`` where there is none."""
    value: Any = record
    for key, index in _steps(path):
        value = value.get(key) if isinstance(value, Mapping) else None
        if index is not None:
            at = int(index) if index.isdecimal() else -1
            value = value[at] if isinstance(value, list) and 0 <= at < len(value) else None
    return value


def put(record: dict[str, Any], path: str, value: Any) -> str:
    """Set the value at a path, and say where it stands now.

    Objects of the letter's first level that are missing come into being; ``recipients[new1].text`` adds an item.
    """
    *parents, (last, _) = _steps(path)
    target: Any = record
    place = []
    for key, index in parents:
        inner = target.get(key)
        if index is not None:
            if not index.isdecimal():
                inner.append(_made(key))
                index = str(len(inner) - 1)
            place.append(f"{key}[{index}]")
            target = inner[int(index)]
            continue
        place.append(key)
        if inner is None:
            inner = target[key] = _made(key)
        target = inner
    target[last] = value
    return ".".join([*place, last])


def _made(key: str) -> dict[str, Any]:
    return {"evidence": [], **copy.deepcopy(_EMPTY[key])}


def _consequences(result: Applied) -> None:
    """What follows from a correction for the values beside it."""
    record, said = result.record, result.said
    number = record["number"]
    if "number.text" in said and not {"number.serial", "number.symbol"} & said.keys():
        number["serial"], number["symbol"] = _parted(number["text"])
    elif {"number.serial", "number.symbol"} & said.keys() and "number.text" not in said:
        number["text"] = _joined(number)
    if {"number.text", "number.serial"} & said.keys():
        number["state"] = "read" if number["serial"] else "unreadable"
    if "date.edtf" in said:
        record["date"]["state"] = "read" if record["date"]["edtf"] else "unreadable"
    if "type.code" in said and record["type"]:
        code = record["type"]["code"]
        record["type"]["name"] = next((kind.name for kind in all_types() if kind.code == code), None)


def _parted(text: str | None) -> tuple[str | None, str | None]:
    """Serial and symbol: parted by the first slash, in papers of the Party by the first dash."""
    found = _SEPARATOR.search(text or "")
    if text is None or found is None:
        return text, None
    return text[: found.start()] or None, text[found.end() :] or None


def _joined(number: Mapping[str, Any]) -> str | None:
    serial, symbol = number["serial"], number["symbol"]
    if not symbol:
        return str(serial) if serial else None
    found = _SEPARATOR.search(number["text"] or "/")
    return f"{serial or ''}{found[0] if found else '/'}{symbol}"
