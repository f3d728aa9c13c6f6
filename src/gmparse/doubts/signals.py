"""What speaks against a value: small tests, by family, each of which was seen to part wrong values from right ones.

How much a signal says is not decided here: ``calibration.toml`` holds the share of right values that were seen with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import regex

from gmparse.fields.assignments import Assignment
from gmparse.fields.assignments.actors import is_strong, simple, verb_at
from gmparse.fields.base import Value
from gmparse.fields.citations import Citation
from gmparse.fields.date import LetterDate
from gmparse.fields.issuer import Issuer
from gmparse.fields.number import Number
from gmparse.fields.recipients import FILING
from gmparse.fields.signer import Signer
from gmparse.letter import Letter
from gmparse.lexicon import document_types, table
from gmparse.text import fold, standard_tones

INVITING = frozenset(("GM", "TM", "CV", "TB", "CĐ", "PTr", "BB"))
"""Types whose letters often have a meeting. In plans and decisions dates and lists of people mean other things."""

# Nothing that a printer prints in the values of a letter: read out of ink, stamps and handwriting.
_ODD = regex.compile(r"[^\p{L}\p{M}\d\s.,;:/()\-–—\"“”‘’'%&+…!?½²³°*•]|\.{3}|\b\p{Ll}+\p{Lu}")
_BARE_NUMBER = regex.compile(r"\d+\p{L}?/(?:\d{4}/)?[\p{L}&.]+")  # 37/HD: the issuer's part is gone
_TYPE_OF_SYMBOL = regex.compile(r"\d*[-/](?:\d{4}/)?(?P<type>\p{L}+)[-/]")
_SUBSTITUTE = ("KT.", "K/T")
_DEPUTY = regex.compile(r"PHÓ|THỨ TRƯỞNG|TRỢ LÝ|VICE", regex.IGNORECASE)
_ONE_VERB = 4  # words: fewer are a heading or the rest of a name
_QUARTER = regex.compile(r"\bquý\b|\bnăm\b(?!\s*\d{4}\s*$)", regex.IGNORECASE)
_NAMED = regex.compile(r"(?<=\s)\p{Lu}|\d")
_LABEL = 25  # characters before the colon of a label inside a list


class Case(NamedTuple):
    """A value with what its tests look at."""

    value: Value
    scalar: str
    way: str
    letter: Letter

    @property
    def text(self) -> str:
        """The scalar's text; of evidence that names no scalar its object's text."""
        found = getattr(self.value, self.scalar, None)
        if isinstance(found, tuple):
            return " ".join(found)
        return found if isinstance(found, str) else ""


Test = Callable[[Case], bool]


def signal_of(family: str, value: Value, scalar: str, way: str, letter: Letter) -> str:
    """The name of the first test of the family that the value fails, ``""`` when it passes all."""
    tests = _TESTS[way].get(family, _COMMON[way])
    if not tests:
        return ""
    case = Case(value, scalar, way, letter)
    return next((name for name, test in tests if test(case)), "")


# --- any text --------------------------------------------------------------------------------------------------------


def _odd_signs(case: Case) -> bool:
    text = case.text
    return _ODD.search(text) is not None or text.count("(") != text.count(")")


def _several(case: Case) -> bool:
    """A list item with a semicolon in it: two items, unless the letter separates them so."""
    return ";" in case.text


# --- letterhead and signature ----------------------------------------------------------------------------------------


def _partial_date(case: Case) -> bool:
    return isinstance(case.value, LetterDate) and "X" in (case.value.edtf or "X")


def _other_initials(case: Case) -> bool:
    """The issuer's initials are not those of the symbol: one of the two was misread."""
    symbol = case.letter.number.symbol
    issuer = case.value if isinstance(case.value, Issuer) else case.letter.issuer
    if not symbol or issuer is None:
        return True
    return not agree(issuer.name, symbol)


def agree(issuer: str, symbol: str) -> bool:
    """Whether an abbreviation in the symbol is made of the issuer's initials: ``SỞ VĂN HÓA``, ``57/GM-SVH``."""
    initials = "".join(word[0] for word in fold(issuer).replace("-", " ").split() if word[0].isalpha())
    parts = [fold(part).replace(" ", "") for part in regex.split(r"[-/–—]", symbol)]
    return any(len(part) > 1 and _inside(part, initials) for part in parts)


