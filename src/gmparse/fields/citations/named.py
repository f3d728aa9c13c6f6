"""Bases that are documents without a number: ``Căn cứ Quy chế … do … ban hành``, ``Đơn đề nghị của … ngày …``."""

from __future__ import annotations

import re

import regex

from gmparse.fields.citations.mention import Mention, Part, part
from gmparse.fields.citations.roles import role_of
from gmparse.fields.citations.surroundings import Surroundings
from gmparse.fields.citations.types import code_of_name, type_pattern
from gmparse.grammar.organ_names import organ_end
from gmparse.rules import rule
from gmparse.text import TextMap

_PAPERS = ("BC", "TTr", "CV", "BB", "TB", "ĐN", "PC", "GM")  # without number and date they are papers of a dossier
_LAWS = ("L", "BL", "PL", "HP")
LEAD = rule(
    "citation.named-lead",
    r"(?<!\p{L})(?:Căn\s+cứ|Thực\s+hiện|Triển\s+khai|Xét|Trên\s+cơ\s+sở|Theo|nhận\s+được)\s+(?:các\s+)?(?=\p{Lu}\p{Ll})",
    "words before a document that has no number",
    examples=("Căn cứ Quy chế", "Thực hiện Chương trình"),
    rejects=("Theo đề nghị", "căn cứ luật"),
    opens=r"căn\s|thực\s|triển\s|xét\s|trên(?=\s+cơ)|theo\s|nhận(?=\s+được)",
)
_END = regex.compile(
    r"[;.:(,](?=\s|$)|\s(?:do\s+\p{Lu}|ban\s+hành|được\s|kèm\s+theo|thì\s|đã\s|năm\s+\d{4}\s+(?:của|và)|số\s+\d|tại\s+\p{Lu}|theo\s+\p{Lu}|như\s+sau)"
)
TEMPLATE = rule(
    "citation.template",
    r"(?<!\p{L})\p{Lu}\p{Ll}+\s+\p{Ll}+\s+số\s*+:?\s*+(?P<dots>(?:\.{2,}+|…|_{2,}+)[.…_]*+)(?!\s*+[/-])",
    "a document whose number is dots to be filled in",
    examples=("Quyết định số ..... ngày", "Kế hoạch số …… của"),
    rejects=("Quyết định số …/QĐ-UBND", "quyết định số 5"),
)
_DOTS = re.compile(r"số\s*+:?\s*+(?:\.\.|…|__)")
_SHORT_NUMBER = regex.compile(r"\s+(?:số\s+)?\d")
_ISSUED_BY = regex.compile(r"\s+do\s+(?=\p{Lu})")
_OF = regex.compile(r"\s+của\s+(?:các\s+)?(?=\p{Lu})")
_MAX_NAME = 260
_MIN_NAME = 12


def find_named(source: TextMap, others: list[Mention]) -> list[Mention]:
    """Documents named by type and title alone, behind the words that open a basis."""
    taken = [(mention.start, mention.end) for mention in others]
    found = []
    for lead in LEAD.finditer(source.text):
        word = type_pattern().match(source.text, lead.end())
        if word is None or code_of_name(word[0]) in _LAWS:
            continue
        if any(start <= word.start() < end for start, end in taken) or _SHORT_NUMBER.match(source.text, word.end()):
            continue
        mention = _named(source, word, code_of_name(word[0]))
        if mention is not None and not any(mention.start < start < mention.head_end for start, _ in taken):
            found.append(mention)
    return found


def find_templates(source: TextMap) -> list[Mention]:
    """Documents of templates whose number is dots, when organ or date stands there: ``Quyết định số ..... của Sở``."""
    if not _DOTS.search(source.text):
        return []
    found = []
    for match in TEMPLATE.finditer(source.text):
        word = next(type_pattern().finditer(source.text, match.start(), match.start("dots")), None)
        if word is None:
            continue
        behind = Surroundings(source, match.end())
        mention = Mention(source, word.start(), behind.end, behind.end, f"…{word.start()}", code_of_name(word[0]))
        mention.date, mention.issuer = behind.date, behind.issuer
        if mention.date or mention.issuer:
            found.append(mention)
    return found


def _named(source: TextMap, word: regex.Match[str], code: str) -> Mention | None:
    text, start = source.text, word.start()
    behind = Surroundings(source, word.end())
    if behind.issuer and behind.date and not behind.date.value.endswith("XX"):
        mention = Mention(source, start, behind.end, behind.end, "", code, date=behind.date, issuer=behind.issuer)
    elif code in _PAPERS:
        return None
    else:
        stop = _END.search(text, word.end(), min(len(text), start + _MAX_NAME))
        if stop is None or stop.start() - word.end() < _MIN_NAME:
            return None
        owner = _owner(source, word.end())
        if owner and owner.end == stop.start():  # "Quyết định của UBND tỉnh": no name
            return None
        mention = Mention(source, start, stop.start(), stop.start(), "", code, name=part(source, start, stop.start()))
        mention.issuer = _issued_by(source, stop.start()) or owner
    mention.key = " ".join(text[start : mention.head_end].split()).casefold()
    mention.role = role_of(text, start, max(0, start - 40))
    return mention


def _issued_by(source: TextMap, at: int) -> Part | None:
    by = _ISSUED_BY.match(source.text, at)
    end = organ_end(source.text, by.end()) if by else None
    return part(source, by.end(), end) if by and end else None


def _owner(source: TextMap, at: int) -> Part | None:
    """``Chương trình công tác |của Ủy ban nhân dân tỉnh``: the organ right behind the type's name."""
    of = _OF.match(source.text, at)
    end = organ_end(source.text, of.end()) if of else None
    return part(source, of.end(), end) if of and end else None
