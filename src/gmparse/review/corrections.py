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

_SAID = "path, action, value, before, item, reviewer, made_at"
_INSERT = f"INSERT INTO corrections (sha256, part, {_SAID}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
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


class Corrections:
    """The table ``corrections``. Rows are only added; of each path the last one counts."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(
        self,
        key: Key,
        path: str,
        action: Action,
        *,
        value: Any = None,
        before: Any = None,
        item: Any = None,
        reviewer: str,
    ) -> None:
        """Say something of a value."""
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        said = (path, action, _json(value), _json(before), _json(item), reviewer, made_at)
        self._db.execute(_INSERT, (*key, *said))

    def history(self, key: Key) -> Iterator[Correction]:
        """All that was said, in order."""
        sql = f"SELECT {_SAID} FROM corrections WHERE sha256 = ? AND part = ? ORDER BY id"  # noqa: S608
        for path, action, value, before, item, *who_and_when in self._db.execute(sql, key):
            said = (path, cast(Action, action), _value(value), _value(before), _value(item))
            yield Correction(*said, *who_and_when)

    def of(self, key: Key) -> list[Correction]:
        """What counts now: the last word on each value."""
        last = {(one.path, _json(one.item)): one for one in self.history(key)}
        return [one for one in last.values() if one.action != "undo"]

    def finished(self) -> set[Key]:
        """Letters that were accepted as a whole."""
        sql = f"SELECT sha256, part FROM corrections WHERE id IN ({_LAST}) AND path = '' AND action = 'accept'"  # noqa: S608
        return {Key(*row) for row in self._db.execute(sql)}


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)
