"""Parquet: the columns of csv with types; lists stay lists. Needs the extra ``parquet``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from gmparse.errors import MissingDependencyError
from gmparse.export.columns import COLUMNS
from gmparse.export.notes import Notes, Report
from gmparse.letter import Letter

_ROWS = 5_000  # of one row group: what is held in memory


def write(letters: Iterable[Letter], stream: IO[bytes]) -> Report:
    """Write the rows, nothing is cut.

    Raises:
        MissingDependencyError: pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingDependencyError("parquet needs pyarrow: pip install 'gmparse[parquet]'") from error
    kinds = {"text": pyarrow.string(), "integer": pyarrow.int32(), "list": pyarrow.list_(pyarrow.string())}
    schema = pyarrow.schema([pyarrow.field(c.name, kinds[c.kind], metadata={"about": c.about}) for c in COLUMNS])
    notes = Notes()
    with pyarrow.parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for rows in _groups(letters, notes):
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
    return notes.report(notes.letters)


def _groups(letters: Iterable[Letter], notes: Notes) -> Iterator[list[dict[str, Any]]]:
    waiting = iter(letters)
    while rows := [_row(letter, notes) for letter in islice(waiting, _ROWS)]:
        yield rows


def _row(letter: Letter, notes: Notes) -> dict[str, Any]:
    notes.begin(letter)
    return {column.name: column.value(letter) for column in COLUMNS}
