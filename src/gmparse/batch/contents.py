"""The bytes of a file to read: at a path, in a ZIP archive, behind a URL."""

from __future__ import annotations

import hashlib
import io
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from gmparse.batch.remote import fetch, is_url
from gmparse.errors import DamagedFileError, InputError, LimitError, PasswordError
from gmparse.reading.zips import BROKEN, check

_CHUNK = 1 << 20


def content(path: str, member: str | None, limit: int) -> bytes | None:
    """The bytes of an archive's member or behind a URL; ``None`` for a path, which is opened as it is.

    Raises:
        GmparseError: they cannot be had, or are more than ``limit``.
    """
    if member is not None:
        return member_bytes(path, member, limit)
    return fetch(path, limit) if is_url(path) else None


def sha256(path: str, member: str | None, limit: int) -> str:
    """The hash of a file's bytes. Errors as `content`."""
    data = content(path, member, limit)
    try:
        with Path(path).open("rb") if data is None else io.BytesIO(data) as stream:
            return _digest(stream, limit)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from error


def named(data: bytes, name: str) -> io.BytesIO:
    """Bytes as an opened file of that name."""
    stream = io.BytesIO(data)
    stream.name = name
    return stream


def _digest(stream: BinaryIO, limit: int) -> str:
    digest = hashlib.sha256()
    left = limit
    while chunk := stream.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise LimitError.beyond("max_bytes", limit, "the file has too many bytes")
        digest.update(chunk)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _opened(archive: str, size: int, mtime_ns: int) -> zipfile.ZipFile:
    """An archive, kept open: a large one's directory takes long to read, and its members come one after the other."""
    with Path(archive).open("rb") as stream:
        check(stream)
    return zipfile.ZipFile(archive)


def member_bytes(archive: str, member: str, limit: int) -> bytes:
    """One member of a ZIP archive, never more than ``limit`` bytes of it: what its directory says may be a lie.

    Raises:
        PasswordError, DamagedFileError, LimitError, InputError: it cannot be unpacked.
    """
    try:
        stat = Path(archive).stat()
        with _opened(archive, stat.st_size, stat.st_mtime_ns).open(member) as stream:
            data = stream.read(limit + 1)
    except (OSError, KeyError) as error:
        raise InputError(f"{member}: cannot be read: {error}") from error
    except BROKEN as error:
        if type(error) is RuntimeError:  # zipfile's word for an encrypted member
            raise PasswordError(f"{member}: encrypted inside of its archive: unpack it first") from error
        raise DamagedFileError(f"{member}: cannot be unpacked: {error}") from error
    if len(data) > limit:
        raise LimitError.beyond("max_bytes", limit, f"{member}: has too many bytes, unpacked")
    return data
