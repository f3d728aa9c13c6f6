"""Paths of a record: ``number.serial``, ``meetings[0].chair.text``; ``recipients[new1].text`` is of an item to add."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

# Values that a person may give where nothing was read: of the letter, and of the items of lists.
SCALARS = (
    "type.code",
    "number.text",
    "number.serial",
    "number.symbol",
    "date.edtf",
    "place.text",
    "issuer.name",
    "issuer.parent",
    "subject.text",
    "urgency.text",
    "secrecy.text",
    "signer.name",
    "signer.position",
    "signer.lines",
)
OF_ITEMS = {
    "addressees": ("text",),
    "citations": ("number", "type", "date", "issuer", "name"),
    "meetings": ("start", "end", "mode", "location.text", "chair.text"),
    "assignments": ("assignee.text", "task.text", "deadline"),
    "recipients": ("text",),
}
LISTS = frozenset(("lines", "authority", "organizations", "persons", "provisions"))  # keys of lists of lines
_EMPTY: dict[str, dict[str, Any]] = {
    "type": {"code": None, "name": None},
    "issuer": {"name": None, "parent": None, "unit": None},
    "signer": {"lines": [], "authority": [], "position": None, "name": None},
    "recipients": {"text": None, "purpose": None},
    "citations": {
        **dict.fromkeys(("text", "type", "number", "date", "issuer", "name", "title")),
        "provisions": [],
        "role": "mention",
    },
    "meetings": {"start": None, "end": None, "mode": None, "location": None, "chair": None, "participants": []},
    "assignments": {
        "assignee": {"evidence": [], "text": None},
        "task": {"evidence": [], "text": None},
        "deadline": None,
    },
}
_STEP = re.compile(r"(?P<key>[a-z_]+)(?:\[(?P<at>\d+|new\d{1,4})\])?")
_NEW = re.compile(r"(?P<list>[a-z]+)\[new\d{1,4}\]\.(?P<rest>[a-z_.]+)")


class Step(NamedTuple):
    """One step of a path; ``at``: which item of a list, a number or ``new1``."""

    key: str
    at: str | None


def steps_of(path: str) -> list[Step]:
    """The steps of a path.

    Raises:
        ValueError: it is none.
    """
    found = [_STEP.fullmatch(part) for part in path.split(".")]
    steps = [Step(step["key"], step["at"]) for step in found if step]
    if len(steps) != len(found):
        raise ValueError(f"{path!r} is no path of a record")
    return steps


def get(record: Mapping[str, Any], path: str) -> Any:
    """The value at a path, ``None`` where there is none."""
    if not is_path(path):
        return None
    value: Any = record
    for step in steps_of(path):
        value = value.get(step.key) if isinstance(value, Mapping) else None
        if step.at is not None:
            at = int(step.at) if step.at.isdecimal() else -1
            value = value[at] if isinstance(value, list) and 0 <= at < len(value) else None
    return value


def is_path(path: str) -> bool:
    """Whether a text has the form of a path: the code of an issue of the whole letter has not."""
    return all(_STEP.fullmatch(part) for part in path.split("."))


def is_new(path: str) -> bool:
    """Whether a path is one of an item to be added."""
    return _NEW.fullmatch(path) is not None


def is_possible(path: str) -> bool:
    """Whether a person may give a value at a path where nothing was read."""
    new = _NEW.fullmatch(path)
    if new:
        return new["rest"] in OF_ITEMS.get(new["list"], ())
    item, _, rest = re.sub(r"\[\d+\]", "[]", path).partition("[].")
    return path in SCALARS or (bool(rest) and rest in OF_ITEMS.get(item, ()))


def item_name(path: str) -> str:
    """The item to be added to which a path belongs: ``recipients[new1]``."""
    return path.partition(".")[0]


def made(key: str) -> dict[str, Any]:
    """An object that was not read, without any value."""
    return {"evidence": [], **copy.deepcopy(_EMPTY.get(key, {"text": None}))}
