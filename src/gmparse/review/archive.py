"""An index as a reviewer sees it: letters, what was said of them, which come next, and their files."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from gmparse.batch.contents import content
from gmparse.batch.remote import is_url
from gmparse.batch.sources import ARCHIVE, INSIDE
from gmparse.errors import GmparseError, InputError
from gmparse.index import Index
from gmparse.index.corrections.said import WHOLE, Key
from gmparse.index.corrections.table import Corrections
from gmparse.index.schema import connect
from gmparse.index.search import Filters, Hit, search
from gmparse.options import Options

SHOWN = 100  # letters of a list
_LARGEST = (1 << 63) - 1  # integer of SQLite


class Found(NamedTuple):
    """Letters of a search, and whether there are more of them."""

    hits: list[Hit]
    more: bool


class Archive:
    """An open index. Use it as a context manager, or `close` it.

    Raises:
        InputError, DamagedFileError: as `gmparse.Index`.
    """

    def __init__(self, path: Path) -> None:
        self.index = Index(path, create=False)
        self._db: sqlite3.Connection = connect(path, create=False)
        self.corrections = Corrections(self._db)

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.index.close()
        self._db.close()

    def key_of(self, letter_id: int) -> Key:
        """The key of a letter.

        Raises:
            InputError: there is none of this id.
        """
        sql = "SELECT sha256, part FROM letters WHERE id = ?"
        row = self._db.execute(sql, (letter_id,)).fetchone() if letter_id <= _LARGEST else None
        if row is None:
            raise InputError(f"no letter {letter_id} in this index")
        return Key(*row)

    def letter_of(self, key: Key) -> int | None:
        """The id of a letter, ``None`` where the index does not have it any more."""
        row = self._db.execute("SELECT id FROM letters WHERE sha256 = ? AND part = ?", key).fetchone()
        return row[0] if row else None

    def read(self, letter_id: int) -> dict[str, Any]:
        """The record of a letter as it was read.

        Raises:
            InputError: there is none of this id.
        """
        return self.index.get(letter_id).as_read

    def text_of(self, letter_id: int) -> str:
        """The running text of a letter."""
        row = self._db.execute("SELECT text FROM records WHERE letter_id = ?", (letter_id,)).fetchone()
        return str(row[0]) if row else ""

    def accepted(self, letter_ids: Iterable[int]) -> set[int]:
        """Those of some letters that were accepted as a whole."""
        return {one for one in letter_ids if any(said.path == WHOLE for said in self.corrections.of(self.key_of(one)))}

    def letters(self, query: str, filters: Mapping[str, Any], *, accepted: bool) -> Found:
        """The letters of a search, with or without those that were accepted.

        Raises:
            UsageError: as `gmparse.Index.search`.
        """
        hits = list(search(self._db, query, Filters(**filters, not_accepted=not accepted), SHOWN + 1))
        return Found(hits[:SHOWN], len(hits) > SHOWN)

    def file_of(self, key: Key, options: Options) -> bytes:
        """The bytes of a letter's file, from any of the paths at which the index has it.

        Raises:
            InputError: it is at none of them any more, or was changed.
        """
        paths = [path for (path,) in self._db.execute("SELECT path FROM paths WHERE sha256 = ? ORDER BY path", key[:1])]
        for path in paths:
            try:
                data = _read(path, options.max_bytes)
            except (GmparseError, OSError):
                continue  # another path may have it; when none has, that is said below
            if hashlib.sha256(data).hexdigest() == key.sha256:
                return data
        raise InputError(f"{paths[0] if paths else key.sha256}: is not there any more, or was changed")


def _read(path: str, limit: int) -> bytes:
    """A file by its path as the index writes it."""
    if is_url(path):
        return content(path, None, limit) or b""
    archive, inside, member = path.partition(ARCHIVE + INSIDE)
    if inside:
        return content(archive + ARCHIVE, member, limit) or b""
    with Path(path).open("rb") as stream:
        return stream.read(limit + 1)
