"""Writing into the index: contents, paths, failures. All of it within `Store.batch` transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

import gmparse
from gmparse.batch.failures import Failure
from gmparse.batch.sources import Place
from gmparse.errors import InputError
from gmparse.index.rows import CHILDREN, LETTER_COLUMNS, FileRows, LetterRows, searched

_BATCH_CHANGES = 50  # files in one transaction
_BATCH_SECONDS = 2.0


class Known(NamedTuple):
    """What the index knows of a path: the content it had, and why it gave no letter (``None``: it gave some)."""

    sha256: str | None
    size: int
    mtime_ns: int
    reason: str | None


def _insert(table: str, columns: str) -> str:
    marks = ", ".join("?" * (columns.count(",") + 1))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  our own names


_INSERT_LETTER = _insert("letters", f"sha256, part, {LETTER_COLUMNS}")
_UPDATE_LETTER = (
    f"UPDATE letters SET ({LETTER_COLUMNS}) = ({', '.join('?' * (LETTER_COLUMNS.count(',') + 1))}) WHERE id = ?"  # noqa: S608
)
_INSERT_CHILD = {table: _insert(table, columns) for table, columns in CHILDREN.items()}
_INSERT_SEARCHED = _insert("letters_fts", "rowid, subject, body, subject_folded, body_folded")
_INSERT_NAMES = _insert("names_fts", "rowid, issuer, signer, assignee")
_DELETE_SEARCHED = _insert("letters_fts", "letters_fts, rowid, subject, body, subject_folded, body_folded")


class Store:
    """The writing side of an index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._changes = 0
        self._begun = 0.0

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Changes in small transactions: what was done is never lost, and never half done.

        Raises:
            InputError: SQLite cannot write: the disk is full, another process holds the file.
        """
        try:
            try:
                yield
            finally:
                self.commit()
        except sqlite3.OperationalError as error:
            raise InputError(f"the index cannot be written: {error}; run again when that is mended") from error

    @contextmanager
    def _change(self) -> Iterator[None]:
        """One change, whole or not at all; commits when the batch is full."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
            self._begun = time.monotonic()
        self._db.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # SQLite takes the whole transaction back when the disk is full
                self._db.execute("ROLLBACK TO one")
                self._db.execute("RELEASE one")
            raise
        self._db.execute("RELEASE one")
        self._changes += 1
        self.tick()

    def tick(self) -> None:
        """Commit when the batch is large or old enough."""
        if self._changes >= _BATCH_CHANGES or time.monotonic() - self._begun > _BATCH_SECONDS:
            self.commit()

    def commit(self) -> None:
        """End the transaction that is open: another process may want to write."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._changes = 0

    # --- asking ------------------------------------------------------------------------------------------------------

    def known(self, path: str) -> Known | None:
        """What is known of a path, ``None`` when it is new."""
        row = self._db.execute(
            "SELECT sha256, size, mtime_ns, reason FROM paths LEFT JOIN failures USING (path) WHERE path = ?", (path,)
        ).fetchone()
        return Known(*row) if row else None

    def has(self, sha256: str) -> bool:
        """Whether a content was read, with or without success."""
        return self._db.execute("SELECT 1 FROM files WHERE sha256 = ?", (sha256,)).fetchone() is not None

    def failure_of(self, sha256: str) -> Failure | None:
        """Why a content gave no letter; ``None`` when it gave some, or is not known."""
        row = self._db.execute(
            "SELECT reason, message FROM files JOIN paths USING (sha256) JOIN failures USING (path) "
            "WHERE sha256 = ? AND letters = 0 LIMIT 1",
            (sha256,),
        ).fetchone()
        return Failure(*row) if row else None

    # --- changing ----------------------------------------------------------------------------------------------------

    def put(self, place: Place, rows: FileRows) -> None:
        """A file that was read: its letters replace what was stored for this content."""
        with self._change():
            self._put_file(rows.sha256, place.size, rows)
            self._put_letters(rows)
            self._put_path(place, rows.sha256)
            self._db.execute(
                "DELETE FROM failures WHERE path IN (SELECT path FROM paths WHERE sha256 = ?)", (rows.sha256,)
            )

    def put_path(self, place: Place, sha256: str) -> None:
        """A path of a content that is stored already."""
        with self._change():
            self._put_path(place, sha256)
            self._db.execute("DELETE FROM failures WHERE path = ?", (place.path,))

    def fail(self, place: Place, sha256: str | None, failure: Failure) -> None:
        """A file that gave no letter. Letters that its content gave before, with other options, stay."""
        with self._change():
            if sha256 and not self.has(sha256):
                self._put_file(sha256, place.size, None)
            self._put_path(place, sha256)
            self._db.execute(
                "INSERT INTO failures (path, reason, message, attempts, failed_at) VALUES (?, ?, ?, 1, ?) "
                "ON CONFLICT (path) DO UPDATE SET reason = excluded.reason, message = excluded.message, "
                "attempts = attempts + 1, failed_at = excluded.failed_at",
                (place.path, failure.reason, failure.message, _now()),
            )

    def forget_path(self, path: str) -> None:
        """A path that is gone; its content too when it was the last."""
        with self._change():
            row = self._db.execute("DELETE FROM paths WHERE path = ? RETURNING sha256", (path,)).fetchone()
            if row and row[0]:
                self._forget_unused(row[0])

    def _put_path(self, place: Place, sha256: str | None) -> None:
        """A path and its content. What cannot be opened now (``None``) keeps the content it had."""
        before = self._db.execute("SELECT sha256 FROM paths WHERE path = ?", (place.path,)).fetchone()
        self._db.execute(
            "INSERT INTO paths (path, sha256, size, mtime_ns) VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
            "sha256 = coalesce(excluded.sha256, sha256), size = excluded.size, mtime_ns = excluded.mtime_ns",
            (place.path, sha256, place.size, place.mtime_ns),
        )
        if sha256 and before and before[0] and before[0] != sha256:
            self._forget_unused(before[0])

    def _put_file(self, sha256: str, size: int, rows: FileRows | None) -> None:
        read = (rows.media_type, rows.pages, rows.reading, len(rows.letters)) if rows else (None, None, None, 0)
        self._db.execute(
            "INSERT INTO files (sha256, size, media_type, pages, reading, letters, version, indexed_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET media_type = excluded.media_type, "
            "pages = excluded.pages, reading = excluded.reading, letters = excluded.letters, "
            "version = excluded.version, indexed_at = excluded.indexed_at",
            (sha256, size, *read, gmparse.__version__, _now()),
        )

    def _put_letters(self, rows: FileRows) -> None:
        ids = dict(self._db.execute("SELECT part, id FROM letters WHERE sha256 = ?", (rows.sha256,)).fetchall())
        for letter in rows.letters:
            known = ids.pop(letter.part, None)
            self._put_letter(rows.sha256, letter, known)
        for gone in ids.values():
            self._unsearch(gone)
            self._db.execute("DELETE FROM letters WHERE id = ?", (gone,))

    def _put_letter(self, sha256: str, rows: LetterRows, known: int | None) -> None:
        db = self._db
        if known is None:
            letter_id = db.execute(_INSERT_LETTER, (sha256, rows.part, *rows.letter)).lastrowid
        else:
            letter_id = known
            self._unsearch(known)
            db.execute(_UPDATE_LETTER, (*rows.letter, known))
            for table in CHILDREN:
                db.execute(f"DELETE FROM {table} WHERE letter_id = ?", (known,))  # noqa: S608
        db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (letter_id, rows.record, rows.text))
        db.execute(_INSERT_SEARCHED, (letter_id, *rows.searched))
        db.execute(_INSERT_NAMES, (letter_id, *rows.names))
        for table, children in rows.children.items():
            db.executemany(_INSERT_CHILD[table], [(letter_id, *child) for child in children])

    def _forget_unused(self, sha256: str) -> None:
        if self._db.execute("SELECT 1 FROM paths WHERE sha256 = ?", (sha256,)).fetchone():
            return
        for (letter_id,) in self._db.execute("SELECT id FROM letters WHERE sha256 = ?", (sha256,)).fetchall():
            self._unsearch(letter_id)
        self._db.execute("DELETE FROM files WHERE sha256 = ?", (sha256,))

    def _unsearch(self, letter_id: int) -> None:
        """Take a letter out of the full text, which keeps no text and must be told what it was given, and the names."""
        row = self._db.execute(
            "SELECT coalesce(subject, ''), text FROM letters JOIN records ON letter_id = id WHERE id = ?", (letter_id,)
        ).fetchone()
        self._db.execute(_DELETE_SEARCHED, ("delete", letter_id, *searched(row[0], row[1])))
        self._db.execute("DELETE FROM names_fts WHERE rowid = ?", (letter_id,))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
