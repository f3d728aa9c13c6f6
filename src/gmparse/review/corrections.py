"""What people said of values: rows of an index beside the records, which indexing never touches."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, cast

Action = Literal["accept", "correct", "unreadable", "remove", "undo"]
ACTIONS: tuple[Action, ...] = ("accept", "correct", "unreadable", "remove", "undo")
WHOLE = ""  # the path of the whole letter

_INSERT = (
    "INSERT INTO corrections (sha256, part, path, action, value, before, reviewer, made_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_LAST = "SELECT max(id) FROM corrections GROUP BY sha256, part, path"


class Key(NamedTuple):
    """A letter by its content: the hash of its file and which letter of it."""

    sha256: str
    part: int


class Correction(NamedTuple):
    """One thing said of one value. ``before`` is what had been read."""

    path: str
    action: Action
    value: Any
    before: Any
    reviewer: str
    made_at: str


class Corrections:
    """The table ``corrections``. Rows are only added; of each path the last one counts."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, key: Key, path: str, action: Action, *, value: Any = None, before: Any = None, reviewer: str) -> None:
        """Say something of a value."""
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        self._db.execute(_INSERT, (*key, path, action, _json(value), _json(before), reviewer, made_at))

    def history(self, key: Key) -> Iterator[Correction]:
        """All that was said, in order."""
        sql = (
            "SELECT path, action, value, before, reviewer, made_at FROM corrections WHERE sha256 = ? AND part = ? "
            "ORDER BY id"
        )
        for path, action, value, before, reviewer, made_at in self._db.execute(sql, key):
            yield Correction(path, cast(Action, action), _value(value), _value(before), reviewer, made_at)

    def of(self, key: Key) -> dict[str, Correction]:
        """What counts now, by path."""
        last = {one.path: one for one in self.history(key)}
        return {path: one for path, one in last.items() if one.action != "undo"}

    def finished(self) -> set[Key]:
        """Letters that were accepted as a whole."""
        sql = f"SELECT sha256, part FROM corrections WHERE id IN ({_LAST}) AND path = '' AND action = 'accept'"  # noqa: S608
        return {Key(*row) for row in self._db.execute(sql)}


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)
