"""The table ``corrections``: what is said of a letter comes into it and into the letter's rows at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from gmparse.index.changes import settle
from gmparse.index.corrections.said import COLUMNS, Action, Correction, Key, as_json, counting, finished, history
from gmparse.index.trouble import transaction

_INSERT = f"INSERT INTO corrections (sha256, part, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


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
        """Say something of a value. Search and exports have it from now on.

        Raises:
            DamagedFileError: the letter's record is of another gmparse; nothing was written.
        """
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        said = (path, action, as_json(value), as_json(before), as_json(item), reviewer, made_at)
        with transaction(self._db):
            self._db.execute(_INSERT, (*key, *said))
            settle(self._db, key)

    def history(self, key: Key) -> Iterator[Correction]:
        """All that was said, in order."""
        return history(self._db, key)

    def of(self, key: Key) -> list[Correction]:
        """What counts now: the last word on each value."""
        return counting(self._db, key)

    def finished(self) -> set[Key]:
        """Letters that were accepted as a whole."""
        return finished(self._db)
