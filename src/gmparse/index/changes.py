"""Changes of an index within one transaction: contents, paths, failures."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import UTC, datetime

import gmparse
from gmparse.batch.failures import Failure
from gmparse.batch.sources import Place
from gmparse.index.rows import CHILDREN, LETTER_COLUMNS, FileRows, LetterRows, Row, searched


def _insert(table: str, columns: str) -> str:
    marks = ", ".join("?" * (columns.count(",") + 1))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  our own names


_INSERT_LETTER = _insert("letters", f"sha256, part, {LETTER_COLUMNS}")
_UPDATE_LETTER = (
    f"UPDATE letters SET ({LETTER_COLUMNS}) = ({', '.join('?' * (LETTER_COLUMNS.count(',') + 1))}) WHERE id = ?"  # noqa: S608
)
_SEARCHED = "rowid, subject, body, subject_folded, body_folded"
_INSERT = {
    "records": _insert("records", "letter_id, record, text"),
    "letters_fts": _insert("letters_fts", _SEARCHED),
    "names_fts": _insert("names_fts", "rowid, issuer, signer, assignee"),
    **{table: _insert(table, columns) for table, columns in CHILDREN.items()},
}
_DELETE_SEARCHED = _insert("letters_fts", f"letters_fts, {_SEARCHED}")


class Changes:
    """Writes what becomes of some files; `finish` must follow. No path may come twice, and no content be put twice.

    What is in other tables than files, paths, failures and letters is written table by table at the end: FTS5 puts a
    piece of its index on the disk whenever a statement of another kind comes between.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._left: set[str] = set()  # contents that lost a path
        self._now = datetime.now(UTC).isoformat(timespec="seconds")

    def finish(self) -> None:
        """Write the rows that wait, and forget contents that are at no path any more."""
        for table, rows in self._rows.items():
            self._db.executemany(_INSERT[table], rows)
        for sha256 in self._left:
            self._forget_unused(sha256)

    def put(self, place: Place, rows: FileRows) -> None:
        """A file that was read: its letters replace what was stored for this content."""
        self._put_file(rows.sha256, place.size, rows)
        self._put_letters(rows)
        self._put_path(place, rows.sha256)
        self._db.execute("DELETE FROM failures WHERE path IN (SELECT path FROM paths WHERE sha256 = ?)", (rows.sha256,))

    def put_path(self, place: Place, sha256: str) -> None:
        """A path of a content that is stored already."""
        self._put_path(place, sha256)
        self._db.execute("DELETE FROM failures WHERE path = ?", (place.path,))

    def fail(self, place: Place, sha256: str | None, failure: Failure) -> None:
        """A file that gave no letter. Letters that its content gave before, with other options, stay."""
        if sha256 and not self._db.execute("SELECT 1 FROM files WHERE sha256 = ?", (sha256,)).fetchone():
            self._put_file(sha256, place.size, None)
        self._put_path(place, sha256)
        self._db.execute(
            "INSERT INTO failures (path, reason, message, attempts, failed_at) VALUES (?, ?, ?, 1, ?) "
            "ON CONFLICT (path) DO UPDATE SET reason = excluded.reason, message = excluded.message, "
            "attempts = attempts + 1, failed_at = excluded.failed_at",
            (place.path, failure.reason, failure.message, self._now),
        )

    def forget_path(self, path: str) -> None:
        """A path that is gone; its content too when it was the last."""
        row = self._db.execute("DELETE FROM paths WHERE path = ? RETURNING sha256", (path,)).fetchone()
        if row and row[0]:
            self._left.add(row[0])

    def _put_path(self, place: Place, sha256: str | None) -> None:
        """A path and its content. What cannot be opened now (``None``) keeps the content it had."""
        before = self._db.execute("SELECT sha256 FROM paths WHERE path = ?", (place.path,)).fetchone()
        self._db.execute(
            "INSERT INTO paths (path, sha256, size, mtime_ns) VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
            "sha256 = coalesce(excluded.sha256, sha256), size = excluded.size, mtime_ns = excluded.mtime_ns",
            (place.path, sha256, place.size, place.mtime_ns),
        )
        if sha256 and before and before[0] and before[0] != sha256:
            self._left.add(before[0])

    def _put_file(self, sha256: str, size: int, rows: FileRows | None) -> None:
        read = (rows.media_type, rows.pages, rows.reading, len(rows.letters)) if rows else (None, None, None, 0)
        self._db.execute(
            "INSERT INTO files (sha256, size, media_type, pages, reading, letters, version, indexed_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET media_type = excluded.media_type, "
            "pages = excluded.pages, reading = excluded.reading, letters = excluded.letters, "
            "version = excluded.version, indexed_at = excluded.indexed_at",
            (sha256, size, *read, gmparse.__version__, self._now),
        )

    def _put_letters(self, rows: FileRows) -> None:
        ids = dict(self._db.execute("SELECT part, id FROM letters WHERE sha256 = ?", (rows.sha256,)).fetchall())
        for letter in rows.letters:
            self._put_letter(rows.sha256, letter, ids.pop(letter.part, None))
        for gone in ids.values():
            self._forget_letter(gone)

    def _put_letter(self, sha256: str, rows: LetterRows, known: int | None) -> None:
        if known is None:
            letter_id = self._db.execute(_INSERT_LETTER, (sha256, rows.part, *rows.letter)).lastrowid
        else:
            letter_id = known
            self._forget_parts(known)
            self._db.execute(_UPDATE_LETTER, (*rows.letter, known))
        self._rows["records"].append((letter_id, rows.record, rows.text))
        self._rows["letters_fts"].append((letter_id, *rows.searched))
        self._rows["names_fts"].append((letter_id, *rows.names))
        for table, children in rows.children.items():
            self._rows[table] += [(letter_id, *child) for child in children]

    def _forget_unused(self, sha256: str) -> None:
        if self._db.execute("SELECT 1 FROM paths WHERE sha256 = ?", (sha256,)).fetchone():
            return
        for (letter_id,) in self._db.execute("SELECT id FROM letters WHERE sha256 = ?", (sha256,)).fetchall():
            self._forget_letter(letter_id)
        self._db.execute("DELETE FROM files WHERE sha256 = ?", (sha256,))

    def _forget_letter(self, letter_id: int) -> None:
        self._forget_parts(letter_id)
        self._db.execute("DELETE FROM letters WHERE id = ?", (letter_id,))

    def _forget_parts(self, letter_id: int) -> None:
        """What the index has of a letter beside its row. The full text keeps no text and must be told what it had."""
        row = self._db.execute(
            "SELECT coalesce(subject, ''), text FROM letters JOIN records ON letter_id = id WHERE id = ?", (letter_id,)
        ).fetchone()
        self._db.execute(_DELETE_SEARCHED, ("delete", letter_id, *searched(row[0], row[1])))
        self._db.execute("DELETE FROM names_fts WHERE rowid = ?", (letter_id,))
        for table in ("records", *CHILDREN):
            self._db.execute(f"DELETE FROM {table} WHERE letter_id = ?", (letter_id,))  # noqa: S608  our own names
