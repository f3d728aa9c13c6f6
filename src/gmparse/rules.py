"""A rule: a pattern that carries its own proof. A test runs the examples and the rejects of every rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import regex

Pattern = regex.Pattern[str]


class Rule(NamedTuple):
    """A pattern with its name, its meaning and its proof.

    Args:
        id: name as it stands in evidence: ``number.after-so``.
        pattern: searched for, not matched from the start, unless it is anchored.
        about: what it reads and where that is laid down (the decree's clause), one sentence.
        examples: texts that it must find.
        rejects: texts that it must not find.
    """

    id: str
    pattern: Pattern
    about: str
    examples: tuple[str, ...]
    rejects: tuple[str, ...]

    @property
    def search(self) -> Callable[..., regex.Match[str] | None]:
        """`regex.Pattern.search` of the pattern."""
        return self.pattern.search

    @property
    def match(self) -> Callable[..., regex.Match[str] | None]:
        """`regex.Pattern.match` of the pattern: at the start of the text."""
        return self.pattern.match

    @property
    def sub(self) -> Callable[..., str]:
        """`regex.Pattern.sub` of the pattern."""
        return self.pattern.sub

    @property
    def finditer(self) -> Callable[..., Any]:
        """`regex.Pattern.finditer` of the pattern."""
        return self.pattern.finditer


def rule(
    name: str,
    pattern: str,
    about: str,
    *,
    examples: tuple[str, ...],
    rejects: tuple[str, ...],
    ignore_case: bool = False,
) -> Rule:
    """Make a rule. The pattern is verbose (blanks in it say nothing; write ``\\s`` or ``[ ]``) and Unicode."""
    flags = regex.VERBOSE | (regex.IGNORECASE if ignore_case else 0)
    return Rule(name, regex.compile(pattern, flags), about, examples, rejects)


class Told(NamedTuple):
    """A rule that goes by words of the lexicon or by a position, not by a pattern; with its proof as `Rule` has it.

    Args:
        id: name as it stands in evidence.
        reads: what it makes of a text; nothing (``None``, ``False``) of others.
        about: what it reads and where that is laid down, one sentence.
        examples: texts and what it must make of them.
        rejects: texts of which it must make nothing.
    """

    id: str
    reads: Callable[[str], str | bool | None]
    about: str
    examples: tuple[tuple[str, str | bool], ...]
    rejects: tuple[str, ...]
