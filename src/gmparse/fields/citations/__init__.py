"""Documents that a letter names: bases, mentions, what it answers, changes or repeals (viện dẫn)."""

from __future__ import annotations

from pydantic import Field

from gmparse.fields.base import Evidence, Found, Value, proof
from gmparse.fields.citations.mention import Mention, Role
from gmparse.fields.citations.merge import merge
from gmparse.fields.citations.read import mentions
from gmparse.fields.citations.types import code_of_symbol
from gmparse.text import TextMap

_ROLES: tuple[Role, ...] = ("amends", "replaces", "repeals", "reply_to", "basis", "attached_to", "mention")


class Citation(Value):
    """Another document that the letter names, at its first mention; later mentions add what the first lacks."""

    text: str = Field(description="the document as first named: type, number, date, issuer, title")
    type: str | None = Field(description="code of its type, CV for a document without type")
    number: str | None = Field(description="number and symbol without blanks, /SNV-TCBC when the number is blank")
    date: str | None = Field(description="EDTF")
    issuer: str | None = Field(description="the organ that the text names for it")
    name: str | None = Field(description="title of a law or another document that is cited by its name")
    title: str | None = Field(description="what it is about (trích yếu), as printed behind it")
    provisions: tuple[str, ...] = Field(description="articles, clauses, points that are cited")
    role: Role = Field(description="what the letter does with it")


def find(subject: TextMap | None, body: TextMap, *, own_number: str | None) -> Found[tuple[Citation, ...]]:
    """All other documents named in subject and body, in order of first mention, each once.

    Args:
        subject: the letter's subject; documents named there count.
        body: all lines of the body as one text.
        own_number: the letter's own number without blanks: the letter itself is no citation.
    """
    named = [mention for source in (subject, body) if source is not None for mention in mentions(source)]
    return Found(tuple(_citation(group) for group in merge(named, own_number)))


def _citation(group: list[Mention]) -> Citation:
    first = group[0]
    best = {name: part.value for mention in reversed(group) for name, part in mention.parts if name != "provisions"}
    provisions = dict.fromkeys(part.value for mention in group for part in mention.provisions)
    number = _number(group)
    role = min((mention.role for mention in group), key=_ROLES.index)
    return Citation(
        text=first.source.value(first.start, first.end),
        type=first.type or next((mention.type for mention in group if mention.type), None),
        number=number,
        date=best.get("date"),
        issuer=best.get("issuer"),
        name=best.get("name"),
        title=best.get("title"),
        provisions=tuple(provisions),
        role=role,
        evidence=_evidence(group, number),
    )


def _number(group: list[Mention]) -> str | None:
    """The number as printed first, unless it is the misprinted form: ``ND-CP`` beside ``NĐ-CP``."""
    numbers = [mention.number.value for mention in group if mention.number]
    rightly = (number for number in numbers if code_of_symbol(number.rsplit("/", 1)[-1]))
    return next(rightly, None) or next(iter(numbers), None)


def _evidence(group: list[Mention], number: str | None) -> tuple[Evidence, ...]:
    """The whole text once, and each field where it was first read."""
    first = group[0]
    entries = list(proof(first.source, first.start, first.end, rule="citation"))
    proven: set[tuple[str, str]] = set()
    for mention in group:
        for name, part in mention.parts:
            if name == "number" and part.value != number:
                continue
            known = (name, part.value if name == "provisions" else "")
            if known not in proven:
                proven.add(known)
                entries.extend(proof(mention.source, part.start, part.end, field=name, rule=f"citation.{name}"))
    return tuple(entries)
