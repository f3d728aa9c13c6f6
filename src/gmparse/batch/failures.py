"""Why a letter gave no record: one reason code each, and a line for a person."""

from __future__ import annotations

from typing import NamedTuple

from gmparse.errors import (
    DamagedFileError,
    GmparseError,
    InputError,
    LimitError,
    MissingDependencyError,
    PasswordError,
    UnsupportedFormatError,
    UsageError,
)

REASONS = {
    "empty": "the file has no bytes",
    "unreadable": "the file is missing, a folder, or may not be read",
    "unsupported": "its bytes are no format that gmparse reads",
    "damaged": "a known format, but broken",
    "encrypted": "it needs a password, or the password is wrong",
    "too-large": "it is larger than a limit of the options",
    "timeout": "it took longer than a time limit",
    "memory": "it needed more memory than the limit, and its worker was ended",
    "crashed": "its worker died",
    "options": "the options do not fit the file; the message says which",
    "missing-dependency": "an extra or a system package is missing; the message holds the command",
    "bug": "an unexpected error of gmparse",
}
_OF_TIME = ("max_seconds", "max_ocr_seconds")  # limits of `gmparse.Options`
_OF_ERROR: tuple[tuple[type[GmparseError], str], ...] = (
    (PasswordError, "encrypted"),
    (DamagedFileError, "damaged"),
    (UnsupportedFormatError, "unsupported"),
    (LimitError, "too-large"),
    (MissingDependencyError, "missing-dependency"),
    (UsageError, "options"),
    (InputError, "unreadable"),
)


class Failure(NamedTuple):
    """``reason`` is a key of `REASONS`; ``message`` is one line that says more."""

    reason: str
    message: str


def failure_of(error: Exception) -> Failure:
    """The failure that an exception means."""
    if isinstance(error, MemoryError):
        return Failure("memory", "out of memory")
    reason = next((reason for kind, reason in _OF_ERROR if isinstance(error, kind)), None)
    if isinstance(error, LimitError) and error.limit in _OF_TIME:
        reason = "timeout"
    message = " ".join(str(error).split())
    return Failure(reason, message) if reason else Failure("bug", f"{type(error).__name__}: {message}"[:500])
