"""The writing side of an index: what is known, and what waits to be written."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from gmparse.batch.failures import Failure
from gmparse.batch.sources import Place
from gmparse.index.changes import Changes
from gmparse.index.rows import FileRows
from gmparse.index.trouble import plainly, transaction

_WAITING = 200  # files in one transaction
_SECONDS = 2.0  # that a file waits for others
_SAME_SIZE = 100  # contents of one size that are compared by their hashes


class Known(NamedTuple):
    """What the index knows of a path: the content it had, and why it gave no letter (``None``: it gave some)."""

    sha256: str | None
    size: int
    mtime_ns: int
    reason: str | None


class Content(NamedTuple):
    """A content that was read, and why it gave no letter (``None``: it gave some)."""

    failure: Failure | None


_CONTENTS = """
SELECT sha256, reason, message FROM files LEFT JOIN failures ON letters = 0 AND path = (
    SELECT max(f.path) FROM paths JOIN failures AS f USING (path) WHERE paths.sha256 = files.sha256
)
"""


class Store:
    """Collects changes and writes them some at a time: quick, and the file is locked for moments only."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._path = path
        self._waiting: list[Callable[[Changes], None]] = []
        self._paths: set[str] = set()  # of the changes that wait
        self._contents: dict[str, int] = {}  # their contents, and the sizes of these
        self._begun = 0.0

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Changes within are written at its end at the latest, whole or not at all.

        Raises:
            GmparseError: as `gmparse.index.trouble.plainly`.
        """
        with plainly(self._path):
            try:
                yield
            finally:
                try:
                    self.flush()
                finally:
                    self._drop()  # what could not be written is read again by the next run

    def tick(self) -> None:
        """Write when enough changes wait, or long enough."""
        if len(self._waiting) >= _WAITING or (self._waiting and time.monotonic() - self._begun > _SECONDS):
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        with transaction(self._db):
            changes = Changes(self._db, self._paths, self._contents)
            for change in self._waiting:
                change(changes)
            changes.finish()
        self._drop()

    def _drop(self) -> None:
        self._waiting.clear()
        self._paths.clear()
        self._contents.clear()

    # --- asking ------------------------------------------------------------------------------------------------------

    def known(self, path: str) -> Known | None:
        """What is known of a path, ``None`` when it is new."""
        if path in self._paths:
            self.flush()
        row = self._db.execute(
            "SELECT sha256, size, mtime_ns, reason FROM paths LEFT JOIN failures USING (path) WHERE path = ?", (path,)
        ).fetchone()
        return Known(*row) if row else None

    def content(self, sha256: str) -> Content | None:
        """What is known of a content, ``None`` when it is new."""
        if sha256 in self._contents:
            return Content(None)
        return self._stored("sha256 = ?", sha256).get(sha256)

    def of_size(self, size: int) -> dict[str, Content]:
        """The contents of a size by their SHA-256; some of them when they are very many."""
        waiting = {sha256: Content(None) for sha256, other in self._contents.items() if other == size}
        return self._stored("size = ?", size) | waiting

    def _stored(self, which: str, value: str | int) -> dict[str, Content]:
        rows = self._db.execute(f"{_CONTENTS} WHERE {which} LIMIT {_SAME_SIZE}", (value,))
        return {row[0]: Content(Failure(row[1], row[2]) if row[1] else None) for row in rows}

    # --- changing ----------------------------------------------------------------------------------------------------

    def put(self, place: Place, rows: FileRows) -> None:
        """A file that was read: its letters replace what was stored for this content."""
        if rows.sha256 in self._contents:
            self.flush()
        self._change(place.path, lambda changes: changes.put(place, rows))
        self._contents[rows.sha256] = place.size

    def put_path(self, place: Place, sha256: str) -> None:
        """A path of a content that is stored already."""
        self._change(place.path, lambda changes: changes.put_path(place, sha256))

    def fail(self, place: Place, sha256: str | None, failure: Failure) -> None:
        """A file that gave no letter. Letters that its content gave before, with other options, stay."""
        self._change(place.path, lambda changes: changes.fail(place, sha256, failure))
        self.flush()  # so that `content` knows it

    def forget_path(self, path: str) -> None:
        """A path that is gone; its content too when it was the last."""
        self._change(path, lambda changes: changes.forget_path(path))

    def _change(self, path: str, change: Callable[[Changes], None]) -> None:
        if path in self._paths:
            self.flush()
        self.tick()
        if not self._waiting:
            self._begun = time.monotonic()
        self._waiting.append(change)
        self._paths.add(path)
