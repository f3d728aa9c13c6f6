r"""Patterns over words: what the rules of ``gmparse_patterns`` are written in.

A pattern reads words from left to right and never goes back over what a repetition took (a parsing expression grammar),
so its time is linear in what it reads. Its parts:

====================  ==================================================================================================
``field``             a phrase of a list (the longest that stands there), a fragment, or a built-in (below)
``'ban hành'``        these words, in any case and either tone placement
``/\d+/``             a `regex` pattern on the text from this word on
``A B``, ``A | B``    one after the other; the first that fits
``A? A* A+ A{1,3}``   as often as it goes
``( … )  [ … ]``      a group; the entity (each time it is met is one)
``&A  !A``            A follows, A does not follow; nothing is read
``<chief  !<chief``   the word before, alone or with the next one, is (not) a phrase of a list
====================  ==================================================================================================

Built-in: ``Cap`` a word that begins with a capital, ``Title`` a capital and small letters (or one capital), ``Low`` a
word of small letters, ``Acronym`` capitals that spell no syllable, ``Number`` one or two digits, ``Person`` a person's
name, ``FullName`` one of three syllables or more (both end before a phrase of the list ``person_end``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import regex

from gmparse.lexicon.names import MAX_SYLLABLES, is_person_name, is_syllable
from gmparse.nlp.words import Node

DIGIT, APOSTROPHE = "#", "'"  # among first words: any that begins with a digit; any like K'Brôi
NO = -1
_ASCII = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZĐƯ0123456789&-./")


class Subject:
    """The words a pattern reads: their spelling and offset, the text in one shape, and the entities met so far."""

    __slots__ = ("found", "offsets", "persons", "spellings", "text")

    def __init__(self, spellings: list[str], offsets: list[int], text: str) -> None:
        self.spellings = [*spellings, ""]  # "" ends every reading
        self.offsets = [*offsets, len(text)]
        self.text = text
        self.found: list[tuple[int, int]] = []
        self.persons: dict[int, int] = {}  # where the names end that were looked for, by their first word

    def word(self, index: int) -> str:
        """A word as it is printed."""
        start = self.offsets[index]
        return self.text[start : start + len(self.spellings[index])]


Reading = Callable[[Subject, int], int]  # from a word: the word after what was read, or NO


class Part(NamedTuple):
    """A compiled pattern.

    Args:
        read: how it reads.
        first: the words it can begin with; ``None``: any.
        empty: whether it can read nothing.
        capital: whether its first word must begin with a capital.
        captures: whether it holds an entity.
    """

    read: Reading
    first: frozenset[str] | None
    empty: bool = False
    capital: bool = False
    captures: bool = False

    @property
    def gate(self) -> frozenset[str] | None:
        """`first` when a look into it tells that the part cannot read here; else ``None``."""
        usable = self.first is not None and not self.empty and not self.first & {DIGIT, APOSTROPHE}
        return self.first if usable else None


def phrases(words: Iterable[str]) -> Part:
    """The longest of some spelled phrases (words joined by one blank)."""
    tree = Node()
    for phrase in words:
        tree.put(phrase)
    get = tree.get

    def read(subject: Subject, index: int) -> int:
        spellings = subject.spellings
        node = get(spellings[index])
        best = NO
        while node is not None:  # the last word is "", which no tree holds
            index += 1
            if node.ends:
                best = index
            node = node.get(spellings[index])
        return best

    return Part(read, frozenset(tree))


def pattern(source: str) -> Part:
    """A `regex` pattern on the text; what it reads ends with the word in which it ends."""
    match = regex.compile(source).match

    def read(subject: Subject, index: int) -> int:
        found = match(subject.text, subject.offsets[index])
        return bisect_left(subject.offsets, found.end(), index) if found and found.end() > found.start() else NO

    return Part(read, None)


def sequence(parts: list[Part]) -> Part:
    """One part after the other."""
    first, empty, capital = _beginning(parts)
    captures = any(part.captures for part in parts)
    gate = Part(_nothing, first, empty).gate
    reads = [part.read for part in parts]

    def read(subject: Subject, index: int) -> int:
        if gate is not None and subject.spellings[index] not in gate:
            return NO
        for step in reads:
            index = step(subject, index)
            if index < 0:
                return NO
        return index

    return Part(_restoring(read) if captures else read, first, empty, capital, captures)


def _beginning(parts: list[Part]) -> tuple[frozenset[str] | None, bool, bool]:
    """First words of a sequence, whether it can read nothing, whether it begins with a capital."""
    first: frozenset[str] | None = frozenset()
    capital = False
    for part in parts:
        first = None if first is None or part.first is None else first | part.first
        capital = capital or (part.capital and (not part.empty or not part.first))
        if not part.empty:
            return first, False, capital
    return first, True, capital


def _nothing(_subject: Subject, _index: int) -> int:
    return NO


def _restoring(read: Reading) -> Reading:
    """Forgets the entities of a way that failed."""

    def restored(subject: Subject, index: int) -> int:
        mark = len(subject.found)
        end = read(subject, index)
        if end < 0:
            del subject.found[mark:]
        return end

    return restored


def choice(parts: list[Part]) -> Part:
    """The first part that fits; parts that cannot begin with the word that stands there are not tried."""
    table: dict[str, tuple[Reading, ...]] = {}
    for word in {word for part in parts for word in part.gate or ()}:
        table[word] = tuple(part.read for part in parts if part.gate is None or word in part.gate)
    others = tuple(part.read for part in parts if part.gate is None)

    def read(subject: Subject, index: int) -> int:
        for step in table.get(subject.spellings[index], others):
            end = step(subject, index)
            if end >= 0:
                return end
        return NO

    firsts = [part.first for part in parts]
    first = None if None in firsts else frozenset().union(*(f for f in firsts if f))
    empty, captures = any(part.empty for part in parts), any(part.captures for part in parts)
    return Part(read, first, empty, all(part.capital for part in parts), captures)


def repeat(part: Part, least: int, most: int) -> Part:
    """A part as often as it goes, ``least`` to ``most`` times."""
    step, gate = part.read, part.gate

    def read(subject: Subject, index: int) -> int:
        times = 0
        while times < most and (gate is None or subject.spellings[index] in gate):
            end = step(subject, index)
            if end < 0 or end == index:
                break
            index, times = end, times + 1
        return index if times >= least else NO

    return Part(read, part.first, part.empty or least == 0, part.capital and least > 0, part.captures)


def ahead(part: Part, wanted: bool) -> Part:
    """A part that must, or must not, follow; it reads nothing."""
    step, gate = part.read, part.gate

    def read(subject: Subject, index: int) -> int:
        fits = (gate is None or subject.spellings[index] in gate) and step(subject, index) >= 0
        return index if fits is wanted else NO

    return Part(read, frozenset(), empty=True, capital=wanted and part.capital)


def behind(words: frozenset[str], wanted: bool) -> Part:
    """The word before, or it with the word that follows, must or must not be one of some phrases."""

    def read(subject: Subject, index: int) -> int:
        before = subject.spellings[index - 1] if index else ""
        fits = before in words or f"{before} {subject.spellings[index]}" in words
        return index if fits is wanted else NO

    return Part(read, frozenset(), empty=True)


def entity(part: Part) -> Part:
    """A part whose words are the entity."""
    step = part.read

    def read(subject: Subject, index: int) -> int:
        end = step(subject, index)
        if end > index:
            subject.found.append((index, end))
        return end

    return Part(read, part.first, part.empty, part.capital, captures=True)


def by_word(test: Callable[[str], bool], first: frozenset[str] | None = None, *, capital: bool = False) -> Part:
    """One printed word that passes a test."""

    def read(subject: Subject, index: int) -> int:
        word = subject.word(index)
        return index + 1 if word and test(word) else NO

    return Part(read, first, capital=capital)


def person(stop: Part, least: int) -> Part:
    """The longest person's name, before any phrase of ``stop``, if it has ``least`` syllables or more."""
    stops = stop.read

    def read(subject: Subject, index: int) -> int:
        end = subject.persons.get(index)
        if end is None:
            end = subject.persons[index] = _person_end(subject, index, stops)
        return end if end - index >= least else NO

    return Part(read, None, capital=True)


