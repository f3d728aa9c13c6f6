"""Every error gmparse raises on purpose, and the exit code the command line gives for it.

::

    GmparseError                    exit 15  base class; only raised as one of its children
    ├── UsageError                  exit 1   a call or command that makes no sense
    ├── InputError                  exit 2   the input cannot be read
    │   ├── UnsupportedFormatError           its bytes are no format gmparse reads
    │   ├── DamagedFileError                 a known format, but broken
    │   ├── PasswordError                    encrypted, and the password is missing or wrong
    │   └── LimitError                       larger than a limit of `gmparse.Options`
    └── MissingDependencyError      exit 3   an extra or a system package is needed; the message holds the command

What a letter lacks is never an error: it is ``None`` in the record and an entry of ``Letter.issues``.
"""

from __future__ import annotations

from copy import copy
from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    USAGE = 1
    UNREADABLE = 2
    MISSING_DEPENDENCY = 3
    SOME_FAILED = 4
    SCORE_BELOW_BASELINE = 5
    BUG = 15
    INTERRUPTED = 130


class GmparseError(Exception):
    """Base of all errors of gmparse. ``str(error)`` is one line for a person, with what to do next."""

    exit_code = ExitCode.BUG

    def at(self, where: str) -> Self:
        """The same error, its message behind the path or name of the file; unchanged without one."""
        named = copy(self)
        if where:
            named.args = (f"{where}: {self}",)
        return named


class UsageError(GmparseError):
    """The call makes no sense: an unknown option value, two options that exclude each other."""

    exit_code = ExitCode.USAGE


class InputError(GmparseError):
    """The input cannot be read: missing, a directory, empty, not permitted."""

    exit_code = ExitCode.UNREADABLE


class UnsupportedFormatError(InputError):
    """The bytes are no format that gmparse reads, whatever the file is called."""


class DamagedFileError(InputError):
    """A known format whose structure is broken."""


class PasswordError(InputError):
    """The file is encrypted and the password is missing or wrong."""


class LimitError(InputError):
    """The input is larger than a limit of `gmparse.Options` allows.

    Attributes:
        limit: the option's name: ``max_bytes``, ``max_pixels`` …
        allowed: its value.
        found: what the file has of it, where that is known; reading stops at the limit.
    """

    def __init__(
        self, message: str = "", *, limit: str = "", allowed: int | None = None, found: int | None = None
    ) -> None:
        super().__init__(message)
        self.limit = limit
        self.allowed = allowed
        self.found = found

    @classmethod
    def beyond(cls, limit: str, allowed: int, what: str, *, found: int | None = None) -> Self:
        """The error of a limit; its message tells how to raise it.

        Args:
            limit: the option's name.
            allowed: its value.
            what: what is too large, with the figure found where it is known; the start of the message.
            found: that figure.
        """
        short = limit.removeprefix("max_")
        how = f"raise it with --limit {short}=N or Options({limit}=N) if you trust the file"
        return cls(f"{what}; the limit is {allowed:,}: {how}", limit=limit, allowed=allowed, found=found)


class MissingDependencyError(GmparseError):
    """An extra of gmparse or a system package is needed; the message holds the command that installs it."""

    exit_code = ExitCode.MISSING_DEPENDENCY
