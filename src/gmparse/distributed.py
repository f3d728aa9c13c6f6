"""The work of bulk indexing on an existing Dask cluster (extra ``dask``); how to start one is in docs/bulk.md.

Each thread of a Dask worker keeps a process of its own (`gmparse.batch.Pool`) for the letters: a letter that hangs,
crashes or eats memory ends that process and becomes an error row, the Dask worker lives on. When a whole Dask worker
dies, the scheduler gives its letters to others.

>>> from gmparse import Index
>>> from gmparse.distributed import cluster
>>> with Index("letters.db") as index:                                      # doctest: +SKIP
...     index.add(["/share/letters"], engine=cluster("tcp://scheduler:8786"))
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from gmparse.batch import PREPARE, Done, Failure, Job, Limits, Pool
from gmparse.batch.sources import Found, Listed, Place, Sources
from gmparse.errors import GmparseError, InputError, MissingDependencyError
from gmparse.index.rows import WORK, FileRows, Request, Same
from gmparse.index.run import Event, Summary
from gmparse.options import DEFAULT, Options

__all__ = ["Cluster", "cluster", "to_parquet"]

_BATCH = 8  # letters in one task
_WINDOW = 3  # tasks for each thread of the cluster at a time
_CONNECT = 30  # seconds
_PART_ROWS = 2000


class Setup(NamedTuple):
    """What the letters of a run share. ``work``: module:function, as for `gmparse.batch.Pool`."""

    options: Options
    limits: Limits
    work: str = WORK


def cluster(
    address: str, *, options: Options | None = None, timeout: float = 300.0, memory_mb: int = 1500, work: str = WORK
) -> Callable[[], AbstractContextManager[Cluster]]:
    """What `gmparse.Index.add` takes as ``engine`` to work on a cluster.

    Args:
        address: of the scheduler, ``tcp://host:8786``.
        options, timeout, memory_mb: as for `gmparse.Index.add`.
        work: what is done with a file, ``module:function``.
    """
    setup = Setup(options or DEFAULT, Limits(timeout=timeout, memory_mb=memory_mb), work)
    return lambda: Cluster(address, setup)


class Cluster:
    """A connection to a Dask cluster that works on letters.

    Raises:
        MissingDependencyError: the extra ``dask`` is not installed.
        InputError: no scheduler answers at the address.
    """

    def __init__(self, address: str, setup: Setup) -> None:
        self._setup = setup
        self._client = _client(address)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def run(self, jobs: Iterable[Job[Any]], idle: Callable[[], None] = lambda: None) -> Iterator[Done[Any]]:
        """The result of every job, as they are finished; a bounded number is on its way at a time.

        Args:
            jobs: what to work on.
            idle: called after each task's results.
        """
        from distributed import as_completed

        waiting = _batches(jobs)
        running: dict[str, list[Job[Any]]] = {}
        completed = as_completed(loop=self._client.loop, raise_errors=False)  # type: ignore[no-untyped-call,unused-ignore]
        self._fill(waiting, running, completed)
        for future in completed:
            batch = running.pop(future.key)
            if future.status == "finished":
                yield from map(Done, [job.key for job in batch], future.result())
            else:
                again, lost = _after_error(batch, future.exception())
                waiting = chain(again, waiting)
                yield from lost
            future.release()
            idle()
            self._fill(waiting, running, completed)

    def _fill(self, waiting: Iterator[list[Job[Any]]], running: dict[str, list[Job[Any]]], completed: Any) -> None:
        threads = sum(self._client.nthreads().values()) or 1
        for batch in islice(waiting, max(0, _WINDOW * threads - len(running))):
            future = self._client.submit(_work, self._setup, [job.payload for job in batch], pure=False)
            running[future.key] = batch
            completed.add(future)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingDependencyError("a cluster needs Dask: pip install 'gmparse[dask]'") from error
    try:
        return Client(address, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call,unused-ignore]
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address}: {error}") from error


def _batches(jobs: Iterable[Job[Any]]) -> Iterator[list[Job[Any]]]:
    source = iter(jobs)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _after_error(batch: list[Job[Any]], error: BaseException) -> tuple[list[list[Job[Any]]], list[Done[Any]]]:
    """What to try again, and what is lost, when a task failed as a whole.

    Dask gives a task up when several workers died while they had it. Its letters are tried again, each alone.
    """
    from distributed import KilledWorker

    if not isinstance(error, KilledWorker):
        raise GmparseError(f"the cluster cannot work: {error}: is the same gmparse on every worker?") from error
    if len(batch) > 1:
        return [[job] for job in batch], []
    return [], [Done(batch[0].key, Failure("crashed", "several workers of the cluster died while they had it"))]


# --- on the cluster --------------------------------------------------------------------------------------------------

_own = threading.local()


def _work(setup: Setup, requests: list[Request]) -> list[FileRows | Same | Failure]:
    """A task: some letters, in a process of this thread's own."""
    pool = _pool(setup)
    results: dict[int, FileRows | Same | Failure] = {}
    for at, result in pool.run(Job(at, request) for at, request in enumerate(requests)):
        results[at] = result
    return [results[at] for at in range(len(requests))]


