"""One run of indexing: which files are new, what the workers make of them, where it goes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, NamedTuple, Protocol

from gmparse.batch import Done, Failure, Job
from gmparse.batch.failures import failure_of
from gmparse.batch.sources import Found, Place, Sources
from gmparse.errors import GmparseError
from gmparse.index.rows import FileRows
from gmparse.index.store import Store

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
    place: Place
    sha256: str
    status: Status


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
        self._waiting: dict[str, list[_Task]] = {}  # contents that a worker has, and further paths of them
        self._read: set[str] = set()  # contents that this run has read again
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
        if first is not None:
            with self._engine() as engine:
                yield from engine.run(chain([first], jobs), self._store.commit)

    def _jobs(self, sources: Iterable[Found]) -> Iterator[Job[_Task]]:
        for found in sources:
            job = self._job(found)
            self._store.tick()
            if job is not None:
                yield job

    def _job(self, found: Found) -> Job[_Task] | None:
        """The work that a file needs; what needs none is settled at once."""
        place, known = found.place, self._store.known(found.place.path)
        if found.failure is not None:
            self._fail(place, None, found.failure)
            return None
        if known and (known.size, known.mtime_ns) == (place.size, place.mtime_ns) and not self._again(known.reason):
            self._count(place, "failed" if known.reason else "unchanged", known.reason)
            return None
        try:
            sha256 = found.sha256(self._wishes.max_bytes)
        except GmparseError as error:
            self._fail(place, None, failure_of(error))
            return None
        changed = known is not None and known.sha256 is not None
        task = _Task(place, sha256, "updated" if changed else "added")
        return self._new_content(task, found, same=known is not None and known.sha256 == sha256)

    def _again(self, reason: str | None) -> bool:
        """Whether a file that did not change is read again. Trying to open one costs nothing."""
        return self._wishes.reindex or reason == "unreadable" or (reason is not None and self._wishes.retry_failed)

    def _new_content(self, task: _Task, found: Found, *, same: bool) -> Job[_Task] | None:
        if task.sha256 in self._waiting:
            self._waiting[task.sha256].append(task)
            return None
        if self._store.has(task.sha256):
            failure = self._store.failure_of(task.sha256)
            if task.sha256 in self._read or not self._again(failure.reason if failure else None):
                self._known_content(task, failure, same=same)
                return None
        self._waiting[task.sha256] = []
        return Job(task, (found.path, found.member, None))

    def _known_content(self, task: _Task, failure: Failure | None, *, same: bool) -> None:
        if failure is not None:
            self._fail(task.place, task.sha256, failure)
            return
        self._store.put_path(task.place, task.sha256)
        self.summary.copies += not same and task.status == "added"
        self._count(task.place, "unchanged" if same else task.status)

    def _finish(self, task: _Task, result: FileRows | Failure) -> None:
        others = self._waiting.pop(task.sha256)
        if self._wishes.reindex or self._wishes.retry_failed:
            self._read.add(task.sha256)
        if isinstance(result, Failure):
            for one in (task, *others):
                self._fail(one.place, one.sha256, _without_path(result, one.place.path))
            return
        self._store.put(task.place, result)
        self.summary.letters += len(result.letters)
        self._count(task.place, task.status)
        for one in others:
            if result.sha256 == task.sha256:
                self._known_content(one, None, same=False)
            else:
                self._fail(one.place, None, Failure("unreadable", "its copy changed while it was read: run again"))

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


def _without_path(failure: Failure, path: str) -> Failure:
    message = failure.message
    for prefix in (path, path.rpartition("/")[2], path.rpartition("!/")[2]):
        message = message.removeprefix(f"{prefix}: ")
    return failure._replace(message=message)
