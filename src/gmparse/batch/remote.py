"""Reading through fsspec; nothing of it is loaded until a URL comes."""

from __future__ import annotations

from typing import Any

from gmparse.errors import InputError, LimitError, MissingDependencyError


def is_url(path: str) -> bool:
    """Whether a path is a URL that fsspec reads."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and scheme.replace("+", "").isalnum()


def filesystem(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL, and its path there.

    Raises:
        MissingDependencyError: fsspec, or its part for this protocol, is not installed.
    """
    try:
        import fsspec

        handle, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise MissingDependencyError(f"{url}: needs fsspec: pip install 'gmparse[dask]' ({error})") from error
    return handle, path


def fetch(url: str, limit: int) -> bytes:
    """The bytes at a URL.

    Raises:
        LimitError: more than ``limit``.
        InputError: cannot be read.
    """
    handle, path = filesystem(url)
    try:
        with handle.open(path, "rb") as stream:
            data: bytes = stream.read(limit + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error}") from error
    if len(data) > limit:
        raise LimitError.beyond("max_bytes", limit, "the file has too many bytes")
    return data
