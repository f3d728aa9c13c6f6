"""Bytes → `gmparse.page.Document`: one file a format, chosen by the file's own bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from gmparse.errors import GmparseError, InputError, LimitError, UsageError
from gmparse.options import DEFAULT, Options
from gmparse.page import Document, Page
from gmparse.reading.deadline import within
from gmparse.reading.native import ONE_THREAD
from gmparse.reading.pipes import opened
from gmparse.reading.sniff import DOC, DOCX, PDF, RTF, TEXT, media_type

Source = str | os.PathLike[str] | bytes | BinaryIO
Reader = Callable[[bytes, str, str, Options], Document]


def read_document(source: Source | Sequence[Source], options: Options | None = None) -> Document:
    """Read a file into lines with their places.

    Args:
        source: a path, the bytes themselves, a file opened in binary mode (read to its end, not closed), or a list of
            the page images of one letter.
        options: engine, password and limits.

    Raises:
        InputError: missing, a folder, empty, not permitted, a pipe that nobody writes into.
        LimitError: larger than a limit of the options.
        UnsupportedFormatError, DamagedFileError, PasswordError: see `gmparse.errors`.
        UsageError: the source is nothing that can be read.

    Messages begin with the file's path where it has one. Threads take turns: see `gmparse.reading.native`.
    """
    options = options or DEFAULT
    if isinstance(source, (list, tuple)):
        with ONE_THREAD, within(options.max_ocr_seconds):
            return _together(source, options)
    return _alone(cast(Source, source), options)


def _alone(single: Source, options: Options) -> Document:
    label = _label_of(single)
    with _labelled(label):
        data, kind = sniffed(single, options)
        sha256 = hashlib.sha256(data).hexdigest()
        with ONE_THREAD, within(options.max_ocr_seconds):  # the wait for one's turn is no time of recognition
            return _reader(kind, options)(data, Path(label).name or label, sha256, options)


@contextmanager
def _labelled(label: str) -> Iterator[None]:
    """Messages of errors begin with the file's path where it has one."""
    try:
        yield
    except GmparseError as error:
        raise error.at(label) from error


def _together(sources: Sequence[Source], options: Options) -> Document:
    """One letter from pictures of its pages; all of them have one deadline."""
    if not sources:
        raise UsageError("an empty list: give the page images of one letter")
    documents = []
    for source in sources:
        with _labelled(_label_of(source)):
            _, kind = sniffed(source, options)
        if not kind.startswith("image/"):
            raise UsageError(f"only page images make one letter together: give {_label_of(source) or kind} alone")
        documents.append(read_document(source, options))
    pages = [page for document in documents for page in document.pages]
    sha256 = hashlib.sha256("".join(document.sha256 for document in documents).encode()).hexdigest()
    numbered = tuple(_numbered(page, number) for number, page in enumerate(pages, start=1))
    stamps = tuple(stamp for document in documents for stamp in document.stamps)
    return replace(documents[0], pages=numbered, page_count=len(pages), sha256=sha256, stamps=stamps)


def _numbered(page: Page, number: int) -> Page:
    return replace(page, number=number, lines=tuple(replace(line, page=number) for line in page.lines))


def sniffed(source: Source, options: Options) -> tuple[bytes, str]:
    """Bytes and media type of a source. Errors as `read_document`."""
    data = _bytes_of(source, options.max_bytes)
    return data, media_type(data)


def _label_of(source: Source) -> str:
    """The path as given; a nameless source has the empty name. Bytes that are no UTF-8 become U+FFFD."""
    named = source if isinstance(source, (str, os.PathLike)) else getattr(source, "name", "")
    return os.fsencode(named).decode("utf-8", "replace") if isinstance(named, (str, os.PathLike)) else ""


def _bytes_of(source: Source, limit: int) -> bytes:
    if isinstance(source, (str, os.PathLike)):
        return _bytes_at(Path(source), limit)
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _within(bytes(source), limit)
    if not hasattr(source, "read"):
        raise UsageError(f"cannot read a {type(source).__name__}: give a path, bytes or a file opened in binary mode")
    return _within(b"".join(_chunks(source, limit)), limit)


def _chunks(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """All of a stream, and not much more than the limit: a pipe without a buffer gives only what is there already."""
    left = limit + 1
    try:
        while left > 0 and (chunk := stream.read(left)):
            if not isinstance(chunk, bytes):
                raise UsageError("the file is opened as text: open it in binary mode ('rb')")
            left -= len(chunk)
            yield chunk
    except OSError as error:
        raise InputError(f"cannot be read to its end: {error.strerror or error}") from error


def _bytes_at(path: Path, limit: int) -> bytes:
    try:
        with opened(path) as (stream, begun):
            if os.fstat(stream.fileno()).st_size > limit:
                raise _too_large(limit, os.fstat(stream.fileno()).st_size)
            return _within(begun + stream.read(limit + 1), limit)
    except FileNotFoundError as error:
        raise InputError("no such file: check the path") from error
    except IsADirectoryError as error:
        raise InputError("is a folder: give the files in it") from error
    except PermissionError as error:
        raise InputError("may not be read: give yourself the right to read it (chmod u+r)") from error
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise InputError(f"cannot be opened: {getattr(error, 'strerror', None) or error}") from error


def _within(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise _too_large(limit)
    return data


def _too_large(limit: int, size: int | None = None) -> LimitError:
    what = f"the file has {size:,} bytes" if size else "the file has too many bytes"
    return LimitError.beyond("max_bytes", limit, what, found=size)


def _reader(kind: str, options: Options) -> Reader:
    """The reader of a media type; its module is loaded now and not before."""
    if kind == PDF and options.engine == "pdfplumber":
        from gmparse.reading.plumber import read_pdf_with_pdfplumber

        return read_pdf_with_pdfplumber
    if kind == PDF:
        from gmparse.reading.pdf import read_pdf

        return read_pdf
    if kind == DOCX:
        from gmparse.reading.docx import read_docx

        return read_docx
    if kind == TEXT:
        from gmparse.reading.plain import read_plain

        return read_plain
    if kind in (DOC, RTF):
        from gmparse.reading.doc import read_doc

        return lambda data, name, sha256, options: read_doc(data, kind, name, sha256, options)
    from gmparse.reading.pictures import read_image

    return lambda data, name, sha256, options: read_image(data, kind, name, sha256, options)
