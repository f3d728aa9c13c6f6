"""The component ``gmparse_patterns``: rules of word patterns, each tried only at a word that can begin it.

Rules are data: ``rules.jsonl`` with ``lists.jsonl`` and ``fragments.jsonl``, written by ``scripts/build_models.py``
from the lexicon. `gmparse.nlp.wordpatterns` tells what a pattern is made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from gmparse.nlp.patternreader import Grammar
from gmparse.nlp.spans import Candidate, keep
from gmparse.nlp.wordpatterns import APOSTROPHE, DIGIT, Reading, Subject
from gmparse.nlp.words import Words, read_words

_FILES = ("lists", "fragments", "rules")


class EntityRule(NamedTuple):
    """A pattern for entities, with its proof.

    Args:
        id: name as it stands in ``span.id_``: ``person.after-honorific``.
        label: PERSON, POSITION, ORG, PLACE, DOC_NUMBER or TIME.
        pattern: see `gmparse.nlp.wordpatterns`; without ``[ … ]`` all that it reads is the entity.
        examples: pairs of a text and the entity to be found in it.
        rejects: texts in which it must find nothing.
        first: the words at which it is tried, where the pattern itself does not tell: names of lists, words, ``#`` for
            any that begins with a digit, ``'`` for those like ``K'Brôi``.
    """

    id: str
    label: str
    pattern: str
    examples: tuple[tuple[str, str], ...] = ()
    rejects: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


class _Compiled(NamedTuple):
    rule: EntityRule
    read: Reading


@Language.factory("gmparse_patterns", assigns=["doc.ents"])
class Patterns:
    """Finds what its rules say. Made empty; `from_disk` fills it, `define` and `add` add to it."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self._nlp = nlp
        self._clear()

    def _clear(self) -> None:
        self._lists: dict[str, list[str]] = {}
        self._fragments: dict[str, str] = {}
        self._rules: list[EntityRule] = []
        self._grammar = Grammar({}, {}, self._spell)
        self._by_word: dict[str, list[_Compiled]] = {}  # by the first word
        self._by_small: dict[str, list[_Compiled]] = {}

    def _spell(self, words: str) -> str:
        return " ".join(read_words(self._nlp.make_doc(words)).spellings)

    @property
    def rules(self) -> tuple[EntityRule, ...]:
        """The rules, in their order."""
        return tuple(self._rules)

    def define(self, lists: Mapping[str, Iterable[str]], fragments: Mapping[str, str]) -> None:
        """Add lists of words and fragments of patterns for the rules to use; a name that is there gets more words."""
        for name, words in lists.items():
            forms = (self._spell(form) for word in words for form in (word, word.upper()))
            self._lists[name] = sorted({*self._lists.get(name, ()), *forms})
        self._fragments |= fragments
        self._compile(self._rules)

    def add(self, *rules: EntityRule) -> None:
        """Add rules of your own behind those there are."""
        self._compile([*self._rules, *rules])

    def _compile(self, rules: list[EntityRule]) -> None:
        self._rules, self._by_word, self._by_small = rules, {}, {}
        self._grammar = Grammar(self._lists, self._fragments, self._spell)
        for rule in rules:
            part = self._grammar.compile(rule.pattern)
            for word in self._first(rule) or part.first or ():
                self._by_word.setdefault(word, []).append(_Compiled(rule, part.read))
                if not part.capital:
                    self._by_small.setdefault(word, []).append(_Compiled(rule, part.read))

    def _first(self, rule: EntityRule) -> set[str]:
        found = set()
        for entry in rule.first:
            for phrase in self._lists.get(entry) or [entry]:
                found.add(phrase.split(" ", 1)[0])
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Add what the rules find to ``doc.ents``."""
        return keep(doc, self.find(read_words(doc)))

    def find(self, words: Words) -> list[Candidate]:
        """All that the rules find, overlapping or not, in the order of the text."""
        text, tokens = words.text, words.tokens
        subject = Subject(words.spellings, words.offsets, text)
        by_word, by_small = self._by_word, self._by_small
        digits, marked = by_word.get(DIGIT, ()), by_word.get(APOSTROPHE, ())
        found = []
        for index, word in enumerate(words.spellings):
            if word in by_word:
                rules = (by_small if text[words.offsets[index]].islower() else by_word).get(word, ())
            else:
                rules = digits if word[0].isdigit() else marked if word[1:2] == "'" else ()
            for rule, read in rules:
                end = read(subject, index)
                if end > index:
                    for start, stop in subject.found or ((index, end),):
                        found.append(Candidate(tokens[start], tokens[stop - 1] + 1, rule.label, rule.id))
                    subject.found.clear()
        return found

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """Lists, fragments and rules as one JSON object."""
        return json.dumps({name: _rows(rows) for name, rows in self._data().items()}, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: tuple[str, ...] = ()) -> Patterns:
        """What `to_bytes` gave."""
        return self._load(json.loads(data))

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write the three files into a folder, one JSON value a line."""
        Path(path).mkdir(parents=True, exist_ok=True)
        for name, rows in self._data().items():
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(rows))
            (Path(path) / f"{name}.jsonl").write_text(lines, encoding="utf-8", newline="\n")

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> Patterns:
        """Read the three files of a folder."""
        files = {name: (Path(path) / f"{name}.jsonl").read_text(encoding="utf-8") for name in _FILES}
        return self._load({name: [json.loads(line) for line in text.splitlines()] for name, text in files.items()})

    def _data(self) -> dict[str, Any]:
        return {"lists": self._lists, "fragments": self._fragments, "rules": self._rules}

    def _load(self, data: Mapping[str, list[Any]]) -> Patterns:
        self._clear()
        self._lists = dict(data["lists"])
        self._fragments = dict(data["fragments"])
        self._compile([_rule(row) for row in data["rules"]])
        return self


def _rows(data: dict[str, Any] | list[EntityRule]) -> list[Any]:
    return [list(item) for item in data.items()] if isinstance(data, dict) else [rule._asdict() for rule in data]


def _rule(row: Mapping[str, Any]) -> EntityRule:
    examples = tuple((text, entity) for text, entity in row["examples"])
    return EntityRule(row["id"], row["label"], row["pattern"], examples, tuple(row["rejects"]), tuple(row["first"]))
