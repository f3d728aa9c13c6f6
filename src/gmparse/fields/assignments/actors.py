"""Where who is to do a task ends and what is to be done begins: ``Sở Nội vụ | chủ trì, phối hợp …``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from gmparse.grammar.spelling import any_of, opening
from gmparse.lexicon import table, user
from gmparse.rules import matches
from gmparse.text import standard_tones

_MAX_ACTOR = 420  # characters

# Whole names of bodies whose last word binds verbs elsewhere (phòng tham mưu, đoàn kiểm tra).
_UNBOUND = regex.compile(
    r"(?<!\p{L})(?:văn phòng|công đoàn(?: bộ phận)?|(?:liên|tập|đảng|tỉnh|thành|huyện|xã|chi) đoàn|xã hội"
    r"|(?:biên|quốc|dự) phòng|(?:nữ|thi|hành chính|dịch vụ|đầu tư) công|các trung tâm"
    r"|(?:khoa|phòng|ban|viện|trung tâm)(?:, (?:khoa|phòng|ban|tổ|viện|trung tâm))+)$"
)
_ABBREVIATED = r"[bcdđghklmnpqrstvx]{2,8}"  # no vowel, no syllable
# What goes over these words outside brackets, or ends in one of the second kind, is a sentence, no name of an actor.
_CLAUSE = regex.compile(
    r"(?<!\p{L})(?:(?:là|sau khi|khi|để|nhằm|gồm|vì|nên|thì|sẽ|bị|mà|nếu|đang|phải|đã|nhưng|đồng thời"
    r"|được (?:hưởng|bổ nhiệm|điều động|tiếp nhận|giữ chức)"
    r"|có (?:các )?(?:quyền|chức năng)|chịu sự)(?!\p{L})"
    r"|(?:theo|do|nơi|tự|chịu|chưa|vẫn|còn|từng|vừa|mới|luôn|thường|cũng|đều|không|bằng|với|từ|tại|trong|đúng)$)"
)
_BARE_VERBS = ("xét", "lập", "ký", "ghi")  # of one syllable, in hardly any name
_BRACKETS = regex.compile(r"\([^()]*\)")


class Split(NamedTuple):
    """Offsets: the actor is ``start:end``, the task begins at ``task``."""

    start: int
    end: int
    task: int


@cache
def _words(key: str) -> tuple[str, ...]:
    return tuple(sorted((standard_tones(word) for word in table("tasks")[key]), key=len, reverse=True))


@cache
def _pattern(key: str) -> regex.Pattern[str]:
    """The words of a list at the border of words."""
    but = rf"(?!(?:{_any_of('not_verbs')})(?![\p{{L}}\d]))" if key == "verbs" else ""
    noun = r"(?!\s+(?:này\b|số\s*:?\s*\d))" if key == "verbs" else ""  # Hướng dẫn này, Thông báo số 12
    return regex.compile(rf"(?<![\p{{L}}\d]){but}(?:{_any_of(key)})(?![\p{{L}}\d]){noun}")


@cache
def _opening(key: str) -> re.Pattern[str]:
    return opening(_words(key))


@cache
def _any_of(*keys: str) -> str:
    return any_of(word for key in keys for word in _words(key))


@cache
def _wrong() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{_any_of('not_actors')})(?![\p{{L}}\d])")


@cache
def _head() -> regex.Pattern[str]:
    """The first words of an actor: a noun, or a word of groups before one (``các đơn vị``, ``các TTYT``)."""
    border, still = r"(?![\p{L}\d])", _any_of("still_actors")
    wrong = rf"(?!(?:{_any_of('not_actors')}){border})"
    one = rf"(?:(?:{still}){border}|{wrong}(?:{_any_of('actors')}){border})"
    group = rf"(?:(?:{_any_of('groups')}){border}\s+(?:\d+\s+)?)"
    member = rf"(?:(?:{still}){border}|{wrong}(?:{_any_of('actors', 'members')}|{_ABBREVIATED}){border})"
    return regex.compile(rf"\s*+(?:{group}+{member}|{one})")


@cache
def _give() -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}\d])(?P<verb>{_any_of('give')})\s*:?\s+")


@cache
def _weak() -> frozenset[str]:
    return frozenset(_words("weak"))


@cache
def _binds() -> tuple[str, ...]:
    return tuple(f" {word}" for word in _words("binds"))


@lru_cache(maxsize=64)
def simple(text: str) -> str:
    """The text in small letters with the newer tone placement, of the same length."""
    folded = standard_tones(text)
    return folded if len(folded) == len(text) else text.lower()


def begins_actor(text: str, start: int = 0) -> bool:
    """Whether a simple text goes on with who may be given a task."""
    return _head().match(text, start) is not None or user.current().begins_organ(text[start : start + 120])


# Small "ban" behind "giao" is mostly "giao ban", a routine meeting; these are bodies all the same.
_ROUTINE = regex.compile(r"ban(?!\p{L})")
_BODY = regex.compile(
    r"ban\s+(?:quản lý|chỉ đạo|giám đốc|chấp hành|thường vụ|chủ nhiệm|giám hiệu|biên soạn|tuyên giáo|dân vận)"
)


def givings(original: str, text: str, start: int, end: int) -> Iterator[regex.Match[str]]:
    """Verbs that give a task with an actor behind them: a known word, or a capital (``giao Thư viện tỉnh``)."""
    for match in matches(_give(), _opening("give"), text, start, end):
        capital = original[match.end() : match.end() + 1].isupper()
        named = capital and not _wrong().match(text, match.end())
        if named or (begins_actor(text, match.end()) and not (not capital and _is_routine(text, match))):
            yield match


def giving_at(original: str, text: str, start: int, end: int) -> regex.Match[str] | None:
    """The giving verb that a clause begins with, of those of `givings`."""
    first = next(givings(original, text, start, end), None)
    return first if first is not None and first.start() == start else None


def _is_routine(text: str, giving: regex.Match[str]) -> bool:
    """Whether a giving verb is half of ``giao ban``."""
    follows = giving.end()
    routine = _ROUTINE.match(text, follows) is not None
    return giving["verb"] == "giao" and routine and not _BODY.match(text, follows)


def verb_at(text: str, start: int) -> str:
    """The verb of a task that stands in a simple text at an offset, "" for none; one blank a gap."""
    found = _pattern("verbs").match(text, start)
    return " ".join(found[0].split()) if found is not None else ""


def is_strong(verb: str) -> bool:
    """Whether a verb begins a task wherever it stands: ``chủ trì``."""
    return verb in _words("strong")


def begins_task(text: str, start: int = 0) -> bool:
    """Whether a simple text goes on with what is to be done."""
    return _pattern("verbs").match(text, start) is not None


def split_actor(
    original: str, text: str, start: int, end: int, *, named: bool = False, beyond: int = 0
) -> Split | None:
    """Cut a clause into actor and task; ``None`` when it does not begin with an actor or names no task.

    Args:
        original: the text as printed; capitals in it tell names from verbs.
        text: its `simple` form.
        start, end: the clause.
        named: take a word in capitals for the first of an actor's name, as behind a giving verb.
        beyond: where the actor ends at the earliest.
    """
    begun = _head().match(text, start, end)
    own = named and original[start : start + 1].isupper()
    if not (begun or own or begins_actor(text, start)):
        return None
    first = max(beyond, begun.end() if begun else start + 1)
    for verb in matches(_pattern("verbs"), _opening("verbs"), text, first, min(end, start + _MAX_ACTOR)):
        if _is_task(original, text, start, verb):
            task = _first_verb(text, first, verb.start())
            at = _actor_end(text, start, task)
            begin = start + len(text[start:at]) - len(text[start:at].lstrip())
            if text[begin:at].endswith(" và"):
                continue
            return Split(begin, at, task) if at > begin and (named or not _is_clause(text[begin:at])) else None
    return None


def _is_clause(actor: str) -> bool:
    """Whether what stands before a verb says something of somebody instead of naming him."""
    return _CLAUSE.search(_BRACKETS.sub(" ", actor)) is not None


def _first_verb(text: str, first: int, verb: int) -> int:
    """A weak verb right before another begins the task: ``chi bộ | xét, công nhận …``, not ``ban quản lý | lập``."""
    before = text[first:verb].rstrip(" ,")
    word = before.rpartition(" ")[2]
    return first + len(before) - len(word) if word in _BARE_VERBS and before != word else verb


def _is_task(original: str, text: str, start: int, verb: regex.Match[str]) -> bool:
    """Whether a verb begins the task: printed small, not bound to a noun before it, not weak behind one."""
    if original[verb.start()].isupper() and text[: verb.start()].rstrip()[-1:] != ":":
        return False
    before, printed = text[start : verb.start()].rstrip(), original[start : verb.start()].rstrip()
    word = " ".join(verb[0].split())
    if word in _words("strong"):
        return True
    if word in _weak() and not before.endswith((":", ",")):
        return False
    if before.count("(") > before.count(")"):
        return False
    if f"{before} {word}".endswith(_words("bound")):
        return False
    bound = f" {before}".endswith(_binds())
    if _UNBOUND.search(before) or _ends_name(printed):  # Văn phòng Cục
        return True
    return not bound


def _ends_name(printed: str) -> bool:
    """Whether an actor ends in a capital that goes on with a name, not in the first word of another one."""
    words = printed.split()
    return len(words) > 1 and words[-1][0].isupper() and not words[-2].endswith((",", ";"))


def _actor_end(text: str, start: int, verb: int) -> int:
    end = verb
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",:;-–"):
        end -= 1
    for tail in (" cần", " phải", " hãy", " nhanh chóng", " cùng", " sẽ", " có thể"):
        if text[start:end].endswith(tail):
            end -= len(tail)
    return end


def is_actor(original: str) -> bool:
    """Whether a whole heading names who is to do something: an actor without a verb, at most a dozen words."""
    text = simple(original).strip(" :.")
    known = begins_actor(text)
    if not known or len(text.split()) > 40 or _is_clause(text):
        return False
    return split_actor(original, text, 0, len(text)) is None
