"""What both components see of a text: the words in one spelling, and the text in one shape, character for character."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple, cast
from weakref import ReferenceType, ref

from spacy.attrs import IDX, ORTH, SPACY
from spacy.tokens import Doc

from gmparse.text import standard_tones

BREAK = "¶"  # a wide gap (another column) or an empty line: a word that stands in no name
_DASHES = "–—‑−"
_APOSTROPHES = "’‘`´ʼ"
_SAME = {**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_APOSTROPHES, "'"), "Ð": "Đ", "ð": "đ"}
_OTHER = re.compile(rf"[{''.join(_SAME)}]|[^\S ]")
# oà, uý at the end of a syllable: the older placement of tones
_OLD_PLACES = re.compile(r"[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ](?![^\W\d_])|(?<![qQ])[uU][ỳýỷỹỵỲÝỶỸỴ](?![^\W\d_])")


def plain(text: str) -> str:
    """The text with one kind of dash, apostrophe and blank and one placement of tones; offsets stay (NFC text)."""
    text = _OTHER.sub(lambda match: _SAME.get(match[0], " "), text)
    return _OLD_PLACES.sub(lambda match: _newer(match[0]), text)


@lru_cache(maxsize=256)
def _newer(letters: str) -> str:
    """``oà`` → ``òa``, in the case of each letter."""
    toned = unicodedata.normalize("NFD", letters[1])
    return unicodedata.normalize("NFC", letters[0] + toned[1]) + toned[0]


def spelled(word: str) -> str:
    """A word for comparison: lower case, one placement of tones, one kind of dash; blanks are "" or a `BREAK`."""
    if word.isspace():
        return BREAK if len(word) > 2 or word.count("\n") > 1 else ""
    return standard_tones(plain(word))


class Words(NamedTuple):
    """The words of a document, blanks left out: spelling, token index and offset of each; and its `plain` text."""

    spellings: list[str]
    tokens: list[int]
    offsets: list[int]
    text: str


_MOST_WORDS = 100_000  # that are remembered: numbers and typos must not fill the memory of a long run


class _Reader:
    """Reads the words of documents; remembers how a word is spelled, and the last document for the next component."""

    def __init__(self) -> None:
        self._spelled: dict[int, str] = {}  # by the hash of the word, which is the same in every vocabulary
        self._plain: dict[int, str] = {}
        self._last: tuple[ReferenceType[Doc] | None, int, Words] = (None, 0, Words([], [], [], ""))

    def __call__(self, doc: Doc) -> Words:
        last, length, words = self._last
        if last is None or last() is not doc or length != len(doc):
            words = self._read(doc)
            self._last = (ref(doc), len(doc), words)
        return words

    def _read(self, doc: Doc) -> Words:
        rows = doc.to_array([ORTH, IDX, SPACY])
        orths, offsets, blanks = (column.tolist() for column in rows.T)
        known = self._spelled
        spellings = [known.get(orth) for orth in orths]
        if None in spellings:
            self._learn(orths, doc)
            spellings = [known[orth] for orth in orths]
        plains = self._plain
        text = "".join([plains[o] + " " if blank else plains[o] for o, blank in zip(orths, blanks, strict=True)])
        tokens = list(range(len(orths)))
        if "" in spellings:
            tokens = [index for index in tokens if spellings[index]]
            spellings, offsets = [spellings[index] for index in tokens], [offsets[index] for index in tokens]
        return Words(cast("list[str]", spellings), tokens, offsets, text)

    def _learn(self, orths: list[int], doc: Doc) -> None:
        if len(self._spelled) > _MOST_WORDS:
            self._spelled.clear()
            self._plain.clear()
        for orth in orths:
            if orth not in self._spelled:
                word = doc.vocab.strings[orth]
                self._spelled[orth], self._plain[orth] = spelled(word), plain(word)


read_words = _Reader()


class Node(dict[str, "Node"]):
    """A tree of words: phrases that begin alike share their first words."""

    __slots__ = ("ends",)

    def __init__(self) -> None:
        super().__init__()
        self.ends: tuple[object, ...] = ()  # what the phrase that ends here stands for

    def put(self, phrase: str, meaning: object = True) -> None:
        """Add a spelled phrase."""
        node = self
        for word in phrase.split(" "):
            if (following := node.get(word)) is None:
                following = node[word] = Node()
            node = following
        node.ends = (*node.ends, meaning)

    def longest(self, spellings: list[str], start: int) -> tuple[int, tuple[object, ...]]:
        """The end of the longest phrase that begins at a word, and what it stands for; ``start`` when there is none."""
        node, index = self, start
        best: tuple[int, tuple[object, ...]] = (start, ())
        count = len(spellings)
        while index < count and (following := node.get(spellings[index])) is not None:
            node, index = following, index + 1
            if node.ends:
                best = (index, node.ends)
        return best
