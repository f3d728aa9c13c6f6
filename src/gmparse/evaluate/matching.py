"""When two values count as the same: spelling habits aside, numbers never."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# One tone placement (hoà → hòa, thuý → thúy, uỷ → ủy; quý stays): letters are compared, not orthographic habit.
_MOVED_TONE = re.compile(rf"(o[ae]|(?<!q)uy)([{_TONES}])(?![a-z\u0300-\u036f])")
_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212\ufffe\u00ad]\s*")
_BEFORE_MARK = re.compile(r"\s*([/(),;:.])\s*")
_QUOTES = re.compile("[\u201c\u201d\"'\u2018\u2019]")
_TASK_CUT_WORDS = 36  # a gold task of as many words was cut by its labeller


@lru_cache(maxsize=65536)
def _normal(text: str) -> str:
    text = unicodedata.normalize("NFD", text.replace("\u00d0", "\u0110")).casefold()
    text = unicodedata.normalize("NFC", _MOVED_TONE.sub(lambda m: m[1][0] + m[2] + m[1][1], text))
    text = _QUOTES.sub("", _BEFORE_MARK.sub(r"\1", _DASH.sub("-", text)))
    return re.sub(r"\s+", " ", text).strip(" .;,:/-")


def normal(value: object) -> str:
    """A value as compared: case, tone placement, dashes, quotes, blanks at marks and marks at the ends made equal."""
    return _normal(str(value)) if value else ""


def squashed(value: object) -> str:
    """`normal` without any blank."""
    return re.sub(r"\s+", "", normal(value))


def same(one: object, other: object) -> bool:
    """Whether two values are equal but for spelling habits and blanks."""
    return squashed(one) == squashed(other)


def ratio(one: str, other: str) -> float:
    """Ratcliff-Obershelp similarity, 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def similarity(one: object, other: object) -> float:
    """Similarity of two texts, 0 to 1; different numbers in them make it 0 (phòng họp số 1 is not số 2)."""
    a, b = normal(one), normal(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    return ratio(a, b) if re.findall(r"\d+", a) == re.findall(r"\d+", b) else 0.0


def task_similarity(found: object, gold: object) -> float:
    """Similarity of two tasks. A gold task may be cut after about 40 words: then only its length is compared."""
    a, b = normal(found), normal(gold)
    if not a or not b:
        return 0.0
    is_cut = len(b.split()) >= _TASK_CUT_WORDS
    if len(a) > 1.5 * len(b) + 40 and not is_cut:
        return 0.0
    best = ratio(a, b)
    return max(best, ratio(a[: len(b)], b)) if is_cut else best


def text_of(value: object) -> Any:
    """The text of a value that may be plain, or an object with ``text``, ``name``, ``code`` or ``edtf``."""
    if isinstance(value, Mapping):
        return next((value[key] for key in ("text", "name", "code", "edtf") if value.get(key)), None)
    return value if isinstance(value, (str, int)) else None


def at(record: object, path: str) -> object:
    """The value at a dotted path, ``None`` where the path ends early."""
    for key in path.split("."):
        if not isinstance(record, Mapping):
            return None
        record = record.get(key)
    return record


def items(record: object, key: str) -> list[Any]:
    """The list under a key without its ``None`` entries; empty when there is no list."""
    value = record.get(key) if isinstance(record, Mapping) else None
    return [item for item in value if item is not None] if isinstance(value, list) else []


def objects(record: object, key: str) -> list[Mapping[str, Any]]:
    """`items`, plain ones made objects with a ``text``."""
    return [x if isinstance(x, Mapping) else {"text": x, "number": None} for x in items(record, key)]


def proofs_of(value: object, scalar: str, holding: str = "text") -> tuple[Mapping[str, Any], ...]:
    """The entries of a value's evidence for one of its scalars, those without ``text`` (or ``box``) left out."""
    return tuple(entry for entry in items(value, "evidence") if entry["field"] == scalar and entry[holding])


def iso(value: object) -> str | None:
    """A time to the minute, ``2025-07-23T14:00`` or shorter."""
    text = text_of(value)
    return str(text).replace(" ", "T")[:16] if text else None


def same_time(found: object, gold: object) -> bool:
    """Whether two times are equal to the precision of the gold: the day, or the minute."""
    a, b = iso(found), iso(gold)
    if not a or not b:
        return False
    return a == b if len(b) > len("2025-07-23") else a[:10] == b[:10]


def compatible(found: object, gold: object) -> bool:
    """Whether a partial date agrees with the gold as far as it goes: ``2025-07-XX`` with ``2025-07-23``."""
    if not isinstance(found, str) or not isinstance(gold, str) or not found or len(found) != len(gold):
        return False
    return all(a in (b, "X") for a, b in zip(found, gold, strict=True))


def pairs(found: Sequence[A], gold: Sequence[B], score: Callable[[A, B], float]) -> list[tuple[int, int]]:
    """Greedy one-to-one matching, the best scores first; pairs that score 0 are none.

    Returns (index in ``found``, index in ``gold``), in the order they were matched.
    """
    scored = ((score(f, g), -i, -j) for i, f in enumerate(found) for j, g in enumerate(gold))
    result: list[tuple[int, int]] = []
    free_found, free_gold = set(range(len(found))), set(range(len(gold)))
    for _, i, j in sorted((entry for entry in scored if entry[0] > 0), reverse=True):
        if -i in free_found and -j in free_gold:
            free_found.remove(-i)
            free_gold.remove(-j)
            result.append((-i, -j))
    return result


def at_least(floor: float) -> Callable[[object, object], float]:
    """`similarity` as a score for `pairs`, 0 below ``floor``."""

    def score(found: object, gold: object) -> float:
        value = similarity(found, gold)
        return value if value >= floor else 0.0

    return score
