"""The work on one letter in a worker: the file's letters with their running text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from gmparse.batch.contents import content, named
from gmparse.batch.failures import Failure
from gmparse.letter import Letter
from gmparse.lexicon.user import using
from gmparse.options import Options
from gmparse.page import Document
from gmparse.parse import letters_of
from gmparse.reading import read_document
from gmparse.zones import Part, split

WARM_UP = "Kính gửi: Phòng Nội vụ\nĐề nghị đồng chí Trần Văn Mẫu, Phó Giám đốc Sở Y tế dự họp lúc 8 giờ.".encode()


class File(NamedTuple):
    """Where a letter's bytes are: a path, a member of a ZIP archive at a path, or the bytes themselves with a name."""

    path: str = ""
    member: str | None = None
    data: bytes | None = None


class Read(NamedTuple):
    """A letter as read: the record, and the running text of its pages, annexes included."""

    letter: Letter
    text: str


def prepare(options: Options) -> None:
    """Load what every letter needs, before workers are forked: code, patterns, spaCy and the pipeline."""
    if options.only != "header":
        from gmparse.nlp import entities

        entities(["đồng chí Trần Văn Mẫu, Phó Giám đốc Sở Y tế"])
    read_letters(options, File(data=WARM_UP))


def read_letters(options: Options, file: File) -> list[Read] | Failure:
    """All letters of a file.

    Raises:
        GmparseError: as `gmparse.parse`.
    """
    source = _source(file, options)
    if _is_empty(source):
        return Failure("empty", "the file is empty: fetch it again from where it came")
    with using(options.lexicon):
        document = read_document(source, options)
        return [
            Read(letter, text) for letter, text in zip(letters_of(document, options), _texts(document), strict=True)
        ]


def records(
    options: Options, payload: tuple[tuple[str, str | None, bytes | None], Failure | None]
) -> tuple[tuple[str, ...], tuple[str, ...]] | Failure:
    """The work of `gmparse.parse_many`: the letters of a file as JSON, and their texts. A failure stays one."""
    file, failure = payload
    found = failure or read_letters(options, File(*file))
    if isinstance(found, Failure):
        return found
    return tuple(read.letter.model_dump_json() for read in found), tuple(read.text for read in found)


def _source(file: File, options: Options) -> str | io.BytesIO:
    """A path that is read as it is, or the bytes under their name."""
    data = file.data if file.data is not None else content(file.path, file.member, options.max_bytes)
    return file.path if data is None else named(data, file.member or file.path)


def _is_empty(source: str | io.BytesIO) -> bool:
    if isinstance(source, io.BytesIO):
        return not source.getbuffer().nbytes
    path = Path(source)
    return path.is_file() and not path.stat().st_size


def _texts(document: Document) -> Iterator[str]:
    """The running text of each letter of a document, its annexes behind it."""
    pieces = split(document)
    firsts = [at for at, piece in enumerate(pieces) if piece.kind == "letter"] or [0]
    for at, end in pairwise([*firsts, len(pieces)]):
        yield "\n".join(map(_text, pieces[at:end]))


def _text(piece: Part) -> str:
    return "\n".join(line.text for line in (*piece.lines, *piece.notes))
