"""How large the directory of a ZIP archive is, before `zipfile` makes an object of each of its entries."""

from __future__ import annotations

import lzma
import os
import struct
import zipfile
import zlib
from typing import BinaryIO

MAX_ENTRIES = 100_000
# What zipfile raises on broken input, as measured by flipping bytes: it has no error class of its own for most.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,  # with NotImplementedError
    ValueError,  # with UnicodeDecodeError
    OSError,
)
_ENTRY = 300  # bytes that an entry may have on average, its name included: they are seldom more than 150
_MARK = b"PK\5\6"
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_COMMENT = 0x1_0000  # bytes behind the record, at most


def opened(stream: BinaryIO) -> zipfile.ZipFile:
    """An archive whose directory is not beyond all sense.

    Raises:
        zipfile.BadZipFile: it is, or the archive is broken.
        OSError, ValueError, NotImplementedError: as `zipfile.ZipFile`.
    """
    check(stream)
    return zipfile.ZipFile(stream)


def check(stream: BinaryIO) -> None:
    """Refuse an archive whose directory is beyond all sense. Errors as `opened`."""
    if _directory(stream) > MAX_ENTRIES * _ENTRY:
        raise zipfile.BadZipFile("its directory is too large")
    stream.seek(0)


def _directory(stream: BinaryIO) -> int:
    """Bytes of the directory by the record that `zipfile` finds, in the same way; 0 where there is none."""
    size = stream.seek(0, os.SEEK_END)
    start = stream.seek(max(0, size - _END.size - _COMMENT))
    tail = stream.read()
    last = tail[-_END.size :]
    at = len(tail) - len(last) if last.startswith(_MARK) and last.endswith(b"\0\0") else tail.rfind(_MARK)
    if at < 0 or len(tail) - at < _END.size:
        return 0
    told: int = _END.unpack_from(tail, at)[5]
    stream.seek(max(0, start + at - _LOCATOR.size))
    locator = stream.read(_LOCATOR.size)
    if len(locator) < _LOCATOR.size or not locator.startswith(b"PK\6\7"):
        return told
    stream.seek(max(0, start + at - _LOCATOR.size - _END_64.size))  # there `zipfile` looks, too
    record = stream.read(_END_64.size)
    if len(record) < _END_64.size or not record.startswith(b"PK\6\6"):
        return told
    size_64: int = _END_64.unpack(record)[8]
    return size_64
