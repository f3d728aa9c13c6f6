"""Opening an index: its settings, its schema, its version."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from gmparse.errors import DamagedFileError, InputError

VERSION = 2
APPLICATION_ID = 0x676D7061  # "gmpa"

# What makes schema n + 1 out of schema n; each runs in one transaction.
MIGRATIONS: dict[int, Callable[[sqlite3.Connection], object]] = {
    1: lambda db: db.execute("CREATE INDEX files_size ON files (size)"),
}


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open an index file, with its schema made or brought up to date.

    Raises:
        InputError: there is none, or it cannot be opened.
        DamagedFileError: the file is no index of gmparse, or of a newer gmparse.
    """
    if not create and not path.is_file():
        raise InputError(f"{path}: no such index: make it with gmparse index FOLDER --db {path}")
    try:
        connection = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        _check(connection, path)
        _configure(connection)
        _upgrade(connection)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise InputError(f"{path}: cannot be opened: {error}") from error
        raise DamagedFileError(f"{path}: is no SQLite database: {error}") from error
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise DamagedFileError(f"{path}: is no index of gmparse: give another file")
    if version > VERSION:
        raise DamagedFileError(f"{path}: has schema {version}, this gmparse knows {VERSION}: install a newer gmparse")


def _configure(connection: sqlite3.Connection) -> None:
    """WAL with NORMAL: a killed process loses nothing that was committed, a power cut at most the last moments."""
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")


def _upgrade(connection: sqlite3.Connection) -> None:
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")  # one process at a time; the others find it done
    try:
        while (version := _version(connection)) < VERSION:
            (MIGRATIONS[version] if version else _create)(connection)
            connection.execute(f"PRAGMA user_version = {version + 1 if version else VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _create(connection: sqlite3.Connection) -> None:
    script = files("gmparse.index").joinpath("schema.sql").read_text(encoding="utf-8")
    for statement in _statements(script):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _statements(script: str) -> list[str]:
    """The statements of a script: `executescript` would commit between them."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found
