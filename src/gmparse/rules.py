"""A rule: a pattern that carries its own proof. A test runs the examples and the rejects of every rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import regex

from gmparse.text import small

Pattern = regex.Pattern[str]


def matches(
    pattern: Pattern, opens: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> Iterator[regex.Match[str]]:
    """What ``pattern.finditer`` finds, several times as fast: it is asked only where a match may begin.

    Args:
        pattern: a pattern of any kind.
        opens: a quick pattern that begins at each place, in small letters, at which the other may begin. `re` skips
            to the first letters of one that begins with letters or a set of them; `regex` does not. It may look
            one character back.
        text: searched from ``start`` to ``end``.
    """
    end, cut = len(text) if end is None else end, max(0, start - 1)
    for opening in opens.finditer(small(text[cut:end]), start - cut):
        at = cut + opening.start()
        if at >= start and (found := pattern.match(text, at, end)) is not None:
            yield found
            start = found.end()


class Rule(NamedTuple):
    """A pattern with its name, its meaning and its proof.

    Args:
        id: name as it stands in evidence: ``number.after-so``.
        pattern: searched for, not matched from the start, unless it is anchored.
        about: what it reads and where that is laid down (the decree's clause), one sentence.
        examples: texts that it must find.
        rejects: texts that it must not find.
        match, sub: `regex.Pattern.match` and `regex.Pattern.sub` of the pattern.
        search, finditer: the same, or what finds as much sooner: `matches`.
    """

    id: str
    pattern: Pattern
    about: str
    examples: tuple[str, ...]
    rejects: tuple[str, ...]
    match: Callable[..., regex.Match[str] | None]
    sub: Callable[..., str]
    search: Callable[..., regex.Match[str] | None]
    finditer: Callable[..., Iterator[regex.Match[str]]]


def rule(
    name: str,
    pattern: str,
    about: str,
    *,
    examples: tuple[str, ...],
    rejects: tuple[str, ...],
    ignore_case: bool = False,
    opens: str | None = None,
) -> Rule:
    """Make a rule. The pattern is verbose (blanks in it say nothing; write ``\\s`` or ``[ ]``) and Unicode.

    ``opens`` says where it may begin, see `matches`.
    """
    made = regex.compile(pattern, regex.VERBOSE | (regex.IGNORECASE if ignore_case else 0))
    search: Callable[..., regex.Match[str] | None] = made.search
    finditer: Callable[..., Iterator[regex.Match[str]]] = made.finditer
    if opens is not None:
        opening = re.compile(opens)
        search, finditer = partial(_first_match, made, opening), partial(matches, made, opening)
    return Rule(name, made, about, examples, rejects, made.match, made.sub, search, finditer)


def _first_match(
    pattern: Pattern, opens: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> regex.Match[str] | None:
    return next(matches(pattern, opens, text, start, end), None)


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
