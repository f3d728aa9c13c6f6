"""An agency's own names: organs, abbreviations, positions and rooms that no general list knows, from a TOML file.

::

    organs = ["Trung tâm Điều hành đô thị thông minh"]
    positions = ["Trưởng ca trực"]
    rooms = ["Phòng Sao Mai"]

    [abbreviations]
    "TTĐHĐT" = "Trung tâm Điều hành đô thị thông minh"

Every key may be missing; TOML wants quotes around keys with Vietnamese letters. They hold for one parse (`using`),
never for the process.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gmparse.errors import UsageError
from gmparse.text import fold

_KEYS = ("organs", "positions", "rooms")


@dataclass(frozen=True)
class UserLexicon:
    """Names of one agency, folded for comparison; ``abbreviations`` maps a short form to its name."""

    organs: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    def begins_organ(self, text: str) -> bool:
        """Whether a text begins with one of the organs or abbreviations."""
        return _begins(text, self.organs) or _begins(text, tuple(map(fold, self.abbreviations)))

    def begins_position(self, text: str) -> bool:
        """Whether a text begins with one of the positions."""
        return _begins(text, self.positions)


def _begins(text: str, names: tuple[str, ...]) -> bool:
    if not names:
        return False
    folded = fold(text)
    return any(folded.startswith(name) and not folded[len(name) : len(name) + 1].isalnum() for name in names)


_EMPTY = UserLexicon()
_current: ContextVar[UserLexicon] = ContextVar("gmparse_user_lexicon", default=_EMPTY)


def current() -> UserLexicon:
    """The lexicon of the parse that is going on; an empty one outside."""
    return _current.get()


@contextmanager
def using(path: str | os.PathLike[str] | None) -> Iterator[None]:
    """Let the lexicon of a TOML file hold inside the block; ``None`` changes nothing.

    Raises:
        UsageError: the file cannot be read, holds other keys than the four, or a blank name.
    """
    token = _current.set(read(path)) if path is not None else None
    try:
        yield
    finally:
        if token is not None:
            _current.reset(token)


def read(path: str | os.PathLike[str]) -> UserLexicon:
    """Read a lexicon file. Errors as for `using`."""
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: the lexicon cannot be read: {error}") from error
    unknown = set(data) - {*_KEYS, "abbreviations"}
    if unknown:
        raise UsageError(f"{path}: unknown key {min(unknown)!r}; a lexicon has organs, positions, rooms, abbreviations")
    lists = {key: tuple(fold(name) for name in _strings(path, key, data.get(key, []))) for key in _KEYS}
    short = data.get("abbreviations", {})
    if not isinstance(short, dict) or not all(_is_name(name) for pair in short.items() for name in pair):
        raise UsageError(f"{path}: abbreviations must map a short form to its name, neither of them blank")
    return UserLexicon(**lists, abbreviations=short)


def _strings(path: object, key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(map(_is_name, value)):
        raise UsageError(f"{path}: {key} must be a list of names, none of them blank")
    return value


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
