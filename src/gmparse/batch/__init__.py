"""Many letters at once: worker processes, hard limits for each letter, results as they come."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from gmparse.batch.failures import REASONS, Failure
from gmparse.batch.pool import Done, Job, Limits, Pool
from gmparse.batch.sources import Sources
from gmparse.errors import UsageError
from gmparse.options import DEFAULT, Options

if TYPE_CHECKING:
    from gmparse.letter import Letter

__all__ = ["REASONS", "Done", "Failure", "Job", "Limits", "Outcome", "Pool", "cores", "parse_many"]

Source = str | os.PathLike[str] | bytes | BinaryIO
_Payload = tuple[str, str | None, bytes | None]


class _Key(NamedTuple):
    source: Source
    path: str
    position: int


class Outcome:
    """What became of one file of `parse_many`: its letters, or why there are none.

    Attributes:
        source: as given; a folder, a glob or an archive has an outcome for each of its files.
        path: of the file, ``archive.zip!/member`` in an archive; the name of an open file, blank for bytes.
        position: its place among the files in the order of the sources, from 0.
        failure: ``None``, or its ``reason`` (a code of docs/bulk.md: timeout, memory, crashed, encrypted, damaged,
            unsupported, empty …) and ``message`` (one line).
        texts: the running text of each letter's pages, for search.
        letters: every letter of the file, in order; empty when it failed.
    """

    def __init__(
        self,
        source: Source,
        path: str,
        position: int,
        *,
        records: tuple[str, ...] = (),
        texts: tuple[str, ...] = (),
        failure: Failure | None = None,
    ) -> None:
        self.source = source
        self.path = path
        self.position = position
        self.failure = failure
        self.texts = texts
        self._records = records

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """Every letter of the file; made from the worker's JSON when first asked for."""
        from gmparse.letter import Letter

        return tuple(map(Letter.model_validate_json, self._records))

    def __repr__(self) -> str:
        what = self.failure.reason if self.failure else f"{len(self._records)} letters"
        return f"<Outcome {self.position} of {self.path or 'bytes'}: {what}>"


def parse_many(
    sources: Iterable[Source],
    *,
    jobs: int | None = None,
    options: Options | None = None,
    timeout: float = 300.0,
    memory_mb: int = 1500,
) -> Iterator[Outcome]:
    """Read every letter of many files in worker processes. A crash, a hang or a memory bomb costs one file.

    Outcomes come as they are finished, not in order: `Outcome.position` says whose each is. Sources are taken from the
    iterable a few ahead of the workers, so that neither side fills the memory. Leaving the loop ends the workers.

    Args:
        sources: paths, bytes, or files opened in binary mode. Folders are searched to the bottom for files with the
            name of a letter; ZIP archives, globs and fsspec URLs are followed too.
        jobs: worker processes; as many as there are processor cores when left out.
        options: limits and choices of each parse.
        timeout: seconds that one file may take.
        memory_mb: megabytes that a worker may hold.

    Raises:
        UsageError: a limit that makes no sense, or a source that is nothing of these.
    """
    options, limits = options or DEFAULT, Limits(timeout=timeout, memory_mb=memory_mb)
    workers = cores() if jobs is None else jobs
    with Pool[_Key]("gmparse.batch.letters:records", PREPARE, options, jobs=workers, limits=limits) as pool:
        for key, result in pool.run(_jobs(sources, options.max_bytes)):
            if isinstance(result, Failure):
                yield Outcome(*key, failure=result)
            else:
                yield Outcome(*key, records=result[0], texts=result[1])


PREPARE = "gmparse.batch.letters:prepare"


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


def _jobs(sources: Iterable[Source], limit: int) -> Iterator[Job[_Key]]:
    position = count()
    for source in sources:
        for path, payload, failure in _files(source, limit):
            yield Job(_Key(source, path, next(position)), (payload, failure))


def _files(source: Source, limit: int) -> Iterator[tuple[str, _Payload, Failure | None]]:
    """Path, payload (a `gmparse.batch.letters.File`, whose module is heavy and for the workers) and failure of each."""
    if isinstance(source, (str, os.PathLike)):
        for found in Sources([source], limit):
            yield found.place.path, (found.path, found.member, None), found.failure
    elif isinstance(source, (bytes, bytearray, memoryview)):
        yield "", ("", None, bytes(source)), None
    elif hasattr(source, "read"):
        name = str(getattr(source, "name", ""))
        yield name, (name, None, source.read()), None
    else:
        raise UsageError(f"cannot read a {type(source).__name__}: give a path, bytes or a file opened in binary mode")
