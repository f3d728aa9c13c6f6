"""``gmparse parse``: files in, records out, and what went wrong beside them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gmparse.cli import bug, say
from gmparse.errors import ExitCode, GmparseError, UsageError
from gmparse.options import Options
from gmparse.parse import parse, parse_all

if TYPE_CHECKING:
    from gmparse.letter import Letter


class Job(NamedTuple):
    """What ``gmparse parse`` was asked to do. ``style``: json, jsonl, table, or ``None`` for what fits the output."""

    files: tuple[Path, ...]
    style: str | None
    options: Options
    combine: bool
    all_letters: bool
    evidence: bool
    traceback: bool


class _Output(Protocol):
    def add(self, name: str, letter: Letter) -> None: ...
    def close(self) -> None: ...


def run(job: Job) -> int:
    """Parse and print; gives the exit code."""
    _quiet_libraries()
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
    """Name and letters of each file, or name and exit code when it failed; the reason is said at once."""
    for source in [list(job.files)] if job.combine else list(job.files):
        name = ", ".join(map(str, source)) if isinstance(source, list) else str(source)
        try:
            if job.all_letters:
                yield name, parse_all(source, options=job.options)
            else:
                yield name, [parse(source, options=job.options)]
        except UsageError:
            raise
        except GmparseError as error:
            message = str(error)
            say(message if message.startswith(name) else f"{name}: {message}")
            yield name, error.exit_code
        except Exception as error:  # noqa: BLE001  a bug in one letter must not hide the others
            yield name, bug(error, job.traceback, f"{name}: ")


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
