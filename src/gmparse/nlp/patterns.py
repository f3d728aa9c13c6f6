"""The component ``gmparse_patterns``: rules of `regex` patterns, each tried only where a word stands that can begin it.

Rules are data (``rules.jsonl``), written by ``scripts/build_models.py`` from the lexicon. A pattern sees the text in
one shape (`gmparse.nlp.words.plain`): plain blanks, ``-`` for every dash, ``'`` for every apostrophe, newer tone placement.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import regex
from spacy.language import Language
from spacy.tokens import Doc

from gmparse.lexicon.names import is_person_name
from gmparse.nlp.spans import Candidate, keep
from gmparse.nlp.words import Reader, Words, plain

_FILE = "rules.jsonl"
_DIGIT = "#"  # among the first words of a rule: any that begins with a digit


class EntityRule(NamedTuple):
    """A pattern for entities, with its proof.

    Args:
        id: name as it stands in ``span.id_``: ``person.after-honorific``.
        label: PERSON, POSITION, ORG, PLACE, DOC_NUMBER or TIME.
        first: spelled words at which it is tried; ``#`` stands for words that begin with a digit.
        pattern: matched from such a word on. A group ``ent`` is the entity (each repetition is one), else all of it is.
        check: name of a test that the entity must pass (`CHECKS`), or "".
        examples: pairs of a text and the entity to be found in it.
        rejects: texts in which it must find nothing.
    """

    id: str
    label: str
    first: tuple[str, ...]
    pattern: str
    check: str = ""
    examples: tuple[tuple[str, str], ...] = ()
    rejects: tuple[str, ...] = ()


def person_end(text: str, start: int, end: int) -> int | None:
    """End of the longest person's name that begins at ``start``; ``None``: there is none."""
    while not is_person_name(text[start:end]):
        end = text.rfind(" ", start, end)
        if end < 0:
            return None
        end = start + len(text[start:end].rstrip())
    return end


def full_name_end(text: str, start: int, end: int) -> int | None:
    """`person_end` of a name of three syllables or more: what may be read where nothing else tells of a person."""
    last = person_end(text, start, end)
    return last if last is not None and len(text[start:last].split()) > 2 else None


# Tests by name: they get the text and the span and give its end, or ``None`` to reject it.
CHECKS: dict[str, Callable[[str, int, int], int | None]] = {"person_name": person_end, "full_name": full_name_end}


class _Compiled(NamedTuple):
    rule: EntityRule
    match: Callable[[str, int], regex.Match[str] | None]
    named: bool
    check: Callable[[str, int, int], int | None] | None


@Language.factory("gmparse_patterns", assigns=["doc.ents", "doc.spans"])
class Patterns:
    """Finds what its rules say. Made empty; `from_disk` fills it, `add` adds rules."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self._reader = Reader()
        self._rules: list[EntityRule] = []
        self._by_word: dict[str, list[_Compiled]] = {}

    @property
    def rules(self) -> tuple[EntityRule, ...]:
        """The rules, in their order."""
        return tuple(self._rules)

    def add(self, *rules: EntityRule) -> None:
        """Add rules of your own behind those there are."""
        for rule in rules:
            pattern = regex.compile(rule.pattern)
            check = CHECKS[rule.check] if rule.check else None
            compiled = _Compiled(rule, pattern.match, "ent" in pattern.groupindex, check)
            self._rules.append(rule)
            for word in rule.first:
                self._by_word.setdefault(word, []).append(compiled)

    def __call__(self, doc: Doc) -> Doc:
        words = self._reader(doc)
        return keep(doc, list(self._find(plain(doc.text), words)))

    def _find(self, text: str, words: Words) -> Iterator[Candidate]:
        by_word, digits = self._by_word, self._by_word.get(_DIGIT, [])
        for word, offset in zip(words.spellings, words.offsets, strict=True):
            rules = by_word.get(word) or (digits if word[0].isdigit() else None)
            if rules:
                yield from self._try(text, words, rules, offset)

    @staticmethod
    def _try(text: str, words: Words, rules: list[_Compiled], offset: int) -> Iterator[Candidate]:
        for rule, match, named, check in rules:
            found = match(text, offset)
            for start, end in (found.spans("ent") if named else [found.span()]) if found else ():
                last = check(text, start, end) if check else end
                if last is not None and last > start:
                    yield Candidate(*_tokens(words, start, last), rule.label, rule.id)

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """All rules as JSON lines."""
        return "".join(json.dumps(r._asdict(), ensure_ascii=False) + "\n" for r in self._rules).encode()

    def from_bytes(self, data: bytes, *, exclude: tuple[str, ...] = ()) -> Patterns:
        """The rules of `to_bytes`."""
        self._rules, self._by_word = [], {}
        self.add(*(_rule(json.loads(line)) for line in data.decode().splitlines()))
        return self

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write ``rules.jsonl`` into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> Patterns:
        """Read ``rules.jsonl`` of a folder."""
        return self.from_bytes((Path(path) / _FILE).read_bytes())


def _tokens(words: Words, start: int, end: int) -> tuple[int, int]:
    """The tokens that cover the characters ``start:end``."""
    first = bisect_right(words.offsets, start) - 1
    last = bisect_left(words.offsets, end) - 1
    return words.tokens[first], words.tokens[last] + 1


def _rule(row: Mapping[str, Any]) -> EntityRule:
    return EntityRule(
        row["id"],
        row["label"],
        tuple(row["first"]),
        row["pattern"],
        row["check"],
        tuple((text, entity) for text, entity in row["examples"]),
        tuple(row["rejects"]),
    )
