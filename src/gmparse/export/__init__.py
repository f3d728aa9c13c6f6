"""Letters as what an office works with: registers, exchange formats, calendars (docs/export.md).

>>> import gmparse
>>> from gmparse import export
>>> letters = [gmparse.parse("fixtures/letters/gm-mau-nd30.pdf")]
>>> report = export.write(letters, "letters.ics", "ics")
>>> report.notes  # what was cut, left out, or had no code
()

One file a format; each has ``write(letters, stream, …) -> Report``. Letters are taken one by one, so that an archive of
any size can be written (the calendar alone holds its entries until the end).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NamedTuple

from gmparse.errors import UsageError
from gmparse.export.notes import Note, Report
from gmparse.letter import Letter

__all__ = ["FORMATS", "Format", "Note", "Report", "write"]


class Format(NamedTuple):
    """A format: the module that writes it, the usual ending of its files, what it is for."""

    module: str
    suffix: str
    about: str


FORMATS: dict[str, Format] = {
    "jsonl": Format("jsonl", ".jsonl", "JSON Lines, one record a line, nothing left out"),
    "csv": Format("table", ".csv", "one row a letter, flat columns"),
    "register-xlsx": Format("register", ".xlsx", "register of incoming letters and file index, Nghị định 30/2020"),
    "ics": Format("ics", ".ics", "calendar: meetings as events, assignments with deadlines as tasks"),
    "nd30-json": Format("nd30", ".json", "the 18 fields of Nghị định 30/2020, Phụ lục VI"),
    "edxml": Format("edxml", ".edxml", "QCVN 102:2016 messages: a file for one letter, a folder for several"),
    "ead-doc": Format("ead", ".json", "the 21 fields of Thông tư 05/2025/TT-BNV"),
    "parquet": Format("parquet", ".parquet", "the columns of csv, typed; needs the extra parquet"),
}


def write(
    letters: Iterable[Letter],
    path: str | os.PathLike[str],
    format: str,  # noqa: A002  the word of the command line
    *,
    bom: bool = False,
    evidence: bool = True,
    organs: Mapping[str, str] | None = None,
    link: Callable[[Letter], str | None] | None = None,
    content: Callable[[Letter], bytes | None] | None = None,
) -> Report:
    """Write letters in a format. The file appears when it is complete; a failed run leaves the older one as it was.

    Args:
        letters: taken one by one.
        path: the file; for ``edxml`` a file that ends with ``.edxml`` or ``.xml`` and holds one letter, else a folder.
        format: a key of `FORMATS`.
        bom: csv begins with a byte order mark, by which Excel knows UTF-8.
        evidence: jsonl keeps the place of every value.
        organs: edxml: identifier (mã định danh) of an organ by its name; letters hold none.
        link: ics: address under which a letter can be opened.
        content: edxml: the bytes of a letter's file, to be enclosed; ``None`` where there is none.

    Returns:
        How many letters and entries were written, and what was cut, left out or had no code.

    Raises:
        UsageError: unknown format, a path that cannot be written, several letters for one edxml file.
        MissingDependencyError: the format needs an extra; the message holds the command.
    """
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; choose one of {', '.join(FORMATS)}")
    module = import_module(f"gmparse.export.{FORMATS[format].module}")
    given: dict[str, dict[str, Any]] = {
        "jsonl": {"evidence": evidence},
        "csv": {"bom": bom},
        "ics": {"link": link},
        "edxml": {"organs": organs, "content": content},
    }
    target = Path(path)
    if format == "edxml" and (target.is_dir() or target.suffix.lower() not in (".edxml", ".xml")):
        with _told(target):
            report: Report = module.write_folder(letters, target, **given["edxml"])
            return report
    return _whole(target, partial(module.write, letters, **given.get(format, {})))


def _whole(path: Path, fill: Callable[[IO[bytes]], Report]) -> Report:
    """Fill a file beside the path, then put it there. What is no file (a pipe, a device) is written, not replaced."""
    with _told(path):
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                return fill(stream)
        path = path.resolve()  # a link stays one
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with unfinished.open("wb") as stream:
                report = fill(stream)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return report


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
