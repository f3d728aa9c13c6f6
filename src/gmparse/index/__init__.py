"""`Index`: a folder of letters as one searchable SQLite file (docs/index-schema.md)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from gmparse.batch import PREPARE, Limits, Pool, cores
from gmparse.batch.sources import Listed, Sources, key_of, missing
from gmparse.errors import InputError, UsageError
from gmparse.index.folder import Settled
from gmparse.index.rows import WORK
from gmparse.index.run import Engine, Event, Run, Summary, Wishes
from gmparse.index.schema import connect
from gmparse.index.store import Store
from gmparse.index.trouble import plainly
from gmparse.options import DEFAULT, Options

if TYPE_CHECKING:
    from gmparse.index.across import Due, Duplicate, Entry, FailedFile, Stats
    from gmparse.index.search import Filed, Hit

__all__ = ["Event", "Index", "Pruned", "Summary"]

T = TypeVar("T")


class Pruned(NamedTuple):
    """What `Index.prune` took out: paths that are gone; of them ``moved``, whose content is at another path."""

    paths: int
    moved: int


class Index:
    """Letters and what was read from them, in one SQLite file that any number of processes may read at once.

    Use it as a context manager, or `close` it. One process should write at a time; a second waits for it.

    Args:
        path: the file; keep it on a local disk, SQLite's locks do not hold on network shares.
        create: whether to make it when it is missing.

    Raises:
        InputError: it is missing, or cannot be opened. Each method raises it, with a message that says what to do,
            when the file is read-only or locked by another process, and when its disk is full or fails.
        DamagedFileError: it is no index of gmparse, or one of a newer gmparse, or damaged.
    """

    def __init__(self, path: str | os.PathLike[str], *, create: bool = True) -> None:
        self.path = Path(path)
        self._db = connect(self.path, create=create)
        self._store = Store(self._db, self.path)

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # --- filling -----------------------------------------------------------------------------------------------------

    def add(
        self,
        sources: Iterable[Listed],
        *,
        jobs: int | None = None,
        options: Options | None = None,
        timeout: float = 300.0,
        memory_mb: int = 1500,
        retry_failed: bool = False,
        reindex: bool = False,
        listen: Callable[[Event], None] | None = None,
        engine: Callable[[], AbstractContextManager[Engine]] | None = None,
    ) -> Summary:
        """Index files, folders, ZIP archives and globs; what is known and unchanged is not read again.

        May be ended at any time, by Ctrl-C or harder: what was done is kept, and the next call goes on from there.

        Args:
            sources: paths; folders are searched to the bottom for files with the name of a letter or a ZIP archive.
            jobs: worker processes; as many as there are processor cores when left out.
            options: limits and choices of each parse.
            timeout: seconds that one file may take.
            memory_mb: megabytes that a worker may hold.
            retry_failed: try files again that failed before.
            reindex: read everything again; letters keep their ids.
            listen: called with every file as it is done.
            engine: what does the work, worker processes when left out; see `gmparse.distributed`.
        """
        options = options or DEFAULT
        return self._run(jobs, options, timeout, memory_mb, retry_failed, reindex, listen, engine).add(
            Sources(sources, options.max_bytes)
        )

    def watch(
        self,
        sources: Sequence[Listed],
        *,
        every: float = 5.0,
        jobs: int | None = None,
        options: Options | None = None,
        timeout: float = 300.0,
        memory_mb: int = 1500,
        listen: Callable[[Event], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> Iterator[Summary]:
        """Index files as they arrive, one summary a look at the folders; endless, until the caller stops.

        A file is read when it was the same at two looks in a row, so that none is read while it is written.

        Args:
            sources: as for `add`, as all arguments that are not named here.
            every: seconds between two looks.
            sleep: waits so many seconds.
        """
        options = options or DEFAULT
        settled = Settled(self._stamp, age=min(1.0, every))
        while True:
            settled.next_look()
            run = self._run(jobs, options, timeout, memory_mb, False, False, listen, None)
            yield run.add(Sources(sources, options.max_bytes), settled)
            sleep(every)

    def _run(
        self,
        jobs: int | None,
        options: Options,
        timeout: float,
        memory_mb: int,
        retry_failed: bool,
        reindex: bool,
        listen: Callable[[Event], None] | None,
        engine: Callable[[], AbstractContextManager[Engine]] | None,
    ) -> Run:
        limits = Limits(timeout=timeout, memory_mb=memory_mb)
        if jobs is not None and jobs < 1:
            raise UsageError("jobs must be at least 1")

        def workers() -> AbstractContextManager[Engine]:
            return Pool(WORK, PREPARE, options, jobs=jobs or cores(), limits=limits)

        wishes = Wishes(retry_failed=retry_failed, reindex=reindex, max_bytes=options.max_bytes)
        return Run(self._store, engine or workers, wishes, listen or (lambda event: None))

    def _stamp(self, path: str) -> tuple[int, int] | None:
        known = self._store.known(path)
        return (known.size, known.mtime_ns) if known else None

    def prune(self, roots: Iterable[Listed]) -> Pruned:
        """Take out paths below some folders at which there is nothing any more, and letters that are left without one.

        Raises:
            InputError: a folder is missing or empty: more likely a share that is not mounted than letters thrown away.
        """
        gone: list[str] = []
        for root in [os.path.abspath(os.fspath(root)) for root in roots]:  # noqa: PTH100
            if not os.path.isdir(root) or not any(os.scandir(root)):  # noqa: PTH112
                raise InputError(f"{root}: is missing or empty: prune needs the folder as it is now")
            inside = key_of(os.path.join(root, ""))  # noqa: PTH118
            keys = self._db.execute(
                "SELECT path FROM paths WHERE path >= ? AND path < ? ORDER BY path", (inside, inside[:-1] + "0")
            )
            gone += missing(key for (key,) in keys.fetchall())
        return self._forget(dict.fromkeys(gone))

    def _forget(self, gone: dict[str, None]) -> Pruned:
        moved = 0
        for path in gone:
            same = "SELECT path FROM paths WHERE sha256 = (SELECT sha256 FROM paths WHERE path = ?)"
            moved += any(other not in gone for (other,) in self._db.execute(same, (path,)))
        with self._store.batch():
            for path in gone:
                self._store.forget_path(path)
        return Pruned(len(gone), moved)

    # --- asking ------------------------------------------------------------------------------------------------------

    def search(
        self,
        query: str = "",
        *,
        type: str | None = None,  # noqa: A002  the field's name
        issuer: str | None = None,
        number: str | None = None,
        since: str | None = None,
        until: str | None = None,
        cites: str | None = None,
        signer: str | None = None,
        assignee: str | None = None,
        due_before: str | None = None,
        needs_review: bool = False,
        limit: int = 20,
    ) -> Iterator[Hit]:
        """The letters that a query and all conditions fit, best first; without a query the newest first.

        Args:
            query: words, all of which must be in subject or text; ``"a phrase"``, ``begin*``, ``OR``, ``-without``,
                brackets. A word with diacritics is found as typed, one without whatever its diacritics.
            type: code (``GM``) or name (``giấy mời``).
            issuer: part of its name or of its parent's, diacritics do not matter; so too ``signer`` and ``assignee``.
            number: ``57/GM-SVH``, a serial alone (``57``) or a symbol alone (``/GM-SVH``).
            since, until: first and last day, YYYY-MM-DD, YYYY-MM or YYYY; a letter whose day is blank counts when
                its month fits.
            cites: number of a document that it names.
            assignee, due_before: of one of its assignments; the deadline lies before that day.
            needs_review: only letters with something that a person should look at.
            limit: hits at most.

        Raises:
            UsageError: the query or a condition makes no sense; the message says what is wrong.
        """
        from gmparse.index.search import Filters, search

        filters = Filters(type, issuer, number, since, until, cites, signer, assignee, due_before, needs_review)
        with plainly(self.path):
            hits = search(self._db, query, filters, limit)
        return self._each(hits)

    def letters(self, query: str = "", **conditions: Any) -> Iterator[Filed]:
        """The letters that a query and all conditions fit, whole: best first, without a query the oldest first.

        Args:
            query: as for `search`.
            conditions: as for `search`, where they are explained; without ``limit`` all letters.

        Raises:
            UsageError: the query or a condition makes no sense; the message says what is wrong.
            DamagedFileError: a record is of another gmparse.
        """
        from gmparse.index.search import Filters, filed

        limit = conditions.pop("limit", None)
        with plainly(self.path):
            found = filed(self._db, query, Filters(**conditions), limit)
        return self._each(found)

    def _each(self, found: Iterator[T]) -> Iterator[T]:
        with plainly(self.path):
            yield from found

    def get(self, letter_id: int) -> Entry:
        """A letter by its id: record, paths, what it cites, what cites it, its copies and versions.

        Raises:
            InputError: there is none.
        """
        from gmparse.index.across import entry

        with plainly(self.path):
            return entry(self._db, letter_id)

    def due(self, by: str, *, since: str | None = None) -> Iterator[Due]:
        """Assignments whose deadline is on or before a day, in the order of their deadlines.

        Args:
            by, since: last and first day, YYYY-MM-DD, YYYY-MM or YYYY.

        Raises:
            UsageError: it is no date.
        """
        from gmparse.index.across import due

        return self._each(due(self._db, by, since))

    def duplicates(self) -> Iterator[Duplicate]:
        """Letters with the same issuer, year, number and symbol that are different files."""
        from gmparse.index.across import duplicates

        return self._each(duplicates(self._db))

    def failures(self) -> Iterator[FailedFile]:
        """Files that gave no letter, and why."""
        from gmparse.index.across import failures

        return self._each(failures(self._db))

    def stats(self) -> Stats:
        """Counts by year, type, issuer and issue."""
        from gmparse.index.across import stats

        with plainly(self.path):
            return stats(self._db)
