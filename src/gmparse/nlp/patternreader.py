"""Reads the notation of `gmparse.nlp.wordpatterns` into what runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import regex

from gmparse.nlp import wordpatterns as wp
from gmparse.nlp.wordpatterns import Part

_TOKEN = regex.compile(
    r"\s*(?:(?P<name>\w+)|'(?P<words>[^']+|'(?='))'|/(?P<regex>(?:[^/\\]|\\.)+)/|(?P<behind>!?<\w+)|(?P<times>\{\d+,\d+\}|[?*+])|(?P<sign>[|()\[\]&!]))"
)
_MANY = 40  # what * and + stop at
_TIMES = {"?": (0, 1), "*": (0, _MANY), "+": (1, _MANY)}


class PatternError(ValueError):
    """A pattern that cannot be read: the message names what is wrong and where."""


class Grammar:
    """Lists and fragments by name, and patterns that use them.

    Args:
        lists: name → spelled phrases.
        fragments: name → pattern; they may use each other, not themselves.
        spell: how words are spelled (the pipeline's tokenizer).
    """

    def __init__(
        self, lists: Mapping[str, list[str]], fragments: Mapping[str, str], spell: Callable[[str], str]
    ) -> None:
        self._words = {name: frozenset(words) for name, words in lists.items()}
        self._parts = {name: wp.phrases(words) for name, words in lists.items()}
        self._parts |= wp.built_ins(self._parts)
        self._fragments = dict(fragments)
        self._spell = spell

    def compile(self, source: str) -> Part:
        """A pattern, ready to read.

        Raises:
            PatternError: a sign or name that means nothing here, or a bracket without its partner.
        """
        reader = _Reader(self, source)
        part = reader.choice()
        if reader.tokens:
            raise PatternError(f"{reader.tokens[0][1]!r} is too much in {source!r}")
        return part

    def part(self, name: str) -> Part:
        """A list, built-in or fragment."""
        if name not in self._parts:
            if name not in self._fragments:
                raise PatternError(f"no list or fragment {name!r}")
            self._parts[name] = self.compile(self._fragments[name])
        return self._parts[name]

    def words(self, name: str) -> frozenset[str]:
        """The phrases of a list."""
        return self._words[name]

    def literal(self, words: str) -> Part:
        """Words as they are."""
        return wp.phrases([self._spell(words)])


class _Reader:
    """Recursive descent over the tokens of one pattern."""

    def __init__(self, grammar: Grammar, source: str) -> None:
        self.grammar = grammar
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(source.rstrip()):
            match = _TOKEN.match(source, position)
            if match is None or match.lastgroup is None:
                raise PatternError(f"cannot read {source[position : position + 20]!r} in {source!r}")
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            position = match.end()

    def _next_is(self, *signs: str) -> bool:
        return bool(self.tokens) and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs

    def choice(self) -> Part:
        ways = [self.sequence()]
        while self._next_is("|"):
            self.tokens.pop(0)
            ways.append(self.sequence())
        return ways[0] if len(ways) == 1 else wp.choice(ways)

    def sequence(self) -> Part:
        parts = []
        while self.tokens and not self._next_is("|", ")", "]"):
            parts.append(self.repeated())
        if not parts:
            raise PatternError("an empty way in a pattern")
        return parts[0] if len(parts) == 1 else wp.sequence(parts)

    def repeated(self) -> Part:
        part = self.single()
        while self.tokens and self.tokens[0][0] == "times":
            sign = self.tokens.pop(0)[1]
            least, most = _TIMES.get(sign) or map(int, sign.strip("{}").split(","))
            part = wp.repeat(part, least, most)
        return part

    def single(self) -> Part:
        kind, text = self.tokens.pop(0)
        if kind == "name":
            return self.grammar.part(text)
        if kind == "words":
            return self.grammar.literal(text)
        if kind == "regex":
            return wp.pattern(text.replace("\\/", "/"))
        if kind == "behind":
            return wp.behind(self.grammar.words(text.lstrip("!<")), wanted=not text.startswith("!"))
        return self._bracket(text)

    def _bracket(self, sign: str) -> Part:
        if sign in "&!":
            part = self.single()
            if part.captures:
                raise PatternError("an entity cannot stand in what is only looked at")
            return wp.ahead(part, wanted=sign == "&")
        if sign not in "([":
            raise PatternError(f"{sign!r} cannot stand here")
        part = self.choice()
        if not self._next_is(")" if sign == "(" else "]"):
            raise PatternError(f"{sign!r} is not closed")
        self.tokens.pop(0)
        return wp.entity(part) if sign == "[" else part
