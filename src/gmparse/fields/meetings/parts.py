"""What the words of a chair or a participant say: persons, positions, organs, from the entities of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import regex

from gmparse.fields.entities import Entity
from gmparse.fields.meetings.tokens import REST_ENDS, heads, tokens
from gmparse.text import fold, standard_tones

_LOOKED_AT = 8  # entities behind an organ
_MAX_REST = 18  # words of an organ's name behind what the pipeline reads of it
_SOFT = regex.compile(r"\s*,\s*|\s+(?:và|cùng)\s+(?:đại\s+diện\s+)?")
_ALL = regex.compile(r"(?<!\p{L})(?:tất\s+cả\s+)?(?:các|toàn\s+thể)\s+$", regex.IGNORECASE)
_GROUP = regex.compile(
    r"^(?P<of>.*?)\s*(?<!\p{L})(?i:các)\s+(?P<head>\p{L}+)(?:\s+(?i:chức\s+năng|chuyên\s+môn|nghiệp\s+vụ))?$"
)
_SIGN = regex.compile(r"[,;:(]")
_ROLE_ENDS = regex.compile(r"[:(]|\s+do\s")
# Roles behind each other: Công chức văn thư|, công chức tin học; Chủ tịch, Phó Chủ tịch is one.
_SEVERAL = regex.compile(
    r";|(?<=\s\p{Ll}+\s\p{Ll}+),\s+(?=(?:công\s+chức|viên\s+chức|chuyên\s+viên|cán\s+bộ|văn\s+thư)\s)"
)
_ROLE_TAIL = regex.compile(r"[\s,:;–-]+$|\s+(?:của|tại|thuộc|từ|ở|là)\s*$", regex.IGNORECASE)
_COUNT = regex.compile(r"\s+\d+\s*$")  # of whom they send: Trung tâm Y tế 3 đại biểu
_MEMBERSHIP = regex.compile(r"(?i:ủy|uỷ)\s+viên")


class Slice(NamedTuple):
    """Characters of a text, and the rule that found them."""

    start: int
    end: int
    rule: str

    def of(self, text: str) -> str:
        """Its characters."""
        return text[self.start : self.end]


class Office(NamedTuple):
    """A person with position and organ, as far as the text has them."""

    name: Slice | None = None
    position: Slice | None = None
    organization: Slice | None = None


class Guests(NamedTuple):
    """Who comes: in which role, from which organs, which persons."""

    role: str | None = None
    organizations: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


def office(text: str, entities: Sequence[Entity]) -> Office:
    """The first person of a text with the position that fits best.

    Of several positions the last one whose organ stands behind it counts (``Tỉnh ủy viên, Phó Chủ tịch UBND tỉnh``);
    without any organ the one before the name (``Bộ trưởng …``), then the first that is no membership of a committee.
    """
    known = tokens(text, entities)
    persons = [token for token in known if token.label == "PERSON"]
    end = persons[1].start if len(persons) > 1 else len(text)
    known = [token for token in known if token.start < end]
    organs = list(_organs(text, known))
    posts = [token for token in known if token.label == "POSITION"]
    offices = [(post, _organ_behind(text, post, organs)) for post in posts]
    with_organ = [pair for pair in offices if pair[1] is not None]
    before = [pair for pair in offices if persons and not text[pair[0].end : persons[0].start].strip(" :")]
    own = [pair for pair in offices if not _MEMBERSHIP.search(pair[0].text)]
    name = _slice(persons[0]) if persons else None
    fitting = with_organ[-1:] or before or own or offices
    return Office(name, _slice(fitting[0][0]), fitting[0][1]) if fitting else Office(name)


def guests(text: str, entities: Sequence[Entity], over: str = "", over_entities: Sequence[Entity] = ()) -> Guests:
    """The parts of a participant.

    Args:
        text: the item.
        entities: those of the text.
        over: the lead-in above the item (``Đại diện Lãnh đạo các sở:``), "" without one.
        over_entities: those of the lead-in.
    """
    known = tokens(text, entities)
    persons = tuple(token.text for token in known if token.label == "PERSON")
    if len(persons) == 1:
        held = office(text, entities)
        of = held.organization
        return Guests(held.position.of(text) if held.position else None, (of.of(text),) if of else (), persons)
    if persons:
        head = text[: text.find(":")] if ":" in text[: text.find(persons[0])] else ""
        return Guests(head.strip() or None, tuple(o.of(text) for o in _organs(text, known)), persons)
    headed = _headed(text, known)
    if headed is not None:
        return headed
    organs = _distributed(text, known) or tuple(organ.of(text) for organ in _organs(text, known))
    role = _role(text, known)
    if over and (role is None or not organs):
        known_over = tokens(over, over_entities)
        role = role if role is not None else _role(over, known_over)
        organs = organs or _under_head(text, known_over, over)
    return Guests(role, tuple(dict.fromkeys(organs)), ())


def _slice(token: Entity) -> Slice:
    return Slice(token.start, token.end, token.rule)


def _organ_behind(text: str, post: Entity, organs: Sequence[Slice]) -> Slice | None:
    gap = next(((text[post.end : o.start], o) for o in organs if o.start >= post.end), None)
    return gap[1] if gap is not None and gap[0].strip().lower() in ("", "của", "tại") else None


# --- organs ----------------------------------------------------------------------------------------------------------


def _organs(text: str, known: Sequence[Entity]) -> Iterator[Slice]:
    """The organs of a text, each with the rest of its name and the organ above that follows it."""
    done = 0
    for index, token in enumerate(known):
        if token.label != "ORG" or token.start < done:
            continue
        others = [t for t in islice(known, index + 1, index + 1 + _LOOKED_AT) if t.label != "PLACE"]
        end = _whole(text, token, others)
        if end is None:
            continue
        done = end
        every = _ALL.search(text, 0, token.start)
        yield Slice(every.start() if every else token.start, end, token.rule)


def _whole(text: str, organ: Entity, others: Sequence[Entity]) -> int | None:
    """Where an organ's name ends: with what follows up to the next sign, and the organ above (``A - B``, ``A (B)``).

    ``others`` are what follows it, as many as are looked at. ``None`` when so much follows that nothing is sure.
    """
    following = others[0] if others else None
    end = _rest_end(text, organ.end, following.start if following else len(text))
    if end is None or following is None or following.label != "ORG":
        return end
    gap = text[end : following.start]
    if gap not in (" ", " - ", " – ", "-", "–", " ("):
        return end
    inner = _whole(text, following, others[1:])
    if inner is None or gap != " (":
        return inner or end
    return inner + 1 if text[inner : inner + 1] == ")" else end


def _rest_end(text: str, start: int, limit: int) -> int | None:
    """The end of the words that go on a name, before ``limit``: not over a sign that parts items, nor a verb."""
    stop = REST_ENDS.search(text, start, limit)
    end = stop.start() if stop else limit
    soft = _SOFT.search(text, start, end)
    while soft is not None and soft.end() < end and text[soft.end()].isupper() and soft.end() != limit:
        soft = _SOFT.search(text, soft.end(), end)
    if soft is not None:
        end = soft.start()
    rest = _COUNT.sub("", text[start:end]) if end == limit < len(text) else text[start:end]
    if len(rest.split()) > _MAX_REST:
        return None
    return start + len(rest.rstrip(" ,-–"))


# --- lists under one head --------------------------------------------------------------------------------------------


def _headed(text: str, known: Sequence[Entity]) -> Guests | None:
    """``Sở Y tế: lãnh đạo, chuyên viên``: organs, a colon, and whom they send; ``None`` for any other text."""
    colon = text.find(":")
    before = [t for t in known if t.start < colon]
    if not before or before[0].label != "ORG" or any(t.label not in ("ORG", "PLACE") for t in before):
        return None
    after = [t for t in known if t.start > colon]
    if text[: before[0].start].strip() or (_is_group(before[-1]) and after and after[0].label in ("ORG", "PLACE")):
        return None
    organs = tuple(organ.of(text) for organ in _organs(text, before))
    sent = bool(after) and after[0].label == "POSITION" and not text[colon + 1 : after[0].start].strip()
    role = _cut(text[after[0].start :]) if sent and all(t.label != "ORG" for t in after) else None
    return Guests(role, organs, ())


def _is_group(token: Entity) -> bool:
    return token.rule.startswith("org.group") or _GROUP.match(token.text) is not None


def _distributed(text: str, known: Sequence[Entity]) -> tuple[str, ...]:
    """``các sở: Tài chính, Nội vụ`` → ``sở Tài chính``, ``sở Nội vụ``; empty when no head stands before a list.

    Where the head is not one word (``các sở, ngành:``) the names stay as printed.
    """
    for index, token in enumerate(known):
        items = known[index + 1 :]
        if token.label != "ORG" or not _is_group(token) or not items or text[token.end : items[0].start].strip() != ":":
            continue
        before = tuple(organ.of(text) for organ in _organs(text, known[:index]))
        return before + tuple(_items(text, _GROUP.match(token.text), items))
    return ()


def _items(text: str, head: regex.Match[str] | None, items: Sequence[Entity]) -> Iterator[str]:
    in_row = {token.start: token for token in items if token.rule in ("org.list", "place.list")}
    others = [Slice(token.start, token.end, token.rule) for token in in_row.values()]
    others += _organs(text, [token for token in items if token.start not in in_row])
    for organ in sorted(others):
        name = organ.of(text)
        if organ.start not in in_row or head is None or _has_head(name):
            yield name
        elif head["of"] or organ.rule == "org.list":  # communes alone are no organs
            yield _under(head, name)


def _has_head(name: str) -> bool:
    """Whether a name in a row has a head of its own: ``Văn phòng`` among ``các phòng: …``."""
    return f"{standard_tones(name)} ".startswith(heads("long", "owned", "alone"))


def _under(head: regex.Match[str], item: str) -> str:
    return " ".join(filter(None, (head["of"], head["head"], item)))


def _under_head(text: str, over: Sequence[Entity], lead: str) -> tuple[str, ...]:
    """A bare name under ``Lãnh đạo các sở:``."""
    last = over[-1] if over else None
    head = _GROUP.match(last.text) if last is not None and last.label == "ORG" else None
    if head is None or last is None or lead[last.end :].strip(" :") or not text[0].isupper() or len(text.split()) > 8:
        return ()
    return (_under(head, text),) if not _SIGN.search(text) else ()


# --- roles -----------------------------------------------------------------------------------------------------------


def _role(text: str, known: Sequence[Entity]) -> str | None:
    """In which role they come: the words from a position to the organ behind it; ``None`` when there are several."""
    roles = list(dict.fromkeys(_roles(text, known)))
    return roles[0] if len({fold(role) for role in roles}) == 1 else None


def _roles(text: str, known: Sequence[Entity]) -> Iterator[str]:
    open_at: int | None = None
    for token in known:
        if token.label == "POSITION" and open_at is None:
            open_at = token.start
        elif token.label == "ORG" and open_at is not None:
            yield _cut(text[open_at : token.start])
            open_at = None
    if open_at is not None:
        yield from map(_cut, _SEVERAL.split(text[open_at:]))


def _cut(role: str) -> str:
    """A role without what leads to the organ."""
    role = _ROLE_ENDS.split(role, maxsplit=1)[0]
    every = _ALL.search(role)
    role = role[: every.start()] if every else role
    while tail := _ROLE_TAIL.search(role):
        role = role[: tail.start()]
    return role.strip()
