"""What the troubles that SQLite may have with a file mean, for a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gmparse.errors import DamagedFileError, GmparseError, InputError

_LATER = "run gmparse index again then: what was done is kept"
_HELD = (InputError, f"another process holds it: wait until that one has ended; {_LATER}")
# By the start of SQLite's name of the error.
_MEANINGS: dict[str, tuple[type[GmparseError], str]] = {
    "SQLITE_READONLY": (InputError, "cannot be written: the file, its folder or its disk is read-only"),
    "SQLITE_FULL": (InputError, f"cannot be written: the disk is full; make room, and {_LATER}"),
    "SQLITE_BUSY": _HELD,
    "SQLITE_LOCKED": _HELD,
    "SQLITE_CANTOPEN": (
        InputError,
        "cannot be opened: its folder is missing or cannot be written, as SQLite must, or it may not be read",
    ),
    "SQLITE_IOERR": (InputError, "its disk does not answer as it should: copy the file to another disk"),
    "SQLITE_NOTADB": (DamagedFileError, "is no SQLite database: give another file"),
    "SQLITE_CORRUPT": (DamagedFileError, "is damaged: delete it and index the letters again"),
}


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Changes within are written at its end, whole or not at all; other processes that write wait."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # SQLite takes it back itself when the disk is full
            db.execute("ROLLBACK")
        raise


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Say what an error of SQLite means for the file at a path.

    Raises:
        InputError: it is read-only, locked, cannot be opened; its disk is full or fails.
        DamagedFileError: it is damaged, or no database.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        for start, (kind, meaning) in _MEANINGS.items():
            if name.startswith(start):
                raise kind(f"{path}: {meaning} ({error})") from error
        raise
