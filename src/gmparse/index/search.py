"""Searching: words in the full text, conditions on the fields, the best letters first."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from gmparse.errors import UsageError
from gmparse.index.folding import folded, name_key, number_key
from gmparse.index.query import Wanted, expression, words
from gmparse.index.rows import stored_letter
from gmparse.index.snippets import snippet
from gmparse.lexicon.document_types import all_types

if TYPE_CHECKING:
    from gmparse.letter import Letter

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_NAME = re.compile(r"[^\W_]+")
_RANKED = 1000  # matches up to which all are weighed; of more, those with the words in their subject, newest first
_LISTED = 5000  # ids up to which a set is looked up once
_SNIPPED = 100_000  # characters of a text in which the words are marked
_ALL = 2**31 - 1
_NOT_ACCEPTED = (
    "coalesce((SELECT c.action FROM corrections AS c WHERE c.sha256 = l.sha256 AND c.part = l.part AND c.path = '' "
    "ORDER BY c.id DESC LIMIT 1), '') <> 'accept'"
)
_TO_REVIEW = (
    "SELECT id FROM (SELECT id FROM letters WHERE review > 0 UNION "
    "SELECT o.id FROM corrections AS c JOIN letters AS o ON o.sha256 = c.sha256 AND o.part = c.part)"
)
_COLUMNS = "l.id, l.sha256, l.part, l.type, l.issuer, l.number, l.date, l.subject, l.signer, l.review"


class Hit(NamedTuple):
    """A letter that was found. ``snippet``: a passage with the words in brackets; ``review``: values to look at."""

    id: int
    path: str
    part: int
    type: str | None
    issuer: str | None
    number: str | None
    date: str | None
    subject: str | None
    signer: str | None
    review: int
    snippet: str


class Filters(NamedTuple):
    """Conditions on the fields, all of which must hold; see `gmparse.Index.search`.

    ``not_accepted``: without the letters that a person accepted as a whole; ``to_review``: those of ``needs_review``
    and those of which a person said something: they are gone through to their end.
    """

    type: str | None = None
    issuer: str | None = None
    number: str | None = None
    since: str | None = None
    until: str | None = None
    cites: str | None = None
    signer: str | None = None
    assignee: str | None = None
    due_before: str | None = None
    needs_review: bool = False
    not_accepted: bool = False
    to_review: bool = False


class Filed(NamedTuple):
    """A letter of an index: its id, the place of its file (one of them), the whole letter."""

    id: int
    path: str
    letter: Letter


def search(db: sqlite3.Connection, query: str, filters: Filters, limit: int) -> Iterator[Hit]:
    """The best letters. Errors as `gmparse.Index.search`."""
    found, marked = _found(db, query, filters, limit), words(query)
    return (_hit(db, row, marked) for row in found)


def filed(db: sqlite3.Connection, query: str, filters: Filters, limit: int | None) -> Iterator[Filed]:
    """Whole letters; arguments, order and errors as `gmparse.Index.letters`."""
    found = _found(db, query, filters, _ALL if limit is None else limit)
    return (_filed(db, row) for row in (found if query.strip() else reversed(found)))


def _found(db: sqlite3.Connection, query: str, filters: Filters, limit: int) -> list[sqlite3.Row]:
    if limit < 1:
        raise UsageError("limit must be at least 1")
    wanted, which = expression(query), _conditions(filters)
    if wanted is not None:
        return _matching(db, wanted, which, limit)
    return _few_or_newest(db, which, limit) if which.sets else _newest(db, "", which, limit)


class _Which(NamedTuple):
    """Conditions in SQL: ``sets`` select ids of letters, ``rows`` are over ``letters AS l``."""

    sets: list[tuple[str, list[Any]]]
    rows: list[tuple[str, list[Any]]]

    def where(self, ids: str) -> tuple[str, list[Any]]:
        """All of them in one; ``ids`` is the expression of a letter's id."""
        parts = [(f"{ids} IN ({sql})", values) for sql, values in self.sets] + self.rows
        return " AND ".join(["1", *(sql for sql, _ in parts)]), [value for _, values in parts for value in values]


def _listed(db: sqlite3.Connection, which: _Which) -> tuple[_Which, int]:
    """The sets as one list of ids, found once, and how many; sets that are large stay as they are."""
    ids = " INTERSECT ".join(sql for sql, _ in which.sets)
    values = [value for _, values in which.sets for value in values]
    found = db.execute(f"SELECT * FROM ({ids}) LIMIT ?", (*values, _LISTED)).fetchall()  # noqa: S608
    if len(found) == _LISTED:
        return which, _LISTED
    return _Which([(", ".join(str(row[0]) for row in found), [])], which.rows), len(found)


def _few_or_newest(db: sqlite3.Connection, which: _Which, limit: int) -> list[sqlite3.Row]:
    """Few ids are looked up and sorted; of many, the letters are gone through from the newest."""
    which, count = _listed(db, which)
    if count < _RANKED:
        return _newest(db, "", which, limit, ids="l.id")
    return _newest(db, "INDEXED BY letters_date", which, limit)


def _newest(db: sqlite3.Connection, how: str, which: _Which, limit: int, ids: str = "+l.id") -> list[sqlite3.Row]:
    conditions, values = which.where(ids)
    return db.execute(
        f"SELECT {_COLUMNS} FROM letters AS l {how} WHERE {conditions} ORDER BY l.date_from DESC, l.id DESC LIMIT ?",  # noqa: S608
        (*values, limit),
    ).fetchall()