def _pool(setup: Setup) -> Pool[int]:
    if getattr(_own, "setup", None) != setup:
        if hasattr(_own, "pool"):
            _own.pool.close()
        _own.pool = Pool(setup.work, PREPARE, setup.options, jobs=1, limits=setup.limits)
        _own.setup = setup
    return _own.pool  # type: ignore[no-any-return]


# --- Parquet ---------------------------------------------------------------------------------------------------------

_PARQUET = ("path", "size", "mtime_ns", "sha256", "part", "reason", "message", "record", "text")


def to_parquet(
    sources: Iterable[Listed],
    folder: str | os.PathLike[str],
    scheduler: str,
    *,
    options: Options | None = None,
    timeout: float = 300.0,
    memory_mb: int = 1500,
    listen: Callable[[Event], None] | None = None,
    work: str = WORK,
) -> Summary:
    """Read letters on a cluster into a Parquet dataset; a second run adds what is new.

    One row a letter with its whole record as JSON, or one row a file without a letter, with ``reason`` and ``message``.
    Parts appear whole under their names or not at all. Columns: path, size, mtime_ns, sha256, part, reason, message,
    record, text.

    Args:
        sources: as for `gmparse.Index.add`.
        folder: of the dataset, made when missing.
        scheduler: address, ``tcp://host:8786``.
        options, timeout, memory_mb, listen, work: as for `cluster`.

    Raises:
        MissingDependencyError: an extra, ``dask`` or ``parquet``, is not installed.
        InputError: no scheduler answers.
    """
    options = options or DEFAULT
    setup = cluster(scheduler, options=options, timeout=timeout, memory_mb=memory_mb, work=work)
    run = _ToParquet(_Dataset(Path(folder)), Sources(sources, options.max_bytes), listen or _nothing)
    with run.dataset, setup() as engine:
        for found, result in engine.run(run.jobs()):
            run.done(found, result)
    return run.summary


def _nothing(event: Event) -> None:
    """Nobody listens."""


class _ToParquet:
    def __init__(self, dataset: _Dataset, sources: Sources, listen: Callable[[Event], None]) -> None:
        self.dataset = dataset
        self.summary = Summary()
        self._sources = sources
        self._listen = listen

    def jobs(self) -> Iterator[Job[Found]]:
        """The files that the dataset does not have."""
        for found in self._sources:
            if found.place in self.dataset.places:
                self.summary.unchanged += 1
                self._listen(Event(found.place.path, "unchanged"))
            elif found.failure is not None:
                self.done(found, found.failure)
            else:
                yield Job(found, Request(found.path, found.member))
        self.summary.ignored = self._sources.ignored

    def done(self, found: Found, result: FileRows | Failure) -> None:
        """A file with its letters, or without."""
        self.dataset.add(found.place, result)
        if isinstance(result, Failure):
            self.summary.failed[result.reason] += 1
            self._listen(Event(found.place.path, "failed", result))
            return
        self.summary.added += 1
        self.summary.letters += len(result.letters)
        self._listen(Event(found.place.path, "added"))


class _Dataset:
    """A folder of Parquet files. ``places``: the paths it has, with the size and time they had."""

    def __init__(self, folder: Path) -> None:
        try:
            import pyarrow.parquet
        except ImportError as error:
            raise MissingDependencyError("a Parquet dataset needs pyarrow: pip install 'gmparse[parquet]'") from error
        self._arrow = pyarrow
        self._folder = folder
        self._rows: list[dict[str, Any]] = []
        self.places: set[Place] = set()
        folder.mkdir(parents=True, exist_ok=True)
        for part in folder.glob("*.parquet"):
            columns = pyarrow.parquet.read_table(part, columns=list(Place._fields)).to_pydict()
            self.places |= set(map(Place, *columns.values()))

    def __enter__(self) -> _Dataset:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write()

    def add(self, place: Place, result: FileRows | Failure) -> None:
        """The rows of a file."""
        self.places.add(place)
        file = place._asdict()
        if isinstance(result, Failure):
            self._rows.append(file | {"reason": result.reason, "message": result.message})
        else:
            letters = [{"part": one.part, "record": one.record, "text": one.text} for one in result.letters]
            self._rows += [file | {"sha256": result.sha256} | letter for letter in letters]
        if len(self._rows) >= _PART_ROWS:
            self._write()

    def _write(self) -> None:
        if not self._rows:
            return
        arrow = self._arrow
        kinds = {"size": arrow.int64(), "mtime_ns": arrow.int64(), "part": arrow.int32()}
        schema = arrow.schema([(name, kinds.get(name, arrow.string())) for name in _PARQUET])
        name = f"letters-{uuid.uuid4().hex}"
        unfinished = self._folder / f".{name}"
        arrow.parquet.write_table(arrow.Table.from_pylist(self._rows, schema), unfinished, compression="zstd")
        unfinished.rename(self._folder / f"{name}.parquet")
        self._rows.clear()
