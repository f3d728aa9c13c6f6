"""What a person types to search, as an expression of SQLite's FTS5.

::

    công văn            both words, with these diacritics
    cong van            both words, whatever their diacritics
    "giấy mời" hop*     a phrase, and a word that begins with hop
    họp OR hội          one of them
    họp -trực NOT bay   without a word

Words with a diacritic are looked for as typed (tone marks in either spelling), others without regard to diacritics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gmparse.errors import UsageError
from gmparse.index.folding import folded, spelled

_TOKEN = re.compile(
    r'\s*(?:(?P<minus>-(?=["(\w]))|(?P<paren>[()])|"(?P<phrase>[^"]*)"(?P<star>\*)?|(?P<word>[^\s()"]+)|(?P<open>"))'
)
_WORDS = re.compile(r"[^\W_]+")
_MAX_TERMS = 50
_OPERATORS = frozenset({"AND", "OR", "NOT"})


class _Token(NamedTuple):
    kind: str  # term, not, or, and, (, )
    text: str = ""
    prefix: bool = False


def expression(query: str) -> str | None:
    """The FTS5 expression of a query, ``None`` for a blank one.

    Raises:
        UsageError: the query makes no sense; the message says what is wrong with it.
    """
    tokens = list(_tokens(query))
    if sum(token.kind == "term" for token in tokens) > _MAX_TERMS:
        raise UsageError(f"the query has more than {_MAX_TERMS} words: leave some out")
    if not tokens:
        if query.strip():
            raise UsageError(f"the query {query.strip()!r} has no word to look for")
        return None
    parser = _Parser(tokens)
    found = parser.either()
    if parser.current is not None:
        raise UsageError("the query has a ) without a (")
    return found


class Wanted(NamedTuple):
    """A word to highlight: as spelled when ``marked`` by diacritics, else folded; ``prefix``: also longer ones."""

    word: str
    marked: bool
    prefix: bool


def words(query: str) -> list[Wanted]:
    """The words of a query that a hit has."""
    kept: list[Wanted] = []
    negated = False
    for token in _tokens(query):
        if token.kind == "term" and not negated:
            found = _words(token.text)
            last = len(found) - 1
            kept += [Wanted(word, _is_marked(token.text), token.prefix and at == last) for at, word in enumerate(found)]
        negated = token.kind == "not"
    return kept


def _tokens(query: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(query):
        if match["open"]:
            raise UsageError('the query has a " that is not closed')
        if match["minus"]:
            yield _Token("not")
        elif match["paren"]:
            yield _Token(match["paren"])
        elif match["word"] in _OPERATORS:
            yield _Token(match["word"].lower())
        else:
            text = match["phrase"] if match["phrase"] is not None else match["word"]
            if _WORDS.search(text):
                yield _Token("term", text, bool(match["star"]) or text.endswith("*"))


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def current(self) -> str | None:
        """Kind of the next token."""
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def either(self) -> str:
        parts = [self._all()]
        while self.current == "or":
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def _all(self) -> str:
        wanted: list[str] = []
        unwanted: list[str] = []
        while self.current not in (None, "or", ")"):
            kind = self.current
            if kind == "and":
                self._take()
                if (not wanted and not unwanted) or self.current in (None, "or", ")", "and"):
                    raise UsageError("the query has an AND with nothing beside it")
            elif kind == "not":
                self._take()
                unwanted.append(self._atom("NOT"))
            else:
                wanted.append(self._atom(""))
        if not wanted:
            raise UsageError("the query says only what is not wanted" if unwanted else "the query has an empty part")
        found = wanted[0] if len(wanted) == 1 else f"({' AND '.join(wanted)})"
        return f"({found} NOT ({' OR '.join(unwanted)}))" if unwanted else found

    def _atom(self, behind: str) -> str:
        if self.current == "term":
            return _term(self._take())
        if self.current != "(":
            raise UsageError(f"the query has a {behind or 'word'} with nothing behind it")
        self._take()
        inner = self.either()
        if self.current != ")":
            raise UsageError("the query has a ( that is not closed")
        self._take()
        return inner


def _term(token: _Token) -> str:
    columns = "{subject body}" if _is_marked(token.text) else "{subject_folded body_folded}"
    phrase = " ".join(_words(token.text))
    return f'{columns} : "{phrase}"{" *" if token.prefix else ""}'


def _words(text: str) -> list[str]:
    return _WORDS.findall(spelled(text) if _is_marked(text) else folded(text))


def _is_marked(text: str) -> bool:
    return spelled(text) != folded(text)
