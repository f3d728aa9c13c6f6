"""Entities of a chair or a participant put in order: those that count, and those that only their neighbours show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from gmparse.fields.entities import Entity
from gmparse.lexicon import table, user
from gmparse.text import standard_tones

_KEPT = ("PERSON", "POSITION", "ORG", "PLACE")
_ASIDE = regex.compile(
    r"\(\s*(?:do|theo|không|kể\s+cả|bao\s+gồm\s+cả|có|gửi|qua|trừ|đến|kèm|nếu|tại)\s[^()]{0,300}\)", regex.IGNORECASE
)
REST_ENDS = regex.compile(
    r"""\s+(?=(?:theo|do|để|dự|đến|tới|tham\s+dự|tham\s+gia|về|tại|mỗi|cử|chủ\s+trì|phụ\s+trách|theo\s+dõi|cùng|mời|phục\s+vụ
        |đang|đã|gồm|bao\s+gồm|như|kể\s+cả|phối\s+hợp|báo\s+cáo|chuẩn\s+bị)(?!\p{L}))|\s+\d+\s+(?-i:\p{Ll})|\s*[;:()/.]|\s+[-–]\s""",
    regex.IGNORECASE | regex.VERBOSE,
)
_ITEM = regex.compile(r"[,;:]\s+|\s+và\s+")  # before the next of a list
_COMMA = regex.compile(r"\s*,")
_TITLE_BEFORE = regex.compile(r"(?<!\p{L})(?:trưởng|phó|chánh)\s+$", regex.IGNORECASE)
_TITLED = regex.compile(r"\p{L}+ (?:trưởng|viên|phó)(?!\p{L})")
_NO_GUEST = regex.compile(r"\d[\d/.-]{0,30}(?:/\S{1,60}+)?\s++của\s*$|(?<!\p{L})do\s+$")
_MEMBER = regex.compile(r"(?:ủy|uỷ)\s+viên\s+$", regex.IGNORECASE)  # before the board: Ủy viên |Ban Chấp hành
_MEMBER_OF = regex.compile(r"(?i:ủy|uỷ)\s+viên\s+(?=Ban\s)")
# What a unit does that no list knows, in small letters: Trưởng khoa Hồi sức| sơ sinh| Bệnh viện Nhi.
_SMALL = r"\s+(?!(?:và|hoặc|các|có|thuộc|của|kiêm|là|làm|cùng|hay|phó|trưởng)(?!\p{L}))\p{Ll}+"
_FIELD_GOES_ON = regex.compile(rf"(?:{_SMALL}){{1,4}}(?=\s+\p{{Lu}})|(?:{_SMALL}){{1,2}}(?=\s*(?:[,;:()–]|$))")
_GROUP_OF = regex.compile(r"\s+(?P<head>Đoàn|Hội|Chi\s+(?:đoàn|hội|bộ)|Đảng\s+bộ|Đảng\s+ủy)\s+$")
_COMMON_ORGAN = regex.compile(
    r"\s+(?P<organ>(?:các\s+)?(?:tổ\s+chức|đơn\s+vị|cơ\s+quan|doanh\s+nghiệp|công\s+ty|nhà\s+thầu)\s+(?!dự|được|có|và|tham)\p{Ll}[^,;:()]*+)"
)


def tokens(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The entities that count: none of an aside, positions side by side as one, with organs that no list knows."""
    asides = [found.span() for found in _ASIDE.finditer(text)] if "(" in text else []
    kept: list[Entity] = []
    for one in entities:
        if one.label not in _KEPT or any(start <= one.start < end for start, end in asides):
            continue
        last = kept[-1] if kept else None
        if one.label == "ORG" and _is_no_guest(text, one):
            continue
        if last and last.label == "ORG" and one.text.lower() == "phụ trách":  # Lãnh đạo Sở phụ trách dự án
            continue
        if last and one.label == last.label == "POSITION" and not text[last.end : one.start].strip():
            kept[-1] = last._replace(end=one.end, text=text[last.start : one.end])
        else:
            kept.append(one)
    return _fitted(text, sorted([*kept, *_unlisted(text, kept, asides)], key=lambda token: token.start))


