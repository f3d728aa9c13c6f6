"""The component ``gmparse_gazetteer``: known names (positions, organs, places), longest first at each word.

A plain dictionary of spelled phrases instead of spaCy's PhraseMatcher: 14,000 names are ready in the time it takes to
read them, and old and new tone placement, any case and any blanks are one spelling.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

from spacy.language import Language
from spacy.tokens import Doc

from gmparse.nlp.spans import Candidate, keep
from gmparse.nlp.words import Node, Words, read_words

_FILE = "terms.jsonl"


class Group(NamedTuple):
    """Names of one kind.

    Args:
        id: rule id of what is found: ``place.commune``.
        label: POSITION, ORG, PLACE.
        proper: each word must begin with a capital (``An Giang``); else any case.
        prefixes: words one of which must come before (``phường``, ``P.``) and belong to the name; none: the name alone.
        names: spelled as `gmparse.nlp.words.spelled` does, the tokens of the pipeline joined by one blank.
    """

    id: str
    label: str
    proper: bool
    prefixes: tuple[str, ...]
    names: frozenset[str]


@Language.factory("gmparse_gazetteer", assigns=["doc.ents"])
class Gazetteer:
    """Finds the names of its groups. Made empty; `from_disk` fills it, `add` adds names."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self._nlp = nlp
        self._set([])

    def _set(self, groups: list[Group]) -> None:
        self._groups = groups
        self._tree = Node()
        self._names = {}
        for group in groups:
            for phrase in group.prefixes or group.names:
                self._tree.put(phrase, group)
            if group.prefixes:
                self._names[id(group)] = _tree(group.names)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of names it knows."""
        return tuple(self._groups)

    def add(
        self, label: str, rule: str, names: list[str], *, proper: bool = False, prefixes: tuple[str, ...] = ()
    ) -> None:
        """Add names of your own; they are spelled by the pipeline's tokenizer, so any form will do."""
        known = frozenset(self._spell(form) for name in names for form in (name, name.upper()))
        self._set([*self._groups, Group(rule, label, proper, tuple(map(self._spell, prefixes)), known)])

    def _spell(self, name: str) -> str:
        return " ".join(read_words(self._nlp.make_doc(name)).spellings)

    def __call__(self, doc: Doc) -> Doc:
        """Add the names that stand in the text to ``doc.ents``."""
        return keep(doc, list(self._find(read_words(doc))))

    def _find(self, words: Words) -> Iterator[Candidate]:
        spellings, tree = words.spellings, self._tree
        for start, word in enumerate(spellings):
            if word in tree:
                end, groups = tree.longest(spellings, start)
                yield from self._read(words, cast("tuple[Group, ...]", groups), start, end)

    def _read(self, words: Words, groups: tuple[Group, ...], start: int, end: int) -> Iterator[Candidate]:
        for group in groups:
            first, last = start, end
            if group.prefixes:
                first, last = end, self._names[id(group)].longest(words.spellings, end)[0]
            if last > first and not (group.proper and self._has_small(words, first, last)):
                yield Candidate(words.tokens[start], words.tokens[last - 1] + 1, group.label, group.id)

    @staticmethod
    def _has_small(words: Words, start: int, end: int) -> bool:
        """Whether a word begins with a small letter."""
        return any(words.text[words.offsets[index]].islower() for index in range(start, end))

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """All groups as JSON lines."""
        return "".join(json.dumps(_row(g), ensure_ascii=False) + "\n" for g in self._groups).encode()

    def from_bytes(self, data: bytes, *, exclude: tuple[str, ...] = ()) -> Gazetteer:
        """The groups of `to_bytes`."""
        self._set([_group(json.loads(line)) for line in data.decode().splitlines()])
        return self

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write ``terms.jsonl`` into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> Gazetteer:
        """Read ``terms.jsonl`` of a folder."""
        return self.from_bytes((Path(path) / _FILE).read_bytes())


def _tree(phrases: frozenset[str]) -> Node:
    tree = Node()
    for phrase in phrases:
        tree.put(phrase)
    return tree


def _row(group: Group) -> dict[str, Any]:
    return {**group._asdict(), "names": sorted(group.names)}


def _group(row: Mapping[str, Any]) -> Group:
    return Group(row["id"], row["label"], row["proper"], tuple(row["prefixes"]), frozenset(row["names"]))
