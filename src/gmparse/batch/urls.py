"""Letters behind fsspec URLs (``s3://bucket/letters``, ``file:///share/letters``): the extra ``dask`` brings fsspec."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from gmparse.batch.remote import filesystem

_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")
_TAGS = ("ETag", "etag", "checksum", "md5Hash", "crc32c")


class Listing(NamedTuple):
    """A file behind a URL. ``mtime_ns`` is its time, or a number made of its tag where there is no time."""

    url: str
    size: int
    mtime_ns: int


def listing(url: str) -> Iterator[Listing]:
    """The file at a URL, or all files below a folder there, by name.

    Raises:
        MissingDependencyError: fsspec, or its part for this protocol, is not installed.
        OSError: there is nothing, or it cannot be looked at.
    """
    handle, path = filesystem(url)
    found: dict[str, dict[str, Any]] = handle.find(path, detail=True)
    if not found:
        raise FileNotFoundError(2, "no such file", url)
    for name in sorted(found):
        info = found[name]
        yield Listing(handle.unstrip_protocol(name), int(info.get("size") or 0), _stamp(info))


def _stamp(info: dict[str, Any]) -> int:
    when = next((info[name] for name in _TIMES if info.get(name) is not None), None)
    if isinstance(when, datetime):
        return round(when.timestamp() * 1_000_000) * 1000
    if isinstance(when, (int, float)):
        return round(when * 1_000_000) * 1000
    tag = next((info[name] for name in _TAGS if info.get(name)), when)
    return int.from_bytes(hashlib.sha256(str(tag).encode()).digest()[:7], "big") if tag else 0
