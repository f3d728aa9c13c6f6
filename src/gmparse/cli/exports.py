"""``gmparse export``: letters from files or an index into one of the formats of `gmparse.export`."""

from __future__ import annotations

import csv
import hashlib
import logging
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple

from gmparse import export
from gmparse.cli import bug, say
from gmparse.cli.letters import overall
from gmparse.errors import DamagedFileError, ExitCode, GmparseError, InputError, UsageError
from gmparse.letter import Letter
from gmparse.options import Options
from gmparse.parse import parse_all

_SQLITE = b"SQLite format 3\0"


class Task(NamedTuple):
    """What ``gmparse export`` was asked to do. ``filters``: conditions of `gmparse.Index.search` that were given."""

    sources: tuple[Path, ...]
    format: str
    out: Path
    bom: bool
    evidence: bool
    organs: Path | None
    attach: bool
    filters: Mapping[str, Any]
    options: Options
    traceback: bool


def run(task: Task) -> int:
    """Export; gives the exit code. When no file gave a letter, nothing is written."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells of every oddity of a PDF
    if task.format not in export.FORMATS:
        raise UsageError(f"unknown format {task.format!r}; choose one of {', '.join(export.FORMATS)}")
    organs = _organs(task.organs)
    source = _source(task)
    letters = source.letters()
    first = next(letters, None)
    if first is None and any(source.codes):
        return overall(source.codes)
    report = export.write(
        chain([first] if first else [], letters),
        task.out,
        task.format,
        bom=task.bom,
        evidence=task.evidence,
        organs=organs,
        link=source.link,
        content=source.content if task.attach else None,
    )
    _tell(report, task.out)
    return overall(source.codes)


def _tell(report: export.Report, out: Path) -> None:
    for note in report.notes:
        say(f"{note.letter}: {note.field}: {note.why}")
    losses = f", {len(report.notes)} remarks above" if report.notes else ""
    say(f"{out}: {report.entries} entries from {report.letters} letters{losses}")


def _organs(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            if not {"name", "organ_id"} <= set(table.fieldnames or ()):
                raise UsageError(f"{path}: needs the columns name and organ_id")
            return {row["name"]: row["organ_id"] for row in table if row["name"] and row["organ_id"]}
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DamagedFileError(f"{path}: is no CSV file in UTF-8: {error}") from error


def _source(task: Task) -> _Files | _Database:
    databases = [path for path in task.sources if _is_database(path)]
    if not databases:
        if task.filters:
            option = next(iter(task.filters))
            raise UsageError(f"a condition ({option}) needs an index: make one with gmparse index FOLDER --db FILE")
        return _Files(task)
    if len(task.sources) > 1:
        raise UsageError(f"{databases[0]} is an index: give it alone")
    return _Database(task)


def _is_database(path: Path) -> bool:
    try:
        if not S_ISREG(path.stat().st_mode):  # of a pipe, what is read here would be lost
            return False
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False  # parsing says what is wrong with it


class _Origin:
    """Letters one by one, with the place of the file of the last one."""

    def __init__(self, task: Task) -> None:
        self.codes: list[int] = []
        self._task = task
        self._path = ""

    def link(self, letter: Letter) -> str | None:
        """Address of the letter's file."""
        del letter
        if "://" in self._path:
            return self._path
        return Path(self._path).absolute().as_uri() if self._path else None

    def content(self, letter: Letter) -> bytes | None:
        """The letter's file, when it is still the same."""
        try:
            data = Path(self._path).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == letter.source.sha256 else None


class _Files(_Origin):
    """Letters of files; a file that fails is said and the others go on."""

    def letters(self) -> Iterator[Letter]:
        for path in self._task.sources:
            try:
                found = parse_all(path, options=self._task.options)
            except UsageError:
                raise
            except GmparseError as error:
                message = str(error)
                say(message if message.startswith(str(path)) else f"{path}: {message}")
                self.codes.append(error.exit_code)
                continue
            except Exception as error:  # noqa: BLE001  a bug in one letter must not hide the others
                self.codes.append(bug(error, self._task.traceback, f"{path}: "))
                continue
            self.codes.append(ExitCode.OK)
            self._path = str(path)
            yield from found


class _Database(_Origin):
    """Letters of an index: with a query the best first, else the oldest first, as registers are kept."""

    def letters(self) -> Iterator[Letter]:
        from gmparse.index import Index

        with Index(self._task.sources[0], create=False) as index:
            for filed in index.letters(**self._task.filters):
                self._path = filed.path
                yield filed.letter
