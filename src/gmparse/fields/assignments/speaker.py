"""Who speaks: the letter itself gives a task when nobody or its issuer stands before the giving verb."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import regex

from gmparse.fields.assignments.actors import begins_actor
from gmparse.fields.issuer import Issuer
from gmparse.text import fold

_POLITE = regex.compile(
    r"(?:^|(?<=\s))(?:kính|trân trọng|xin|cũng|và|nay|đồng thời|do đó|vì vậy|để|riêng|ngoài ra"
    r"|nhận được (?:\S+ ){1,2}này)(?=\s|$)"
)
_CIRCUMSTANCE = regex.compile(
    r"^(?:nếu|khi|trong|trường hợp|để|nhằm|sau|trước|căn cứ|nhận được|hiện nay|từ nay|kết thúc|trên cơ sở|qua)(?!\p{L})"
)
_SHORT = (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"), ("doan dai bieu quoc hoi", "doan dbqh"))
_COMMITTEE = regex.compile(r"^(?:bch|ban chap hanh|ban thuong vu|ban thuong truc)\s+(?=\p{L}+\s\p{L})")
_PLACE = regex.compile(r"\s(tinh|thanh pho|huyen|xa|phuong|quan|thi xa|dac khu)\s.+$")
_MAX_NAME = 12  # words of an issuer's name before a verb
_OTHERS_NAME = 6  # words before a verb in which another speaker would be named


class Speaker:
    """The letter's voice, by the names that its issuer goes by."""

    def __init__(self, issuer: Issuer | None) -> None:
        self._issuer = issuer

    @cached_property
    def _names(self) -> frozenset[str]:
        return _names(self._issuer)

    def speaks(self, text: str, verb: int, start: int = 0) -> bool:
        """Whether nobody or the issuer stands before a verb in its clause.

        Args:
            text: simple text (small letters).
            verb: offset of the giving verb.
            start: where the sentence begins.
        """
        clause = max((text.rfind(mark, start, verb) for mark in (",", ";", ":", ". ", "–")), default=-1)
        said = text[max(clause + 1, start) : verb].strip()
        before = _POLITE.sub("", said).strip()
        return not before or self._is_issuer(fold(said).split()) or _is_circumstance(said)

    def _is_issuer(self, words: list[str]) -> bool:
        """Whether the words end in the issuer's name, or in the beginning of it: ``Ban Quản lý dự án``."""
        words = [word for word in words if word != "va"]
        tails = [" ".join(words[-count:]) for count in range(1, min(len(words), _MAX_NAME) + 1)]
        return any(f"{name} ".startswith(f"{tail} ") for tail in tails for name in self._names)


def _is_circumstance(said: str) -> bool:
    """Whether words before a verb only say when or in which case, and name nobody: ``nếu có vướng mắc``."""
    if not _CIRCUMSTANCE.match(said):
        return False
    words = said.split()
    return not any(begins_actor(" ".join(words[-count:])) for count in range(1, min(len(words), _OTHERS_NAME) + 1))


def _abbreviated(name: str) -> Iterator[str]:
    """A name with some of its words as their first letters, the first word kept: ``Khu QLĐB II``, ``Ban QLDA``."""
    words = [word for word in name.split() if word != "va"]
    for start in range(1, len(words)):
        for end in range(start + 2, len(words) + 1):
            letters = "".join(word[0] for word in words[start:end])
            yield " ".join([*words[:start], letters, *words[end:]])


def _names(issuer: Issuer | None) -> frozenset[str]:
    """How the issuer may call itself, folded and without ``và``: its name, short forms, the name without its place."""
    if issuer is None:
        return frozenset()
    name = fold(issuer.name)
    names = {name, _COMMITTEE.sub("", name)}
    if issuer.parent and " " in name:  # Văn phòng UBND tỉnh, Ban Thường trực UBMTTQ tỉnh
        names.add(f"{name} {fold(issuer.parent)}")
    for long, short in _SHORT:
        names |= {n.replace(long, short) for n in names} | {n.replace(short, long) for n in names}
    names = {name.replace(" va ", " ") for name in names}
    names |= set(_abbreviated(name))
    return frozenset(shown for name in names for shown in (name, _PLACE.sub(r" \1", name)))