def _inside(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _unknown_type(case: Case) -> bool:
    """The symbol begins with no known type: ``QĐĐ-UBND``."""
    value = case.value
    number = value.text if isinstance(value, Number) else value.number if isinstance(value, Citation) else None
    found = _TYPE_OF_SYMBOL.match(number or "")
    if not found:
        return False
    word = found["type"]
    return len(word) > 1 and word not in _type_codes() and any(_near(word, code) for code in _type_codes())


def _near(word: str, code: str) -> bool:
    """One letter more than a code, twice the same: what ink does."""
    return len(word) == len(code) + 1 and any(word[:at] + word[at + 1 :] == code for at in range(len(word)))


@cache
def _type_codes() -> frozenset[str]:
    return frozenset(one.code for one in document_types.all_types())


def _substitute_without_deputy(case: Case) -> bool:
    """Who signs for the head (``KT.``) is no head: the line with ``PHÓ`` was lost."""
    value = case.value
    if not isinstance(value, Signer) or not value.position:
        return False
    last = value.authority[-1] if value.authority else ""
    return last in _SUBSTITUTE and _DEPUTY.search(value.position) is None


def _alone(case: Case) -> bool:
    """A signer without position, or a position without signer."""
    value = case.value
    return isinstance(value, Signer) and not (value.name and value.position)


# --- body ------------------------------------------------------------------------------------------------------------


def _bare_number(case: Case) -> bool:
    return _BARE_NUMBER.fullmatch(getattr(case.value, "number", None) or "") is not None


def _no_number(case: Case) -> bool:
    return not getattr(case.value, "number", None)


def _unknown_organ(case: Case) -> bool:
    return standard_tones(case.text) not in _organs()


@cache
def _organs() -> frozenset[str]:
    return frozenset(standard_tones(name) for names in table("organs")["names"].values() for name in names)


def _unfinished_organ(case: Case) -> bool:
    """A name that ends where that of another organ begins: ``Hội đồng Đại học``."""
    return standard_tones(case.text).endswith(_heads())


@cache
def _heads() -> tuple[str, ...]:
    return tuple(f" {standard_tones(head)}" for head in table("organs")["heads"]["long"])


def _from_plan(case: Case) -> bool:
    kind = case.letter.type
    return kind is not None and kind.code not in INVITING


def _labelled(case: Case) -> bool:
    return ":" in case.text[:_LABEL] and "lãnh đạo" not in case.text[:_LABEL].lower()


def _unnamed_place(case: Case) -> bool:
    return _NAMED.search(case.text) is None


def _weak_verb(case: Case) -> bool:
    """Only the place in the sentence makes it an instruction: its verb is one of many uses, or it is a few words."""
    if not isinstance(case.value, Assignment):
        return False
    if any(entry.rule == "assignments.unit-heading" for entry in case.value.assignee.evidence):
        return False
    task = case.value.task.text
    return len(task.split()) < _ONE_VERB or not is_strong(verb_at(simple(task), 0))


def _period(case: Case) -> bool:
    """A quarter or a year as a deadline."""
    return isinstance(case.value, Assignment) and _QUARTER.search(case.value.deadline_text or "") is not None


def _filing(case: Case) -> bool:
    return FILING.match(case.text) is not None


_Row = tuple[tuple[str, Test], ...]
_ODD_SIGNS: tuple[str, Test] = ("odd-signs", _odd_signs)
_COMMON: Mapping[str, _Row] = {"text": (), "ocr": (_ODD_SIGNS,)}
_TESTS: Mapping[str, Mapping[str, _Row]] = {
    "text": {
        "recipients": (("several", _several),),
        "addressees": (("several", _several),),
        "citations.issuer": (("unfinished-organ", _unfinished_organ),),
        "meeting.location": (("unnamed", _unnamed_place),),
        "meeting.start": (("from-plan", _from_plan),),
        "participants": (("from-plan", _from_plan), ("labelled", _labelled)),
        "assignments": (("weak-verb", _weak_verb),),
        "assignments.deadline": (("period", _period),),
        "signer.position": (("no-deputy", _substitute_without_deputy),),
    },
    "ocr": {
        "issuer": (_ODD_SIGNS, ("other-initials", _other_initials)),
        "number.symbol": (_ODD_SIGNS, ("unknown-type", _unknown_type), ("other-initials", _other_initials)),
        "number.serial": (_ODD_SIGNS,),
        "date": (("partial", _partial_date),),
        "signer.name": (_ODD_SIGNS, ("alone", _alone)),
        "signer.position": (_ODD_SIGNS, ("no-deputy", _substitute_without_deputy), ("alone", _alone)),
        "recipients": (_ODD_SIGNS, ("filing", _filing), ("several", _several)),
        "citations": (
            _ODD_SIGNS,
            ("bare-number", _bare_number),
            ("unknown-type", _unknown_type),
            ("no-number", _no_number),
        ),
        "citations.issuer": (
            _ODD_SIGNS,
            ("unfinished-organ", _unfinished_organ),
            ("unknown-organ", _unknown_organ),
        ),
        "meeting.location": (_ODD_SIGNS, ("unnamed", _unnamed_place)),
        "meeting.start": (("from-plan", _from_plan),),
        "participants": (_ODD_SIGNS, ("from-plan", _from_plan), ("labelled", _labelled)),
        "assignments": (_ODD_SIGNS, ("from-plan", _from_plan), ("weak-verb", _weak_verb)),
        "assignments.deadline": (("period", _period),),
    },
}
SIGNALS = tuple(dict.fromkeys(name for rows in _TESTS.values() for row in rows.values() for name, _ in row))
"""The names of all signals, as the table and the docs name them."""