def _person_end(subject: Subject, index: int, stops: Reading) -> int:
    if not subject.word(index)[:1].isupper():
        return NO
    end = index + 1
    while end < len(subject.spellings) - 1 and end - index <= MAX_SYLLABLES + 2 and _goes_on(subject, end, stops):
        end += 1
    for last in range(end, index, -1):
        name = subject.text[subject.offsets[index] : subject.offsets[last - 1]] + subject.word(last - 1)
        if is_person_name(name):
            return last
    return NO


def _goes_on(subject: Subject, index: int, stops: Reading) -> bool:
    word = subject.word(index)
    return word == "'" or (word[0].isupper() and stops(subject, index) < 0)


def _is_title(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or word[1].islower() or word[1] == "'")


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word[0].isalpha() and _ASCII.issuperset(word) and not is_syllable(word)


def built_ins(lists: Mapping[str, Part]) -> dict[str, Part]:
    """The built-in parts by name."""
    stop = lists.get("person_end") or phrases(())
    return {
        "Cap": by_word(lambda word: word[0].isupper(), capital=True),
        "Title": by_word(_is_title, capital=True),
        "Low": by_word(lambda word: word.isalpha() and word.islower()),
        "Acronym": by_word(_is_acronym, capital=True),
        "Number": by_word(lambda word: word.isdigit() and len(word) < 3, frozenset({DIGIT})),
        "Person": person(stop, 1),
        "FullName": person(stop, 3),
    }
