"""Where copies of a letter go (nơi nhận), and how it is filed."""

from __future__ import annotations

import regex

from gmparse.fields.base import Found, Text, Value, text_value
from gmparse.fields.listed import split_at_semicolons
from gmparse.page import Line
from gmparse.rules import rule
from gmparse.text import TextMap
from gmparse.zones import Zones
from gmparse.zones.cues import BULLET, RECIPIENTS

PURPOSE = rule(
    "recipients.purpose",
    r"\(\s*(?P<purpose>(?:để\s+)?(?:b/?\s?c(?:áo)?|báo\s+cáo|biết|p/?h|phối\s+hợp|t/?h|thực\s+hiện|th/h|k/?t|kiểm\s+tra|theo\s+dõi|chỉ\s+đạo|đăng\s+tải|ph(?:ối)?/h(?:ợp)?|thay\s+b/c)[^()]{0,30})\)\s*$",
    "what a recipient gets the letter for (NĐ 30/2020, Phụ lục I, II.9)",
    examples=("Lãnh đạo Sở (b/c)", "Bộ trưởng (để b/c)", "Các phòng (để phối hợp thực hiện)", "Giám đốc Sở (báo cáo)"),
    rejects=("Giám đốc, PGĐ (Đ/c Tài)", "Sở Tài chính"),
    ignore_case=True,
)
FILING = rule(
    "recipients.filing",
    r"^\W{0,3}Lưu\s*:?\s*(?P<what>.*)$",
    "the filing line (NĐ 30/2020, Phụ lục I, II.9; HD 05-HD/VPTW: Lưu Văn phòng)",
    examples=("Lưu: VT, TCHC(vth)", "Lưu VT, HCQT (Kiều)", "Lưu Văn phòng Đảng ủy"),
    rejects=("Như trên", "Cục Lưu trữ"),
)
_PARTS = rule(
    "recipients.filing-parts",
    r"""^(?P<archive>VT\s+\p{Lu}{2,8}(?:\s*,\s*VT\s+\p{Lu}{2,8})+|VT\s*,\s*[Hh]ồ\s+sơ(?:\s+\p{Ll}+){0,3}|VT(?:LT)?|HCNS|VP|Văn\s+(?:thư|phòng)(?:\s+\p{Lu}[\p{L}\s]*)?|HC)?\s*[,;.:-]?\s*
        (?P<unit>[\p{Lu}\p{Ll}\d&/\s.-]*?(?:\s*[,;]\s*[\p{Lu}\p{Ll}\d&/\s-]+?)*)\s*[.,;]?\s*
        (?P<initials>(?<=[,;]\s*)(?:\p{Lu}\.){1,3}\p{Lu}\.?(?=\s*(?:\(|$)))?\s*
        (?:\(\s*(?P<paren>[^()]{1,30})\s*\)|\.(?P<dotted>\p{L}[\p{L}.]{0,20}?))?(?:\.(?P<tail>\p{L}{1,12})(?=\W*$))?
        (?:[\s.,]+(?P<copies>\d{1,3})\s*(?:b(?:ản)?)?)?\W*$""",
    "archive, unit, drafter and copies of a filing line",
    examples=(
        "VT, TCHC(vth)",
        "VT, NCKS.Mẫu",
        "VT, KGVX, TH (2)",
        "VT",
        "VT SNV, VT STC",
        "VT; P.TH; N.V.A (05)",
        "VT, QLĐT.nth.05",
        "VT, LTA(03b).D",
    ),
    rejects=("(abc",),
)


_IN_BRACKETS = rule(
    "recipients.filing-copies",
    r"^(?:(?P<drafter>\p{L}[\p{L}.]*?)\.?\s*[,;:/-]?\s*)?(?<!\p{L})(?P<copies>\d{1,3})\s*(?:b(?:ản)?)?\.?$",
    "how many copies are kept, in the brackets at the end of a filing line, the drafter before them",
    examples=("02b", "05", "3 bản", "nth, 03b", "abc-5", "NVA/3b", "Th.03b"),
    rejects=("abc", "K5", "Kiều"),
)


class Recipient(Text):
    """A recipient as printed; ``purpose`` is what it gets the letter for (``b/c``), or ``None``."""

    purpose: str | None = None


class Filing(Value):
    """The filing line: ``archive`` keeps it (``VT``), ``unit`` drafted it, by ``drafter``, in ``copies``."""

    text: str
    archive: str | None = None
    unit: str | None = None
    drafter: str | None = None
    copies: int | None = None


def find(zones: Zones) -> Found[tuple[Recipient, ...]]:
    """Each item under ``Nơi nhận``, the filing line included."""
    recipients: list[Recipient] = []
    for group in _groups(zones.recipients):
        recipients += [_recipient(text) for text in _items(TextMap(group))]
    return Found(tuple(recipients))


def _groups(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Lines of one item: from one bullet to the next; up to a line that ends an item, with a semicolon at least."""
    groups: list[list[Line]] = []
    bulleted = any(BULLET.match(line.text) for line in lines)
    ends = (";",) if bulleted else (";", "./.", ".")
    for line in lines:
        ended = bool(groups) and groups[-1][-1].text.rstrip().endswith(ends)
        goes_on = bool(groups) and not BULLET.match(line.text)
        if goes_on and not ended and not _is_head(groups[-1]) and not FILING.match(line.text):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _is_head(group: list[Line]) -> bool:
    return (
        len(group) == 1
        and RECIPIENTS.match(group[0].text) is not None
        and group[0].text.rstrip(" :").lower().endswith("nhận")
    )


def _items(text: TextMap) -> list[Text]:
    head = RECIPIENTS.match(text.text)
    start = head.end() if head else 0
    bullet = BULLET.match(text.text, start)
    if bullet:
        item = text_value(text, bullet.end(), len(text.text), rule="recipients.item")
        return [item] if item else []
    return split_at_semicolons(text, start, len(text.text), rule="recipients.item")


def _recipient(text: Text) -> Recipient:
    found = PURPOSE.search(text.text)
    return Recipient(text=text.text, purpose=found["purpose"].strip() if found else None, evidence=text.evidence)


def find_filing(recipients: tuple[Recipient, ...]) -> Found[Filing | None]:
    """The filing line among the recipients, taken apart where it has the usual form."""
    for recipient in reversed(recipients):
        found = FILING.match(recipient.text)
        if found:
            return Found(_filing(recipient, found))
    return Found(None)


def _filing(recipient: Recipient, found: regex.Match[str]) -> Filing:
    parts = _PARTS.match(found["what"].strip())
    values = (
        {key: (value.strip(" ,;") or None) if value else None for key, value in parts.groupdict().items()}
        if parts
        else {}
    )
    paren = values.get("paren")
    counted = _IN_BRACKETS.match(paren) if paren else None
    copies = values.get("copies") or (counted["copies"] if counted else None)
    drafter = values.get("dotted") or values.get("initials") or values.get("tail")
    drafter = drafter or (counted["drafter"] if counted else paren)
    return Filing(
        text=recipient.text,
        archive=values.get("archive"),
        unit=values.get("unit"),
        drafter=drafter,
        copies=int(copies) if copies else None,
        evidence=recipient.evidence,
    )