def _fitted(text: str, known: Sequence[Entity]) -> list[Entity]:
    """Positions and organs side by side with the border where it belongs, and organs in small letters behind a role."""
    fitted: list[Entity] = []
    for at, token in enumerate(known):
        limit = known[at + 1].start if at + 1 < len(known) else len(text)
        if token.label == "ORG":
            token = _with_head(text, fitted, token)
        elif token.rule == "position.unit-head":
            token = _with_field(text, token, limit)
        fitted.append(token)
        organ = _COMMON_ORGAN.match(text, token.end, limit) if token.rule == "position.role" else None
        if organ is not None:
            stop = REST_ENDS.search(text, organ.start("organ"), organ.end())
            end = len(text[: stop.start() if stop else organ.end()].rstrip())
            fitted.append(_cut(token, text, organ.start("organ"), end, "ORG", "meetings.organ-common"))
    return fitted


def _with_head(text: str, before: list[Entity], organ: Entity) -> Entity:
    """``Ủy viên |Ban Chấp hành Đảng bộ``, ``Bí thư |Đoàn các xã``: the organ with the word that the position took.

    A membership that the pipeline left out for the board behind it goes into ``before``.
    """
    last = before[-1] if before else None
    gap = last.end if last else 0
    lost = _MEMBER.search(text, gap, organ.start) if organ.text.startswith("Ban ") else None
    if lost is not None:
        before.append(_cut(organ, text, lost.start(), len(text[: lost.end()].rstrip()), "POSITION", "meetings.member"))
        return organ
    if last is None or last.label != "POSITION":
        return organ
    board = _MEMBER_OF.match(last.text) if organ.start == last.end + 1 else None
    if board is not None:
        start = last.start + board.end()
        before[-1] = _cut(last, text, last.start, len(text[:start].rstrip()))
        return _cut(organ, text, start, organ.end)
    group = _GROUP_OF.fullmatch(text, gap, organ.start) if organ.text.startswith("các ") else None
    return _cut(organ, text, group.start("head"), organ.end) if group else organ


def _with_field(text: str, post: Entity, limit: int) -> Entity:
    more = _FIELD_GOES_ON.match(text, post.end, limit)
    if more is None or REST_ENDS.match(text, post.end, limit):
        return post
    return _cut(post, text, post.start, more.end())


def _cut(token: Entity, text: str, start: int, end: int, label: str = "", rule: str = "") -> Entity:
    return Entity(label or token.label, start, end, text[start:end], rule or token.rule)


def _is_no_guest(text: str, organ: Entity) -> bool:
    """Whether an organ is part of a title (``Trưởng thôn``), issues a document or holds a course (``do … tổ chức``)."""
    titled = organ.text[0].islower() and not organ.text.startswith("các") and _TITLE_BEFORE.search(text, 0, organ.start)
    return bool(titled or _NO_GUEST.search(text, 0, organ.start))


def _unlisted(text: str, known: Sequence[Entity], asides: Sequence[tuple[int, int]]) -> Iterator[Entity]:
    """Organs that only their first word shows, at the start of an item or behind a position: ``Trung tâm Sao Mai``."""
    starts = {0, *(m.end() for m in _ITEM.finditer(text))}
    starts |= {t.end + 1 for t in known if t.label == "POSITION" and text[t.end : t.end + 1] == " "}
    for start in sorted(starts):
        if not text[start : start + 1].isupper():
            continue
        if any(t.start <= start < t.end for t in known) or any(a <= start < b for a, b in asides):
            continue
        if not _begins_organ(text[start:]):
            continue
        following = next((t.start for t in known if t.start >= start and t.label != "PLACE"), len(text))
        stop = REST_ENDS.search(text, start, following) or _COMMA.search(text, start, following)
        end = start + len(text[start : stop.start() if stop else following].rstrip(" ,("))
        if " " in text[start:end]:
            yield Entity("ORG", start, end, text[start:end], "meetings.organ-head")


def _begins_organ(text: str) -> bool:
    """Whether a text begins with the first word of an organ's name, or with an organ of the user's lexicon."""
    plain = standard_tones(text[:80].replace(";", " ").replace(",", " ")) + " "
    known = plain.startswith(heads("short", "long", "owned")) and not _TITLED.match(plain)
    return known or user.current().begins_organ(text[:80])


@cache
def heads(*keys: str) -> tuple[str, ...]:
    """First words of organs, of the lexicon's lists named, each with a blank behind it."""
    heads = table("organs")["heads"]
    return tuple(standard_tones(word) + " " for key in keys for word in heads[key])
