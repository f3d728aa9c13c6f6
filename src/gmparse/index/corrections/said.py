"""What people said of values: rows of an index beside the records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, cast

Action = Literal["accept", "correct", "unreadable", "remove", "undo"]
ACTIONS: tuple[Action, ...] = ("accept", "correct", "unreadable", "remove", "undo")
CHANGES: tuple[Action, ...] = ("correct", "unreadable", "remove")  # after which the record says something else
WHOLE = ""  # the path of the whole letter

COLUMNS = "path, action, value, before, item, reviewer, made_at"
_LAST = "SELECT max(id) FROM corrections GROUP BY sha256, part, path"


class Key(NamedTuple):
    """A letter by its content: the hash of its file and which letter of it."""

    sha256: str
    part: int


class Correction(NamedTuple):
    """One thing said of one value.

    ``before`` is what had been read; ``item`` what stood for the item of a list in which it was: its text, its start.
    """

    path: str
    action: Action
    value: Any
    before: Any
    item: Any
    reviewer: str
    made_at: str


def history(db: sqlite3.Connection, key: Key) -> Iterator[Correction]:
    """All that was said of a letter, in order."""
    sql = f"SELECT {COLUMNS} FROM corrections WHERE sha256 = ? AND part = ? ORDER BY id"  # noqa: S608
    for path, action, value, before, item, *who_and_when in db.execute(sql, key):
        said = (path, cast(Action, action), _value(value), _value(before), _value(item))
        yield Correction(*said, *who_and_when)


def counting(db: sqlite3.Connection, key: Key) -> list[Correction]:
    """What counts now: the last word on each value of a letter."""
    last = {(one.path, as_json(one.item)): one for one in history(db, key)}
    return [one for one in last.values() if one.action != "undo"]


def finished(db: sqlite3.Connection) -> set[Key]:
    """Letters that were accepted as a whole."""
    sql = f"SELECT sha256, part FROM corrections WHERE id IN ({_LAST}) AND path = '' AND action = 'accept'"  # noqa: S608
    return {Key(*row) for row in db.execute(sql)}


def as_json(value: Any) -> str | None:
    """A value as the table has it."""
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)
