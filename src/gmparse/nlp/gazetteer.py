"""The component ``gmparse_gazetteer``: known names (positions, organs, places), longest first at each word.

A plain dictionary of spelled phrases instead of spaCy's PhraseMatcher: 14,000 names are ready in the time it takes to
read them, and old and new tone placement, any case and any blanks are one spelling.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from gmparse.nlp.spans import Candidate, keep
from gmparse.nlp.words import Reader, Words

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


@Language.factory("gmparse_gazetteer", assigns=["doc.ents", "doc.spans"])
class Gazetteer:
    """Finds the names of its groups. Made empty; `from_disk` fills it, `add` adds names."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self._nlp = nlp
        self._reader = Reader()
        self._set([])

    def _set(self, groups: list[Group]) -> None:
        self._groups = groups
        self._lookup: dict[str, list[Group]] = {}
        self._longest: dict[str, int] = {}
        for group in groups:
            for phrase in group.prefixes or group.names:
                self._lookup.setdefault(phrase, []).append(group)
                first, count = phrase.split(" ", 1)[0], phrase.count(" ") + 1
                self._longest[first] = max(count, self._longest.get(first, 0))
        self._reach = {g.id: max((n.count(" ") + 1 for n in g.names), default=0) for g in groups}

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
        return " ".join(self._reader(self._nlp.make_doc(name)).spellings)

    def __call__(self, doc: Doc) -> Doc:
        words = self._reader(doc)
        return keep(doc, list(self._find(doc, words)))

    def _find(self, doc: Doc, words: Words) -> Iterator[Candidate]:
        spellings, longest = words.spellings, self._longest
        for start, word in enumerate(spellings):
            count = longest.get(word)
            if count is None:
                continue
            for end in range(min(start + count, len(spellings)), start, -1):
                groups = self._lookup.get(" ".join(spellings[start:end]))
                if groups and (found := self._read(doc, words, groups, start, end)):
                    yield found
                    break

    def _read(self, doc: Doc, words: Words, groups: list[Group], start: int, end: int) -> Candidate | None:
        for group in groups:
            last = self._name_after(words, group, end) if group.prefixes else end
            first = end if group.prefixes else start
            if last and (not group.proper or self._is_proper(doc, words, first, last)):
                return Candidate(words.tokens[start], words.tokens[last - 1] + 1, group.label, group.id)
        return None

    def _name_after(self, words: Words, group: Group, start: int) -> int | None:
        for end in range(min(start + self._reach[group.id], len(words.spellings)), start, -1):
            if " ".join(words.spellings[start:end]) in group.names:
                return end
        return None

    @staticmethod
    def _is_proper(doc: Doc, words: Words, start: int, end: int) -> bool:
        text = doc.text
        return not any(text[words.offsets[i]].islower() for i in range(start, end))

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


def _row(group: Group) -> dict[str, Any]:
    return {**group._asdict(), "names": sorted(group.names)}


def _group(row: Mapping[str, Any]) -> Group:
    return Group(row["id"], row["label"], row["proper"], tuple(row["prefixes"]), frozenset(row["names"]))
