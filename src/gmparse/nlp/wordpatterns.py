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
``<chief  !<chief``   the word before is (not) one of a list
====================  ==================================================================================================

Built-in: ``Cap`` a word that begins with a capital, ``Title`` a capital and small letters (or one capital), ``Low`` a word
of small letters, ``Acronym`` capitals without tone marks, ``Number`` one or two digits, ``Person`` a person's name,
``FullName`` one of three syllables or more (both end before a phrase of the list ``person_end``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import regex

from gmparse.lexicon.names import MAX_SYLLABLES, is_person_name

DIGIT, APOSTROPHE = "#", "'"  # among first words: any that begins with a digit; any like K'Brôi
NO = -1


class Subject:
    """The words a pattern reads: their spelling and offset, the text in one shape, and the entities met so far."""

    __slots__ = ("found", "offsets", "spellings", "text")

    def __init__(self, spellings: list[str], offsets: list[int], text: str) -> None:
        self.spellings = [*spellings, ""]  # "" ends every reading
        self.offsets = [*offsets, len(text)]
        self.text = text
        self.found: list[tuple[int, int]] = []

    def word(self, index: int) -> str:
        """A word as it is printed."""
        start = self.offsets[index]
        return self.text[start : start + len(self.spellings[index])]


Reading = Callable[[Subject, int], int]  # from a word: the word after what was read, or NO


class Part(NamedTuple):
    """A compiled pattern: how it reads, the words it can begin with (``None``: any) and whether it can read nothing."""

    read: Reading
    first: frozenset[str] | None
    empty: bool = False


def phrases(words: Iterable[str]) -> Part:
    """The longest of some spelled phrases (words joined by one blank)."""
    known = frozenset(words)
    longest: dict[str, int] = {}
    for phrase in known:
        first = phrase.split(" ", 1)[0]
        longest[first] = max(phrase.count(" ") + 1, longest.get(first, 0))

    def read(subject: Subject, index: int) -> int:
        spellings = subject.spellings
        count = longest.get(spellings[index])
        if count is None:
            return NO
        for end in range(min(index + count, len(spellings) - 1), index, -1):
            if " ".join(spellings[index:end]) in known:
                return end
        return NO

    return Part(read, frozenset(longest))


def pattern(source: str) -> Part:
    """A `regex` pattern on the text; what it reads ends with the word in which it ends."""
    match = regex.compile(source).match

    def read(subject: Subject, index: int) -> int:
        found = match(subject.text, subject.offsets[index])
        return bisect_left(subject.offsets, found.end(), index) if found and found.end() > found.start() else NO

    return Part(read, None)


def sequence(parts: list[Part]) -> Part:
    """One part after the other."""
    reads = [part.read for part in parts]

    def read(subject: Subject, index: int) -> int:
        mark = len(subject.found)
        for step in reads:
            index = step(subject, index)
            if index < 0:
                del subject.found[mark:]
                return NO
        return index

    first: frozenset[str] | None = frozenset()
    for part in parts:
        first = None if first is None or part.first is None else first | part.first
        if not part.empty:
            return Part(read, first)
    return Part(read, first, empty=True)


def choice(parts: list[Part]) -> Part:
    """The first part that fits."""
    reads = [part.read for part in parts]

    def read(subject: Subject, index: int) -> int:
        for step in reads:
            end = step(subject, index)
            if end >= 0:
                return end
        return NO

    firsts = [part.first for part in parts]
    first = None if None in firsts else frozenset().union(*(f for f in firsts if f))
    return Part(read, first, any(part.empty for part in parts))


def repeat(part: Part, least: int, most: int) -> Part:
    """A part as often as it goes, ``least`` to ``most`` times."""
    step = part.read

    def read(subject: Subject, index: int) -> int:
        times = 0
        while times < most:
            end = step(subject, index)
            if end < 0 or end == index:
                break
            index, times = end, times + 1
        return index if times >= least else NO

    return Part(read, part.first, part.empty or least == 0)


def ahead(part: Part, wanted: bool) -> Part:
    """A part that must, or must not, follow; it reads nothing."""
    step = part.read

    def read(subject: Subject, index: int) -> int:
        mark = len(subject.found)
        fits = step(subject, index) >= 0
        del subject.found[mark:]
        return index if fits is wanted else NO

    return Part(read, frozenset(), empty=True)


def behind(words: frozenset[str], wanted: bool) -> Part:
    """The word before must, or must not, be one of some."""

    def read(subject: Subject, index: int) -> int:
        fits = index > 0 and subject.spellings[index - 1] in words
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

    return Part(read, part.first, part.empty)


def by_word(test: Callable[[str], bool], first: frozenset[str] | None = None) -> Part:
    """One printed word that passes a test."""

    def read(subject: Subject, index: int) -> int:
        word = subject.word(index)
        return index + 1 if word and test(word) else NO

    return Part(read, first)


def person(stop: Part, least: int) -> Part:
    """The longest person's name of ``least`` syllables or more, before any phrase of ``stop``."""
    stops = stop.read

    def read(subject: Subject, index: int) -> int:
        if not subject.word(index)[:1].isupper():
            return NO
        end = index + 1
        while end < len(subject.spellings) - 1 and end - index <= MAX_SYLLABLES + 2 and _goes_on(subject, end, stops):
            end += 1
        for last in range(end, index, -1):
            text = subject.text[subject.offsets[last - 1] : subject.offsets[last - 1] + len(subject.spellings[last - 1])]
            name = subject.text[subject.offsets[index] : subject.offsets[last - 1]] + text
            if is_person_name(name) and len(name.split()) >= least:
                return last
        return NO

    return Part(read, None)


def _goes_on(subject: Subject, index: int, stops: Reading) -> bool:
    word = subject.word(index)
    return word == "'" or (word[0].isupper() and stops(subject, index) < 0)


def _is_title(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or word[1].islower() or word[1] == "'")


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.replace("Đ", "D").replace("Ư", "U").isascii() and word[0].isalpha()


def built_ins(lists: Mapping[str, Part]) -> dict[str, Part]:
    """The built-in parts by name."""
    stop = lists.get("person_end") or phrases(())
    return {
        "Cap": by_word(lambda word: word[0].isupper()),
        "Title": by_word(_is_title),
        "Low": by_word(lambda word: word.isalpha() and word.islower()),
        "Acronym": by_word(_is_acronym),
        "Number": by_word(lambda word: word.isdigit() and len(word) < 3, frozenset({DIGIT})),
        "Person": person(stop, 1),
        "FullName": person(stop, 3),
    }
