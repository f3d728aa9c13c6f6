"""Across letters: who cites whom, what is due, what is there twice, how many of what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from gmparse.errors import InputError
from gmparse.index.corrections.said import Correction, Key, counting
from gmparse.index.search import day


class Link(NamedTuple):
    """A letter as another one is linked to it. ``id``: ``None`` when the index does not have it."""

    id: int | None
    number: str | None
    date: str | None
    subject: str | None
    text: str | None = None
    role: str | None = None


class Entry(NamedTuple):
    """A letter of the index with its surroundings.

    Args:
        record: as `gmparse.Letter.to_dict`, as people left it.
        paths: where its file is.
        cites: what it cites.
        cited_by: letters of the index that cite it.
        copies: other letters with the same issuer, year, number and symbol.
        versions: its drafts, or the letter of which it is the draft.
        corrections: what people said of it that counts now.
        read: the record as it was read, ``None`` where nobody said anything of it.
    """

    id: int
    record: dict[str, Any]
    paths: tuple[str, ...]
    cites: tuple[Link, ...]
    cited_by: tuple[Link, ...]
    copies: tuple[Link, ...]
    versions: tuple[Link, ...]
    corrections: tuple[Correction, ...] = ()
    read: dict[str, Any] | None = None

    @property
    def as_read(self) -> dict[str, Any]:
        """The record as it was read, whatever people said of it."""
        return self.read or self.record


class Due(NamedTuple):
    """An assignment with a deadline. ``inclusive``: ``False`` for a deadline before that day."""

    deadline: str
    inclusive: bool | None
    assignee: str
    task: str
    letter_id: int
    number: str | None
    issuer: str | None
    date: str | None


class Duplicate(NamedTuple):
    """Letters with the same issuer, year, number and symbol, and the paths of each."""

    issuer: str
    year: int
    number: str
    letters: tuple[tuple[int, tuple[str, ...]], ...]


class FailedFile(NamedTuple):
    """A file without a letter. ``reason`` is a code of docs/bulk.md."""

    path: str
    reason: str
    message: str
    attempts: int


class Stats(NamedTuple):
    """Counts of the index; the tables from the largest count down, years in order."""

    files: int
    paths: int
    letters: int
    failures: dict[str, int]
    needs_review: int
    citations: int
    linked_citations: int
    years: dict[str, int]
    types: dict[str, int]
    issuers: dict[str, int]
    issues: dict[str, int]


_OTHER = "l.id, l.number, l.date, l.subject"


def entry(db: sqlite3.Connection, letter_id: int) -> Entry:
    """A letter of the index. Errors as `gmparse.Index.get`."""
    row = db.execute(_RECORDS, (letter_id,)).fetchone()
    if row is None:
        raise InputError(f"no letter {letter_id} in this index: gmparse search shows the ids")
    return Entry(
        id=letter_id,
        record=json.loads(row[0]),
        paths=_paths(db, letter_id),
        cites=_links(db, _CITES, letter_id, letter_id),
        cited_by=tuple(_cited_by(db, letter_id)),
        copies=_links(db, _COPIES, letter_id, letter_id),
        versions=_links(db, _VERSIONS, letter_id, letter_id),
        corrections=tuple(counting(db, Key(row["sha256"], row["part"]))),
        read=json.loads(row["reading"]) if row["reading"] else None,
    )


_RECORDS = """
SELECT records.record, readings.record AS reading, sha256, part
FROM letters JOIN records ON records.letter_id = id LEFT JOIN readings ON readings.letter_id = id WHERE id = ?
"""
_CITES = """
WITH own AS MATERIALIZED (SELECT position, target_id FROM citation_links WHERE letter_id = ?)
SELECT l.id, c.number, c.date, coalesce(l.subject, c.title, c.name), c.text, c.role
FROM citations AS c LEFT JOIN own USING (position) LEFT JOIN letters AS l ON l.id = own.target_id
WHERE c.letter_id = ? ORDER BY c.position
"""
_COPIES = f"""
SELECT {_OTHER} FROM letters AS own JOIN letters AS l
  ON l.serial_key = own.serial_key AND l.symbol_key = own.symbol_key AND l.year = own.year
    AND l.issuer_key = own.issuer_key
