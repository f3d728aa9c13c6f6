"""What to index: files, folders, globs and ZIP archives as one stream of files."""

from __future__ import annotations

import glob
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from stat import S_ISREG
from typing import NamedTuple

from gmparse.batch.failures import Failure, failure_of
from gmparse.batch.remote import is_url
from gmparse.batch.urls import listing
from gmparse.errors import LimitError
from gmparse.reading.zips import BROKEN, MAX_ENTRIES, opened

LETTERS = frozenset(
    ".pdf .docx .doc .rtf .txt .jpg .jpeg .png .tif .tiff .bmp .gif .webp .heic .jp2".split()  # noqa: SIM905
)
ARCHIVE = ".zip"
INSIDE = "!/"  # between an archive's path and a member's name
_MAX_ARCHIVE = 20 << 30  # bytes that the members of an archive may have together, unpacked
_HIDDEN = (".", "~$")  # and the lock files of Word

Listed = str | os.PathLike[str]


class Place(NamedTuple):
    """A path, as an index writes it, with what its file system says of it."""

    path: str
    size: int
    mtime_ns: int


class Found(NamedTuple):
    """A file to index, or why it cannot be. ``member``: of the ZIP archive at ``path``."""

    path: str
    size: int
    mtime_ns: int
    member: str | None = None
    failure: Failure | None = None

    @property
    def place(self) -> Place:
        """Its row in the index."""
        return Place(key_of(self.path, self.member), self.size, self.mtime_ns)


def key_of(path: str, member: str | None = None) -> str:
    """How the index writes a path. Bytes of a name that are no UTF-8 stand as ``\\xHH``."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return text if member is None else f"{text}{INSIDE}{member}"


class Sources:
    """The files below some paths, in a fixed order, each as often as it is listed.

    In folders and archives only files with the name of a letter (`LETTERS`) or of a ZIP archive count, others are
    counted in ``ignored``; a file that is named itself is taken whatever its name. Links to folders are not followed.

    Args:
        paths: files, folders, ZIP archives, globs (``**`` crosses folders), fsspec URLs of files and folders.
        max_bytes: members of archives larger than this are refused.
    """

    def __init__(self, paths: Iterable[Listed], max_bytes: int) -> None:
        self._paths = paths
        self._max_bytes = max_bytes
        self.ignored = 0

    def __iter__(self) -> Iterator[Found]:
        self.ignored = 0
        for listed in self._paths:
            if is_url(str(listed)):
                yield from self._url(str(listed))
                continue
            yield from self._listed(os.path.abspath(os.fspath(listed)))  # noqa: PTH100  Path would drop a trailing dot

    def _url(self, url: str) -> Iterator[Found]:
        """Files behind a URL; archives there are not opened."""
        try:
            for one in listing(url):
                if one.url.rstrip("/") == url.rstrip("/") or self._is_letter(one.url.rpartition("/")[2]):
                    yield Found(*one)
        except OSError as error:
            yield _refused(url, error)

    def _listed(self, path: str) -> Iterator[Found]:
        if os.path.isdir(path):  # noqa: PTH112
            yield from self._folder(path)
        elif not os.path.lexists(path) and glob.has_magic(path):
            for match in sorted(glob.iglob(path, recursive=True)):  # noqa: PTH207  Path.glob wants relative patterns
                yield from self._listed(match)
        else:
            yield from self._file(path)

    def _folder(self, path: str) -> Iterator[Found]:
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            yield _refused(path, error)
            return
        for entry in entries:
            if entry.name.startswith(_HIDDEN):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._folder(entry.path)
            elif self._is_letter(entry.name):
                yield from self._file(entry.path)

    def _is_letter(self, name: str) -> bool:
        wanted = os.path.splitext(name)[1].lower() in {*LETTERS, ARCHIVE}  # noqa: PTH122
        self.ignored += not wanted
        return wanted

    def _file(self, path: str) -> Iterator[Found]:
        try:
            stat = os.stat(path)  # noqa: PTH116
        except OSError as error:
            yield _refused(path, error)
            return
        found = Found(path, stat.st_size, stat.st_mtime_ns)
        if not S_ISREG(stat.st_mode):  # reading a pipe would wait for its writer
            yield found._replace(failure=Failure("unreadable", "is no regular file"))
        elif path.lower().endswith(ARCHIVE):
            yield from self._archive(found)
        else:
            yield found

    def _archive(self, found: Found) -> Iterator[Found]:
        try:
            with open(found.path, "rb") as stream, opened(stream) as archive:  # noqa: PTH123
                members = [info for info in archive.infolist() if not info.is_dir()]
                if any(info.filename == "[Content_Types].xml" for info in members):
                    yield found  # a DOCX under another name
                else:
                    yield from self._members(found, members)
        except OSError as error:
            yield _refused(found.path, error)
        except BROKEN as error:
            yield found._replace(failure=Failure("damaged", f"the ZIP archive cannot be opened: {error}"))

    def _members(self, found: Found, members: list[zipfile.ZipInfo]) -> Iterator[Found]:
        if len(members) > MAX_ENTRIES or sum(info.file_size for info in members) > _MAX_ARCHIVE:
            much = f"more than {MAX_ENTRIES:,} files or {_MAX_ARCHIVE >> 30} GB in one archive: unpack it"
            yield found._replace(failure=Failure("too-large", much))
            return
        for info in sorted(members, key=lambda info: info.filename):
            name = info.filename.rpartition("/")[2]
            if name.startswith(_HIDDEN) or info.filename.startswith("__MACOSX/") or not self._is_letter(name):
                continue
            yield found._replace(size=info.file_size, member=info.filename, failure=self._refusal(info, name))

    def _refusal(self, info: zipfile.ZipInfo, name: str) -> Failure | None:
        if info.flag_bits & 1:
            return Failure("encrypted", "encrypted inside of its archive: unpack it first")
        if name.lower().endswith(ARCHIVE):
            return Failure("unsupported", "an archive inside of an archive: unpack it first")
        if info.file_size > self._max_bytes:
            what = f"has {info.file_size:,} bytes, unpacked"
            return failure_of(LimitError.beyond("max_bytes", self._max_bytes, what, found=info.file_size))
        return None


def _refused(path: str, error: OSError) -> Found:
    why = "no such file" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
    return Found(path, 0, 0, failure=Failure("unreadable", why))


def missing(keys: Iterable[str]) -> Iterator[str]:
    """Those of the index's paths at which there is nothing any more. What cannot be looked at is not missing."""
    opened: tuple[str, frozenset[str]] = ("", frozenset())
    for key in keys:
        archive, inside, member = key.partition(ARCHIVE + INSIDE)
        path = archive + ARCHIVE if inside else key
        if not _is_there(path):
            yield key
        elif inside:
            if opened[0] != path:
                opened = (path, _names(path))
            if opened[1] and member not in opened[1]:
                yield key


def _is_there(key: str) -> bool:
    for path in {key, _unescaped(key)}:
        try:
            os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError):
            return True
        return True
    return False


def _unescaped(key: str) -> str:
    """The path whose undecodable bytes `key_of` wrote as ``\\xHH``."""
    parts = key.split("\\x")
    raw = parts[0].encode()
    for part in parts[1:]:
        try:
            raw += bytes.fromhex(part[:2]) + part[2:].encode()
        except ValueError:
            return key
    return os.fsdecode(raw)


def _names(archive: str) -> frozenset[str]:
    with suppress(*BROKEN), open(archive, "rb") as stream, opened(stream) as listed:  # noqa: PTH123
        return frozenset(listed.namelist())
    return frozenset()
