"""Opening an index: its settings, its schema, its version."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from gmparse.errors import DamagedFileError, InputError
from gmparse.index.corrections.said import Key
from gmparse.index.trouble import plainly, transaction

VERSION = 4
APPLICATION_ID = 0x676D7061  # "gmpa"
_PATIENCE = 60.0  # seconds to wait for another process that writes

_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "cache_size = -65536",  # 64 MB
    "wal_autocheckpoint = 4000",  # pages: 16 MB; a page that many transactions change is copied once
)

# What makes schema n + 1 out of schema n; each runs in one transaction.
MIGRATIONS: dict[int, Callable[[sqlite3.Connection], object]] = {
    1: lambda db: db.execute("CREATE INDEX files_size ON files (size)"),
    2: lambda db: _make(db, "corrections"),
    3: lambda db: _keep_readings(db),
}


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open an index file, with its schema made or brought up to date.

    Raises:
        InputError: there is none, or it cannot be opened.
        DamagedFileError: the file is no index of gmparse, or of a newer gmparse.
    """
    if not create and not _is_file(path):
        raise InputError(f"{path}: no such index: make it with gmparse index FOLDER --db {path}")
    if not create and path.stat().st_size == 0:  # to SQLite it is a new database
        raise DamagedFileError(f"{path}: is empty, no index of gmparse: give another file")
    with plainly(path):
        if _on_read_only_disk(path):
            return _connect_to_frozen(path)
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        _check(connection, path)
        _configure(connection)
        _upgrade(connection)
    return connection


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:  # a folder that may not be entered, a name too long
        raise InputError(f"{path}: cannot be opened: {error.strerror or error}") from error


def _on_read_only_disk(path: Path) -> bool:
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _connect_to_frozen(path: Path) -> sqlite3.Connection:
    """An index on a disk that nobody writes (a DVD): SQLite wants to write beside it unless told so."""
    beside = path.with_name(f"{path.name}-wal")
    if beside.exists() and beside.stat().st_size:
        raise InputError(f"{path}: is not whole without {beside.name}: copy both to a disk that can be written")
    address = f"{path.resolve().as_uri()}?immutable=1"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    _check(connection, path)
    if _version(connection) != VERSION:
        raise InputError(
            f"{path}: is of an older gmparse: copy it to a disk that can be written, to be brought up to date"
        )
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
    for pragma in _SETTINGS:
        connection.execute(f"PRAGMA {pragma}")


def _upgrade(connection: sqlite3.Connection) -> None:
    if _version(connection) == VERSION:
        return
    with transaction(connection):  # one process at a time; the others find it done
        while (version := _version(connection)) < VERSION:
            (MIGRATIONS[version] if version else _create)(connection)
            connection.execute(f"PRAGMA user_version = {version + 1 if version else VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _create(connection: sqlite3.Connection) -> None:
    _make(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _make(connection: sqlite3.Connection, named: str = "") -> None:
    """Run the statements of schema.sql that have a name in them."""
    script = files("gmparse.index").joinpath("schema.sql").read_text(encoding="utf-8")
    for statement in _statements(script):
        if named in statement:
            connection.execute(statement)


def _keep_readings(connection: sqlite3.Connection) -> None:
    """What people said until now goes into the rows of their letters."""
    from gmparse.index.changes import settle

    _make(connection, "readings")
    for key in connection.execute("SELECT DISTINCT sha256, part FROM corrections").fetchall():
        try:
            settle(connection, Key(*key))
        except DamagedFileError:  # a record of an older gmparse: its letter must be read again anyhow, and gets it then
            continue


def _statements(script: str) -> list[str]:
    """The statements of a script: `executescript` would commit between them."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found
