"""Many letters at once: worker processes, hard limits for each letter, results as they come."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, BinaryIO

from gmparse.batch.failures import REASONS, Failure
from gmparse.batch.pool import Done, Job, Limits, Pool
from gmparse.batch.remote import is_url
from gmparse.errors import UsageError
from gmparse.options import DEFAULT, Options

if TYPE_CHECKING:
    from gmparse.letter import Letter

__all__ = ["REASONS", "Done", "Failure", "Job", "Limits", "Outcome", "Pool", "cores", "parse_many"]

Source = str | os.PathLike[str] | bytes | BinaryIO


class Outcome:
    """What became of one source of `parse_many`: its letters, or why there are none.

    Attributes:
        source: as given.
        position: its place among the sources, from 0.
        failure: ``None``, or its ``reason`` (a code of docs/bulk.md: timeout, memory, crashed, encrypted, damaged,
            unsupported, empty …) and ``message`` (one line).
        texts: the running text of each letter's pages, for search.
        letters: every letter of the file, in order; empty when it failed.
    """

    def __init__(
        self,
        source: Source,
        position: int,
        *,
        records: tuple[str, ...] = (),
        texts: tuple[str, ...] = (),
        failure: Failure | None = None,
    ) -> None:
        self.source = source
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
        source = self.source if isinstance(self.source, (str, os.PathLike)) else type(self.source).__name__
        return f"<Outcome {self.position} of {source}: {what}>"


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
        sources: paths, fsspec URLs, bytes, or files opened in binary mode.
        jobs: worker processes; as many as there are processor cores when left out.
        options: limits and choices of each parse.
        timeout: seconds that one file may take.
        memory_mb: megabytes that a worker may hold.

    Raises:
        UsageError: a limit that makes no sense, or a source that is nothing of these.
    """
    limits = Limits(timeout=timeout, memory_mb=memory_mb)
    with Pool[tuple[Source, int]](
        "gmparse.batch.letters:records", PREPARE, options or DEFAULT, jobs=jobs or cores(), limits=limits
    ) as pool:
        for (source, position), result in pool.run(_jobs(sources)):
            if isinstance(result, Failure):
                yield Outcome(source, position, failure=result)
            else:
                records, texts = result
                yield Outcome(source, position, records=records, texts=texts)


PREPARE = "gmparse.batch.letters:prepare"


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


def _jobs(sources: Iterable[Source]) -> Iterator[Job[tuple[Source, int]]]:
    for source, position in zip(sources, count(), strict=False):
        yield Job((source, position), _file(source))


def _file(source: Source) -> tuple[str, str | None, bytes | None]:
    """The payload of `gmparse.batch.letters.File`, whose module is heavy and belongs to the workers."""
    if isinstance(source, str) and is_url(source):
        return source, None, None
    if isinstance(source, (str, os.PathLike)):
        return os.path.abspath(os.fspath(source)), None, None  # noqa: PTH100
    if isinstance(source, (bytes, bytearray, memoryview)):
        return "", None, bytes(source)
    if hasattr(source, "read"):
        return str(getattr(source, "name", "")), None, source.read()
    raise UsageError(f"cannot read a {type(source).__name__}: give a path, bytes or a file opened in binary mode")
