"""Changes of an index within one transaction: contents, paths, failures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count

import gmparse
from gmparse.batch.failures import Failure
from gmparse.batch.sources import Place
from gmparse.index.corrections.said import Key, counting
from gmparse.index.rows import (
    CHILDREN,
    LETTER_COLUMNS,
    FileRows,
    LetterRows,
    Row,
    letter_rows,
    searched,
    stored_letter,
)


def _insert(table: str, columns: str) -> str:
    marks = ", ".join("?" * (columns.count(",") + 1))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  our own names


_UPDATE_LETTER = (
    f"UPDATE letters SET ({LETTER_COLUMNS}) = ({', '.join('?' * (LETTER_COLUMNS.count(',') + 1))}) WHERE id = ?"  # noqa: S608
)
_SEARCHED = "rowid, subject, body, subject_folded, body_folded"
_FILE = "sha256, size, media_type, pages, reading, letters, version, indexed_at"
_INSERT = {
    "files": _insert("files", _FILE),
    "paths": _insert("paths", "path, sha256, size, mtime_ns"),
    "letters": _insert("letters", f"id, sha256, part, {LETTER_COLUMNS}"),
    "records": _insert("records", "letter_id, record, text"),
    "readings": _insert("readings", "letter_id, record"),
    "letters_fts": _insert("letters_fts", _SEARCHED),
    "names_fts": _insert("names_fts", "rowid, issuer, signer, assignee"),
    **{table: _insert(table, columns) for table, columns in CHILDREN.items()},
}
_DELETE_SEARCHED = _insert("letters_fts", f"letters_fts, {_SEARCHED}")


_STORED = """
SELECT letters.id, coalesce(readings.record, records.record), text
FROM letters JOIN records ON records.letter_id = id LEFT JOIN readings ON readings.letter_id = id
WHERE sha256 = ? AND part = ?
"""


def settle(connection: sqlite3.Connection, key: Key) -> None:
    """Write the rows of a letter as people left it; a letter that is not in the index has none.

    Args:
        connection: in a transaction.
        key: of the letter.

    Raises:
        DamagedFileError: the letter's record is of another gmparse.
    """
    changes = Changes(connection, (), (key.sha256,))
    changes.settle(key)
    changes.finish()


class Changes:
    """Writes what becomes of some files; `finish` must follow. No path may come twice, and no content be put twice.

    New rows are written table by table at the end: that is quicker, and FTS5 puts a piece of its index on the disk
    whenever a statement of another kind comes between.

    Args:
        connection: in a transaction.
        paths: that `put`, `put_path` and `fail` will be given.
        contents: that `put` will be given.
    """

    def __init__(self, connection: sqlite3.Connection, paths: Iterable[str], contents: Iterable[str]) -> None:
        self._db = connection
        self._paths = self._known("paths", "path", paths)
        contents = list(contents)
        self._contents = self._known("files", "sha256", contents)
        self._said_of = self._known("corrections", "sha256", contents)
        self._rows: dict[str, list[Row]] = {table: [] for table in _INSERT}
        self._ids = count(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM letters").fetchone()[0])
        self._left: set[str] = set()  # contents that lost a path
        self._now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute("PRAGMA defer_foreign_keys = ON")

    def _known(self, table: str, column: str, values: Iterable[str]) -> set[str]:
        wanted = json.dumps(list(values))
        sql = f"SELECT {column} FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"  # noqa: S608
        return {row[0] for row in self._db.execute(sql, (wanted,))}

    def finish(self) -> None:
        """Write the rows that wait, and forget contents that are at no path any more."""
        for table, rows in self._rows.items():
            self._db.executemany(_INSERT[table], rows)
        for sha256 in self._left:
            self._forget_unused(sha256)

    def put(self, place: Place, rows: FileRows) -> None:
        """A file that was read: its letters replace what was stored for this content."""
        file = (rows.sha256, place.size, rows.media_type, rows.pages, rows.reading, len(rows.letters))
        if rows.sha256 in self._contents:
            self._replace(rows, file)
        else:
            self._put_file(file)
            for letter in rows.letters:
                self._put_letter(rows.sha256, letter)
        self.put_path(place, rows.sha256)

    def put_path(self, place: Place, sha256: str) -> None:
        """A path of a content that is stored."""
        if place.path in self._paths:
            self._db.execute("DELETE FROM failures WHERE path = ?", (place.path,))
        self._put_path(place, sha256)

    def fail(self, place: Place, sha256: str | None, failure: Failure) -> None:
        """A file that gave no letter. Letters that its content gave before, with other options, stay."""
        if sha256 and sha256 not in self._contents | self._known("files", "sha256", [sha256]):
            self._put_file((sha256, place.size, None, None, None, 0))
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
        if place.path not in self._paths:
            self._rows["paths"].append((place.path, sha256, place.size, place.mtime_ns))
            return
        (before,) = self._db.execute("SELECT sha256 FROM paths WHERE path = ?", (place.path,)).fetchone()
        self._db.execute(
            "UPDATE paths SET (sha256, size, mtime_ns) = (coalesce(?, sha256), ?, ?) WHERE path = ?",
            (sha256, place.size, place.mtime_ns, place.path),
        )
        if sha256 and before and before != sha256:
            self._left.add(before)

    def _put_file(self, file: Row) -> None:
        self._rows["files"].append((*file, gmparse.__version__, self._now))
        self._contents.add(file[0])

    def _replace(self, rows: FileRows, file: Row) -> None:
        """What was stored for a content gives way, of its letters only what changed."""
        self._db.execute(
            f"UPDATE files SET ({_FILE}) = (?, ?, ?, ?, ?, ?, ?, ?) WHERE sha256 = ?",  # noqa: S608  our own names
            (*file, gmparse.__version__, self._now, rows.sha256),
        )
        self._db.execute("DELETE FROM failures WHERE path IN (SELECT path FROM paths WHERE sha256 = ?)", (rows.sha256,))
        ids = dict(self._db.execute("SELECT part, id FROM letters WHERE sha256 = ?", (rows.sha256,)).fetchall())
        for letter in rows.letters:
            self._put_letter(rows.sha256, letter, ids.pop(letter.part, None))
        for gone in ids.values():
            self._forget_letter(gone)

    def _put_letter(self, sha256: str, rows: LetterRows, known: int | None = None) -> None:
        letter_id = known or next(self._ids)
        rows = self._as_corrected(Key(sha256, rows.part), rows)
        if known is None:
            self._rows["letters"].append((letter_id, sha256, rows.part, *rows.letter))
        else:
            self._forget_parts(known)
            self._db.execute(_UPDATE_LETTER, (*rows.letter, known))
        self._rows["records"].append((letter_id, rows.record, rows.text))
        if rows.read is not None:
            self._rows["readings"].append((letter_id, rows.read))
        self._rows["letters_fts"].append((letter_id, *rows.searched))
        self._rows["names_fts"].append((letter_id, *rows.names))
        for table, children in rows.children.items():
            self._rows[table] += [(letter_id, *child) for child in children]

    def _as_corrected(self, key: Key, rows: LetterRows) -> LetterRows:
        """The rows of a letter with what people said of it."""
        said = counting(self._db, key) if key.sha256 in self._said_of else []
        if not said:
            return rows
        from gmparse.batch.letters import Read
        from gmparse.index.corrections.corrected import corrected

        letter = corrected(json.loads(rows.record), said)
        return letter_rows(Read(letter, rows.text))._replace(read=rows.record)

    def settle(self, key: Key) -> None:
        """A letter that is stored gets the rows that follow from what people say of it now."""
        row = self._db.execute(_STORED, key).fetchone()
        if row is None:
            return
        from gmparse.batch.letters import Read

        letter_id, record, text = row
        rows = letter_rows(Read(stored_letter(letter_id, record), text))
        self._put_letter(key.sha256, rows._replace(record=record), letter_id)

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
        for table in ("records", "readings", *CHILDREN):
            self._db.execute(f"DELETE FROM {table} WHERE letter_id = ?", (letter_id,))  # noqa: S608  our own names