def _matching(db: sqlite3.Connection, wanted: str, which: _Which, limit: int) -> list[sqlite3.Row]:
    """Weighing all matches of a common word would take long, and says little: every letter has it."""
    few = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM letters_fts WHERE letters_fts MATCH ? LIMIT ?)", (wanted, _RANKED)
    ).fetchone()[0]
    if few < _RANKED:
        order = "bm25(letters_fts, 8.0, 1.0, 8.0, 1.0), l.date_from DESC, l.id"
        return _matched(db, wanted, which, order, limit)
    which = _listed(db, which)[0] if which.sets else which
    newest = "letters_fts.rowid DESC"
    in_subject = wanted.replace("{subject body}", "subject").replace("{subject_folded body_folded}", "subject_folded")
    found = _matched(db, in_subject, which, newest, limit)
    if len(found) < limit:
        known = {row["id"] for row in found}
        more = _matched(db, wanted, which, newest, limit + len(found))
        found += [row for row in more if row["id"] not in known]
    return found[:limit]


def _matched(db: sqlite3.Connection, wanted: str, which: _Which, order: str, limit: int) -> list[sqlite3.Row]:
    conditions, values = which.where("+letters_fts.rowid")
    return db.execute(
        f"SELECT {_COLUMNS} FROM letters_fts CROSS JOIN letters AS l ON l.id = letters_fts.rowid "  # noqa: S608
        f"WHERE letters_fts MATCH ? AND {conditions} ORDER BY {order} LIMIT ?",
        (wanted, *values, limit),
    ).fetchall()


def _hit(db: sqlite3.Connection, row: sqlite3.Row, marked: list[Wanted]) -> Hit:
    text = db.execute("SELECT substr(text, 1, ?) FROM records WHERE letter_id = ?", (_SNIPPED, row["id"])).fetchone()[0]
    fields = {name: row[name] for name in row.keys() if name != "sha256"}  # noqa: SIM118  keys of a Row
    return Hit(path=_path(db, row), snippet=snippet(text, marked), **fields)


def _filed(db: sqlite3.Connection, row: sqlite3.Row) -> Filed:
    record = db.execute("SELECT record FROM records WHERE letter_id = ?", (row["id"],)).fetchone()[0]
    return Filed(row["id"], _path(db, row), stored_letter(row["id"], record))


def _path(db: sqlite3.Connection, row: sqlite3.Row) -> str:
    return db.execute("SELECT min(path) FROM paths WHERE sha256 = ?", (row["sha256"],)).fetchone()[0] or ""


# --- conditions ------------------------------------------------------------------------------------------------------


def _conditions(filters: Filters) -> _Which:
    which = _Which([], [])
    if filters.type:
        codes = type_codes(filters.type)
        which.rows.append((f"l.type IN ({', '.join('?' * len(codes))})", list(codes)))
    if filters.number:
        which.rows.append(_number(filters.number))
    if filters.since:
        which.rows.append(("l.date_to >= ?", [day(filters.since, last=False)]))
    if filters.until:
        which.rows.append(("l.date_from <= ?", [day(filters.until, last=True)]))
    if filters.needs_review:
        which.rows.append(("l.review > 0", []))
    if filters.to_review:
        which.sets.append((_TO_REVIEW, []))
    if filters.not_accepted:
        which.rows.append((_NOT_ACCEPTED, []))
    if filters.cites:
        which.sets.append(("SELECT letter_id FROM citations WHERE number_key = ?", [number_key(filters.cites)]))
    for column, name in (("issuer", filters.issuer), ("signer", filters.signer), ("assignee", filters.assignee)):
        if name and not (column == "assignee" and filters.due_before):
            which.sets.append(("SELECT rowid FROM names_fts WHERE names_fts MATCH ?", [_named(column, name)]))
    if filters.due_before:
        due = "SELECT letter_id FROM assignments WHERE deadline < ? AND instr(assignee_key, ?)"
        which.sets.append((due, [day(filters.due_before, last=False), name_key(filters.assignee) or ""]))
    return which


def _named(column: str, name: str) -> str:
    parts = _NAME.findall(name_key(name) or "")
    if not parts:
        raise UsageError(f"{name!r} is no name")
    return f'{column} : "{" ".join(parts)}"'


def _number(number: str) -> tuple[str, list[Any]]:
    key = number_key(number) or ""
    if key.isdecimal():
        return "l.serial_key = ?", [key]
    if key.startswith("/"):
        return "l.symbol_key = ?", [key[1:]]
    return "l.number_key = ?", [key]


def type_codes(wanted: str) -> list[str]:
    """Codes of the document types that have a code or a name, with or without diacritics.

    Raises:
        UsageError: there is none.
    """
    found = [kind.code for kind in all_types() if wanted.upper() == kind.code.upper()] or [
        kind.code for kind in all_types() if folded(wanted) in (folded(kind.code), folded(kind.name))
    ]
    if not found:
        raise UsageError(f"no document type {wanted!r}: give a code (GM, CV, QĐ) or a name (giấy mời)")
    return found


def day(text: str, *, last: bool) -> str:
    """A day from a day, month or year: its first or its last.

    Raises:
        UsageError: it is none of them.
    """
    if not _DAY.fullmatch(text):
        raise UsageError(f"{text!r} is no date: give YYYY-MM-DD, YYYY-MM or YYYY")
    return text + ("-12-31" if last else "-01-01")[3 * (text.count("-")) :] if text.count("-") < 2 else text
