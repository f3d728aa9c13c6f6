"""One run of indexing: which files are new, what the workers make of them, where it goes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, NamedTuple, Protocol

from gmparse.batch import Done, Failure, Job, contents
from gmparse.batch.sources import Found, Place, Sources
from gmparse.errors import GmparseError
from gmparse.index.rows import FileRows, Request, Same
from gmparse.index.store import Content, Store

Status = Literal["added", "updated", "unchanged", "failed"]


class Event(NamedTuple):
    """What became of one file."""

    path: str
    status: Status
    failure: Failure | None = None


@dataclass(slots=True)
class Summary:
    """What a run did, in files.

    Args:
        added: new files, among them ``copies``, whose content was known from another path.
        updated: files whose content had changed, or that were read again.
        unchanged: files that were known.
        failed: files without a letter by reason, those of earlier runs too.
        letters: letters that were read.
        ignored: files in folders and archives that have no letter's name.
        seconds: how long it took.
    """

    added: int = 0
    copies: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    ignored: int = 0
    seconds: float = 0.0

    @property
    def files(self) -> int:
        """All files that were looked at."""
        return self.added + self.updated + self.unchanged + self.failed.total()


class Engine(Protocol):
    """What works on the files: worker processes, or a cluster."""

    def run(self, jobs: Iterable[Job[_Task]], idle: Callable[[], None]) -> Iterator[Done[_Task]]:
        """The result of every job, in any order; ``idle`` is called when the next may take long."""
        ...


class _Task(NamedTuple):
    found: Found
    before: str | None  # the content that the path had


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a run may repeat: failures of earlier runs, or everything. ``max_bytes``: larger files are refused."""

    retry_failed: bool = False
    reindex: bool = False
    max_bytes: int


class Run:
    """Bring the index up to date with some sources."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], AbstractContextManager[Engine]],
        wishes: Wishes,
        listen: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._engine = engine
        self._wishes = wishes
        self._listen = listen
        self._read: set[str] = set()  # contents that this run has read again
        self._repeat: list[Job[_Task]] = []
        self.summary = Summary()

    def add(self, sources: Sources, keep: Callable[[Found], bool] = lambda found: True) -> Summary:
        """Index every file of the sources for which ``keep`` holds."""
        begun = time.monotonic()
        try:
            with self._store.batch():
                for task, result in self._results(self._jobs(filter(keep, sources))):
                    self._finish(task, result)
        finally:
            self.summary.ignored += sources.ignored
            self.summary.seconds += time.monotonic() - begun
        return self.summary

    def _results(self, jobs: Iterator[Job[_Task]]) -> Iterator[Done[_Task]]:
        """Workers are only started when there is work."""
        first = next(jobs, None)
        if first is None:
            return
        with self._engine() as engine:
            yield from engine.run(chain([first], jobs), self._store.flush)
            while self._repeat:
                again, self._repeat = self._repeat, []
                yield from engine.run(again, self._store.flush)

    def _jobs(self, sources: Iterable[Found]) -> Iterator[Job[_Task]]:
        for found in sources:
            job = self._job(found)
            self._store.tick()
            if job is not None:
                yield job

    def _job(self, found: Found) -> Job[_Task] | None:
        """The work that a file needs; what needs none is settled at once."""
        place = found.place
        known = self._store.known(place.path)
        if found.failure is not None:
            self._fail(place, None, found.failure)
            return None
        if known and (known.size, known.mtime_ns) == (place.size, place.mtime_ns) and not self._again(known.reason):
            self._count(place, "failed" if known.reason else "unchanged", known.reason)
            return None
        of_size = self._store.of_size(found.size).items()
        settled = tuple(sha256 for sha256, content in of_size if self._is_settled(sha256, content))
        return Job(_Task(found, known.sha256 if known else None), Request(found.path, found.member, settled))

    def _again(self, reason: str | None) -> bool:
        """Whether a file that did not change is read again. Trying to open one costs nothing."""
        return self._wishes.reindex or reason == "unreadable" or (reason is not None and self._wishes.retry_failed)

    def _is_settled(self, sha256: str, content: Content) -> bool:
        """Whether a content that is stored is not to be read again."""
        return sha256 in self._read or not self._again(content.failure.reason if content.failure else None)

    def _finish(self, task: _Task, result: FileRows | Same | Failure) -> None:
        place = task.found.place
        if isinstance(result, Failure):
            self._fail(place, self._hash(task.found), _without_path(result, place.path))
            return
        content = self._store.content(result.sha256)
        if content and self._is_settled(result.sha256, content):  # also when two copies were read at the same time
            self._known_content(task, result.sha256, content)
        elif isinstance(result, Same):  # its last path got another content in the meantime
            self._repeat.append(Job(task, Request(task.found.path, task.found.member)))
        else:
            self._store.put(place, result)
            self._note_read(result.sha256)
            self.summary.letters += len(result.letters)
            self._count(place, _news(task))

    def _known_content(self, task: _Task, sha256: str, content: Content) -> None:
        place = task.found.place
        if content.failure is not None:
            self._fail(place, sha256, content.failure)
            return
        self._store.put_path(place, sha256)
        self.summary.copies += task.before is None
        self._count(place, "unchanged" if task.before == sha256 else _news(task))

    def _note_read(self, sha256: str) -> None:
        if self._wishes.reindex or self._wishes.retry_failed:
            self._read.add(sha256)

    def _hash(self, found: Found) -> str | None:
        """The content of a file that failed; ``None`` when it cannot be had."""
        try:
            digest = contents.sha256(found.path, found.member, self._wishes.max_bytes)
        except GmparseError:
            return None
        self._note_read(digest)
        return digest

    def _fail(self, place: Place, sha256: str | None, failure: Failure) -> None:
        self._store.fail(place, sha256, failure)
        self.summary.failed[failure.reason] += 1
        self._listen(Event(place.path, "failed", failure))

    def _count(self, place: Place, status: Status, reason: str | None = None) -> None:
        if reason is not None:
            self.summary.failed[reason] += 1
            self._listen(Event(place.path, status, Failure(reason, "failed before: --retry-failed tries again")))
            return
        setattr(self.summary, status, getattr(self.summary, status) + 1)
        self._listen(Event(place.path, status))


def _news(task: _Task) -> Status:
    return "added" if task.before is None else "updated"


def _without_path(failure: Failure, path: str) -> Failure:
    message = failure.message
    for prefix in (path, path.rpartition("/")[2], path.rpartition("!/")[2]):
        message = message.removeprefix(f"{prefix}: ")
    return failure._replace(message=message)