WHERE own.id = ? AND l.id <> ? AND own.number_state = 'read' AND l.number_state = 'read' ORDER BY l.id
"""  # noqa: S608
_VERSIONS = f"""
SELECT {_OTHER} FROM letters AS l JOIN drafts ON l.id = final_id WHERE draft_id = ?
UNION ALL
SELECT {_OTHER} FROM letters AS own JOIN letters AS l ON l.subject_key = own.subject_key JOIN drafts ON draft_id = l.id
WHERE own.id = ? AND l.number_state = 'blank' AND final_id = own.id ORDER BY 1
"""  # noqa: S608


def _links(db: sqlite3.Connection, sql: str, *values: int) -> tuple[Link, ...]:
    return tuple(Link(*row) for row in db.execute(sql, values))


def _cited_by(db: sqlite3.Connection, letter_id: int) -> Iterator[Link]:
    """Letters that cite one: of those that name its number, those whose citation leads to it or to a copy of it."""
    sql = f"""
    SELECT {_OTHER}, c.text, c.role, k.target_id
    FROM letters AS own JOIN citations AS c ON c.number_key = own.number_key
      JOIN citation_links AS k ON k.letter_id = c.letter_id AND k.position = c.position
      JOIN letters AS l ON l.id = c.letter_id
    WHERE own.id = ? ORDER BY l.date_from, l.id
    """  # noqa: S608
    same = {letter_id, *(link.id for link in _links(db, _COPIES, letter_id, letter_id))}
    for *link, target in db.execute(sql, (letter_id,)):
        if target in same:
            yield Link(*link)


def _paths(db: sqlite3.Connection, letter_id: int) -> tuple[str, ...]:
    sql = "SELECT path FROM paths JOIN letters USING (sha256) WHERE id = ? ORDER BY path"
    return tuple(path for (path,) in db.execute(sql, (letter_id,)))


def due(db: sqlite3.Connection, by: str, since: str | None) -> Iterator[Due]:
    """Assignments by deadline. Arguments and errors as `gmparse.Index.due`."""
    sql = (
        "SELECT a.deadline, a.inclusive, a.assignee, a.task, l.id, l.number, l.issuer, l.date FROM assignments AS a "
        "JOIN letters AS l ON l.id = a.letter_id WHERE a.deadline < ? AND a.deadline >= ? "
        "ORDER BY a.deadline, l.id, a.position"
    )
    # A deadline with a time is longer than its day: "~" stands behind all of them.
    for row in db.execute(sql, (day(by, last=True) + "~", day(since, last=False) if since else "")):
        yield Due(row[0], None if row[1] is None else bool(row[1]), *row[2:])


def duplicates(db: sqlite3.Connection) -> Iterator[Duplicate]:
    """Letters that are there more than once under different contents."""
    for row in db.execute(
        "SELECT letters FROM duplicates ORDER BY year, symbol_key, serial_key, issuer_key"
    ).fetchall():
        ids = sorted(int(text) for text in row[0].split(","))
        first = db.execute("SELECT issuer, year, number FROM letters WHERE id = ?", (ids[0],)).fetchone()
        letters = tuple((letter_id, _paths(db, letter_id)) for letter_id in ids)
        yield Duplicate(first["issuer"], first["year"], first["number"], letters)


def failures(db: sqlite3.Connection) -> Iterator[FailedFile]:
    """Files without a letter, by path."""
    for row in db.execute("SELECT path, reason, message, attempts FROM failures ORDER BY path"):
        yield FailedFile(*row)


def stats(db: sqlite3.Connection) -> Stats:
    """Counts."""

    def one(sql: str) -> int:
        number: int = db.execute(sql).fetchone()[0]
        return number

    def table(column: str, source: str, order: str = "2 DESC, 1") -> dict[str, int]:
        sql = f"SELECT coalesce({column}, '—'), count(*) FROM {source} GROUP BY 1 ORDER BY {order}"  # noqa: S608
        return {str(name): count for name, count in db.execute(sql)}

    return Stats(
        files=one("SELECT count(*) FROM files"),
        paths=one("SELECT count(*) FROM paths"),
        letters=one("SELECT count(*) FROM letters"),
        failures=table("reason", "failures"),
        needs_review=one("SELECT count(*) FROM letters WHERE review > 0"),
        citations=one("SELECT count(*) FROM citations"),
        linked_citations=one("SELECT count(*) FROM citation_links"),
        years=table("year", "letters", "1"),
        types=table("type", "letters"),
        issuers=table("issuer", "letters"),
        issues=table("code", "issues"),
    )
