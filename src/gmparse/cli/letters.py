"""``gmparse parse``: files in, records out, and what went wrong beside them; each file is read in a worker."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gmparse.batch import Failure, Limits, Pool
from gmparse.batch import Job as PoolJob
from gmparse.batch.contents import named
from gmparse.cli import say, say_bug
from gmparse.errors import ExitCode, GmparseError, InputError, UsageError
from gmparse.options import Options
from gmparse.parse import parse, parse_all
from gmparse.reading.pipes import opened

if TYPE_CHECKING:
    from gmparse.letter import Letter


_OWN = ("/dev/", "/proc/")  # /dev/stdin and the like are other files in a worker


class Job(NamedTuple):
    """What ``gmparse parse`` was asked to do. ``style``: json, jsonl, table, or ``None`` for what fits the output."""

    files: tuple[Path, ...]
    style: str | None
    options: Options
    combine: bool
    all_letters: bool
    evidence: bool
    traceback: bool
    limits: Limits


class _Output(Protocol):
    def add(self, name: str, letter: Letter) -> None: ...
    def close(self) -> None: ...


def run(job: Job) -> int:
    """Parse and print; gives the exit code."""
    codes: list[int] = []
    output = _output(job)
    for name, letters in _parsed(job):
        if isinstance(letters, int):
            codes.append(letters)
            continue
        codes.append(ExitCode.OK)
        for letter in letters:
            output.add(name, letter)
    output.close()
    return overall(codes)


def overall(codes: Sequence[int]) -> int:
    """The exit code of a run from those of its files: a bug shows through, a part that failed is ``SOME_FAILED``."""
    failed = [code for code in codes if code != ExitCode.OK]
    if not failed:
        return ExitCode.OK
    if ExitCode.BUG in failed:
        return ExitCode.BUG
    if len(failed) < len(codes):
        return ExitCode.SOME_FAILED
    return failed[0] if len(set(failed)) == 1 else ExitCode.UNREADABLE


def _parsed(job: Job) -> Iterator[tuple[str, Sequence[Letter] | int]]:
    """Name and letters of each file, or name and exit code when it failed; the reason is said at once.

    One worker after the other, forked from this process: nothing is loaded twice, and whatever a file does to its
    worker, the next file has another.
    """
    how = _How(job.options, job.all_letters, job.combine)
    with Pool[str](WORK, PREPARE, how, jobs=1, limits=job.limits, fork=True) as workers:
        for name, result in workers.run(_jobs(job)):
            if isinstance(result, list):
                yield name, result
            else:
                yield name, _said(name, result, job.traceback)


def _jobs(job: Job) -> Iterator[PoolJob[str]]:
    for files in [job.files] if job.combine else [(file,) for file in job.files]:
        yield PoolJob(", ".join(map(str, files)), [_readable(file, job.options.max_bytes) for file in files])


def _readable(file: Path, limit: int) -> Path | _Bytes:
    """A file that a worker can open itself, or what came out of a pipe or another file of this process alone."""
    try:
        if S_ISREG(file.stat().st_mode) and not str(file).startswith(_OWN):
            return file
        with opened(file) as (stream, begun):
            return _Bytes(str(file), begun + stream.read(limit + 1 - len(begun)))
    except (OSError, ValueError, InputError):  # missing, a folder, a pipe without a writer: the worker says so
        return file


def _said(name: str, trouble: _Trouble | Failure, show: bool) -> int:
    """Say why a file has no letters; gives the exit code."""
    if isinstance(trouble, Failure):
        code = ExitCode.BUG if trouble.reason == "bug" else ExitCode.UNREADABLE
        trouble = _Trouble(code, trouble.message)
    if trouble.code == ExitCode.USAGE:
        raise UsageError(trouble.message)
    if trouble.code == ExitCode.BUG:
        return say_bug(trouble.message, trouble.trace if show else "", f"{name}: ")
    say(trouble.message if trouble.message.startswith(name) else f"{name}: {trouble.message}")
    return trouble.code


# --- in a worker -----------------------------------------------------------------------------------------------------

WORK, PREPARE = "gmparse.cli.letters:work", "gmparse.cli.letters:prepare"


class _How(NamedTuple):
    options: Options
    all_letters: bool
    combine: bool


class _Bytes(NamedTuple):
    name: str
    data: bytes


class _Trouble(NamedTuple):
    code: int
    message: str
    trace: str = ""


def prepare(how: _How) -> None:
    """Nothing: a worker loads what its letter needs, which may be much less than all."""


def work(how: _How, files: Sequence[Path | _Bytes]) -> list[Letter] | _Trouble:
    """The letters of a file, or of several that are the pages of one; what went wrong is for the other side to say."""
    _quiet_libraries()
    sources = [named(file.data, file.name) if isinstance(file, _Bytes) else file for file in files]
    source = sources if how.combine else sources[0]
    try:
        return parse_all(source, options=how.options) if how.all_letters else [parse(source, options=how.options)]
    except GmparseError as error:
        return _Trouble(error.exit_code, str(error))
    except MemoryError:
        return _Trouble(ExitCode.UNREADABLE, "out of memory")
    except Exception as error:  # noqa: BLE001  a bug in one letter must not hide the others
        return _Trouble(ExitCode.BUG, f"{type(error).__name__}: {error}", traceback.format_exc())


def _quiet_libraries() -> None:
    """pdfminer tells of every oddity of a PDF; only its errors are of use here."""
    import logging

    logging.getLogger("pdfminer").setLevel(logging.ERROR)


def _output(job: Job) -> _Output:
    several = job.all_letters or (len(job.files) > 1 and not job.combine)
    style = job.style or ("table" if sys.stdout.isatty() else "jsonl" if several else "json")
    if style == "table":
        from gmparse.cli.table import Tables

        return Tables()
    if style == "jsonl":
        return _Lines(job.evidence)
    return _Array(job.evidence) if several else _Object(job.evidence)


class _Lines:
    """JSON Lines, each record written at once."""

    _indent: int | None = None

    def __init__(self, evidence: bool) -> None:
        self._evidence = evidence

    def add(self, name: str, letter: Letter) -> None:
        del name
        print(letter.to_json(evidence=self._evidence, indent=self._indent), flush=True)

    def close(self) -> None:
        pass


class _Object(_Lines):
    """One record as indented JSON."""

    _indent = 2


class _Array:
    """An indented JSON array of all records."""

    def __init__(self, evidence: bool) -> None:
        self._evidence = evidence
        self._records: list[object] = []

    def add(self, name: str, letter: Letter) -> None:
        del name
        self._records.append(letter.to_dict(evidence=self._evidence))

    def close(self) -> None:
        if self._records:
            print(json.dumps(self._records, ensure_ascii=False, indent=2))
