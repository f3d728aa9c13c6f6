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
from gmparse.lexicon.places import find_province
from gmparse.text import fold, standard_tones

INVITING = frozenset(("GM", "TM", "CV", "TB", "CĐ", "PTr", "BB"))
"""Types whose letters often have a meeting. In plans and decisions dates and lists of people mean other things."""

LETTERS = frozenset(("CV", "CĐ", "GM", "TM"))
"""Types by which somebody is asked to do something."""

# What no office prints, and ink, stamps and handwriting give when recognised: other signs, a small letter before a
# capital, a letter for a digit (l6), a full stop inside a name (VP. UBND), a sign in front, more letters than a
# syllable has.
_ODD = regex.compile(
    r"""[^\p{L}\p{M}\d\s.,;:/()\-–—"“”‘’'%&+…!?½²³°*•] | \.{3} | \p{Ll}\p{Lu} | \b[lIO]\d | \d[lIO]\b |
    \p{L}\.\s+\p{Lu}{2} | ^[^\p{L}\d(“"] | \p{L}{8}""",
    regex.VERBOSE,
)
_BARE_NUMBER = regex.compile(r"\d+\p{L}?/(?:\d{4}/)?[\p{L}&.]+")  # 37/HD: the issuer's part is gone
_TYPE_OF_SYMBOL = regex.compile(r"\d*[-/](?:\d{4}/)?(?P<type>\p{L}+)[-/]")
_OF_PROVINCE = regex.compile(r"\b(?:tỉnh|thành\s+phố)\s+(?P<name>\p{L}.*)$", regex.IGNORECASE)
_SUBSTITUTE = ("KT.", "K/T")
_DEPUTY = regex.compile(r"PHÓ|THỨ TRƯỞNG|TRỢ LÝ|VICE", regex.IGNORECASE)
_SHORT = 4  # words
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


def _dashed(case: Case) -> bool:
    return regex.search(r"[-–—]", case.text) is not None


def _unknown_province(case: Case) -> bool:
    """It names a province, and there is none of that name: ``UBND TỈNH LÂM``."""
    found = _OF_PROVINCE.search(case.text)
    return found is not None and find_province(found["name"]) is None


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


def _headed(case: Case) -> bool:
    """An item that begins with its owner (``VPCP: BTCN, các PCN``), or stands below one: it may go on over several."""
    for recipient in case.letter.recipients:
        if ":" in recipient.text and not FILING.match(recipient.text):
            return not _filing(case)
        if recipient is case.value:
            return False
    return False


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


def _rule(case: Case) -> str:
    value = case.value
    evidence = value.assignee.evidence if isinstance(value, Assignment) else ()
    return evidence[0].rule.partition(".")[2] if evidence else ""


def _under_lead_in(case: Case) -> bool:
    """The assignee stands in a sentence above the list, not in the item."""
    return _rule(case) == "lead-in"


def _duties(case: Case) -> bool:
    """What an organ is for, in the act that founds it: a task of every day, or none."""
    return _rule(case) == "duties"


def _short_task(case: Case) -> bool:
    """A few words: a heading, or the rest of a name."""
    return isinstance(case.value, Assignment) and len(case.value.task.text.split()) < _SHORT


def _weak_verb(case: Case) -> bool:
    """In an act, not a letter to somebody, a verb of many uses may say what is so, not what is to be done."""
    kind = case.letter.type
    if _rule(case) == "unit-heading" or not isinstance(case.value, Assignment):
        return False
    return (kind is None or kind.code not in LETTERS) and not is_strong(verb_at(simple(case.value.task.text), 0))


def _period(case: Case) -> bool:
    """A quarter or a year as a deadline."""
    return isinstance(case.value, Assignment) and _QUARTER.search(case.value.deadline_text or "") is not None


def _filing(case: Case) -> bool:
    return FILING.match(case.text) is not None


_Row = tuple[tuple[str, Test], ...]
_ODD_SIGNS: tuple[str, Test] = ("odd-signs", _odd_signs)
_ORDERS: _Row = (
    ("under-lead-in", _under_lead_in),
    ("duties", _duties),
    ("short-task", _short_task),
    ("weak-verb", _weak_verb),
)
_NAMES: _Row = (_ODD_SIGNS, ("unknown-province", _unknown_province), ("dashed", _dashed))
_COMMON: Mapping[str, _Row] = {"text": (), "ocr": (_ODD_SIGNS,)}
_TESTS: Mapping[str, Mapping[str, _Row]] = {
    "text": {
        "recipients": (("several", _several), ("headed", _headed)),
        "addressees": (("several", _several),),
        "citations.issuer": (("unfinished-organ", _unfinished_organ),),
        "meeting.location": (("unnamed", _unnamed_place),),
        "meeting.start": (("from-plan", _from_plan),),
        "participants": (("from-plan", _from_plan), ("labelled", _labelled)),
        "assignments": _ORDERS,
        "assignments.deadline": (("period", _period),),
        "signer.position": (("no-deputy", _substitute_without_deputy),),
    },
    "ocr": {
        "issuer": (*_NAMES, ("other-initials", _other_initials)),
        "issuer.parent": _NAMES,
        "number.symbol": (("unknown-type", _unknown_type), ("other-initials", _other_initials)),
        "number.serial": (),
        "date": (("partial", _partial_date),),
        "signer.name": (_ODD_SIGNS, ("alone", _alone)),
        "signer.position": (_ODD_SIGNS, ("no-deputy", _substitute_without_deputy), ("alone", _alone)),
        "recipients": (_ODD_SIGNS, ("filing", _filing), ("several", _several), ("headed", _headed)),
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
        "assignments": (_ODD_SIGNS, *_ORDERS),
        "assignments.deadline": (("period", _period),),
    },
}
SIGNALS = tuple(dict.fromkeys(name for rows in _TESTS.values() for row in rows.values() for name, _ in row))
"""The names of all signals, as the table and the docs name them."""
