"""Whom to ask about a meeting: behind a label, or in a sentence (``Mọi chi tiết xin liên hệ …``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import regex

from gmparse.fields.base import Value, proof
from gmparse.fields.meetings.labels import Labelled
from gmparse.lexicon.names import MAX_SYLLABLES, person_name
from gmparse.outline import Item, Outline
from gmparse.rules import rule
from gmparse.text import TextMap

PHONE = rule(
    "meetings.phone",
    r"(?<![\d.,/-])(?:\+84|\(\+?84\)|0|\(0\d{1,3}\)|1[89]00)[\s.-]?\d(?:[\s.-]?\d){3,10}(?![\d/]|[.,-]\d)",
    "a telephone number, as printed",
    examples=("0238.3555.010", "0900 000 123", "(024) 3555 0123", "+84 912 555 014", "1900 5550", "0912-555-014"),
    rejects=("ngày 05/8/2025", "số 0123/QĐ-UBND", "2025.08.05"),
)
EMAIL = rule(
    "meetings.email",
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}",
    "an address of electronic mail (RFC 5322, without quoted forms)",
    examples=("hop@example.vn", "phong.kh@snv.example.gov.vn"),
    rejects=("https://example.vn",),
)
CUE = rule(
    "meetings.contact",
    r"""(?<!\p{L})(?<!(?:mối|các|quan)\s)(?:(?:xin\s+|vui\s+lòng\s+|đề\s+nghị\s+|trực\s+tiếp\s+)?liên\s+(?:hệ|lạc)|đầu\s+mối|(?:mọi\s+)?chi\s+tiết\s*:
        |(?:thông\s+báo|trao\s+đổi|phản\s+ánh|đăng\s+ký)\s+(?:\p{Ll}+\s+){0,4}?(?:với|qua|cho|về|tới|đến|theo\s+số))(?!\p{L})""",
    "the words before whom to ask",
    examples=(
        "Mọi chi tiết xin liên hệ ",
        "đầu mối liên hệ: ",
        "liên lạc với ",
        "có gì vướng mắc phản ánh về ",
        "đăng ký danh sách qua ",
    ),
    rejects=("mối liên hệ giữa", "chi tiết kèm theo"),
    ignore_case=True,
    opens=r"xin(?=\s+liên)|vui(?=\s+lòng)|đề(?=\s+nghị\s+liên)|trực(?=\s+tiếp\s+liên)|liên(?=\s+(?:hệ|lạc))"
    r"|đầu(?=\s+mối)|mọi(?=\s+chi)|chi(?=\s+tiết)|thông(?=\s+báo)|trao(?=\s+đổi)|phản(?=\s+ánh)|đăng(?=\s+ký)",
)
# Between two people of one list; a number or an address alone belongs to the one before.
_NEXT = regex.compile(r"[;\n]|,?\s+(?:hoặc|và)\s+(?=\p{L}|(?:đ/c)\s)|\.\s+(?=\p{Lu})")
_WORDS = regex.compile(r"[^\s,;:()–]+")
_GIVEN = regex.compile(
    r"(?<!\p{L})(?i:ông|bà|anh|chị|cô|thầy|đ/c|đồng\s+chí)\s+(?P<name>\p{Lu}\p{Ll}+)(?=\s*(?:[(,;:–-]|$)|\s+(?:qua|theo|số|ĐT|SĐT)\s)"
)
_CAPITAL = regex.compile(r"\p{Lu}")


class Contact(Value):
    """Whom to ask: name without address and degree, telephone, e-mail as printed."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


def contacts(group: Sequence[Labelled]) -> tuple[Contact, ...]:
    """The people to ask behind a label of the meeting."""
    labels = [one for one in group if "contact" in one.kinds]
    return tuple(contact for one in labels for contact in _labelled(one))


def contacts_told(outline: Outline) -> tuple[Contact, ...]:
    """The people to ask whom a sentence of the letter names."""
    return tuple(_told(outline.walk()))


def _labelled(one: Labelled) -> Iterator[Contact]:
    for item in one.item.walk():
        if item.table is None:
            cue = CUE.search(item.text.text, item.start)  # a name may stand before the colon: liên hệ ông X, SĐT: …
            yield from _read(item.text, cue.end() if cue is not None and item is one.item else item.start)


def _told(items: Iterable[Item]) -> Iterator[Contact]:
    for item in items:
        cue = CUE.search(item.text.text, item.start) if item.table is None else None
        if cue is not None:
            yield from _read(item.text, cue.end())


def _read(text: TextMap, start: int) -> Iterator[Contact]:
    """The contacts of a text behind ``start``: each piece of a list with a number or an address is one."""
    edges = [start, *(m.end() for m in _NEXT.finditer(text.text, start)), len(text.text)]
    begin, last = start, None
    for end in edges[1:]:
        contact = _contact(text, begin, end)
        if contact is None:
            continue
        begin = end
        whole = _joined(last, contact) if last is not None else None
        if last is not None and whole is None:
            yield last
        last = whole or contact
    if last is not None:
        yield last


def _joined(last: Contact, more: Contact) -> Contact | None:
    """One contact whose telephone and address stand apart (``ông X; ĐT: …; email: …``); ``None`` for two."""
    pairs = [(getattr(last, field), getattr(more, field)) for field in ("phone", "email")]
    if more.name is not None or any(mine and other for mine, other in pairs):
        return None
    phone, email = (mine or other for mine, other in pairs)
    return Contact(name=last.name, phone=phone, email=email, evidence=last.evidence + more.evidence)


def _contact(text: TextMap, start: int, end: int) -> Contact | None:
    phone, email = PHONE.search(text.text, start, end), EMAIL.search(text.text, start, end)
    if phone is None and email is None:
        return None
    reach = min(found.start() for found in (phone, email) if found is not None)
    spans = {"phone": phone.span() if phone else None, "email": email.span() if email else None}
    spans["name"] = _name(text.text, start, reach) or _name(text.text, reach, end)
    told = {field: span for field, span in spans.items() if span is not None}
    evidence = tuple(e for field, span in told.items() for e in proof(text, *span, field=field, rule=CUE.id))
    return Contact(evidence=evidence, **{field: text.value(*span) for field, span in told.items()})


def _name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the first person's name stands: the longest row of capitalised words that is one."""
    words = [m.span() for m in _WORDS.finditer(text, start, end)]
    for at, (first, _) in enumerate(words):
        if not _CAPITAL.match(text, first):
            continue
        for last in range(min(at + MAX_SYLLABLES, len(words)), at + 1, -1):
            span = first, words[last - 1][1]
            if person_name(text[slice(*span)]) == " ".join(text[slice(*span)].split()):
                return span
    given = _GIVEN.search(text, start, end)
    return given.span("name") if given else None
