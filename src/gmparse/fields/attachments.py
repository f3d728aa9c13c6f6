"""What comes with a letter: named in brackets or a sentence of the body, and the annexes behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmparse.fields.base import Found, Text, text_value
from gmparse.fields.listed import split_at_semicolons
from gmparse.page import Line
from gmparse.rules import rule
from gmparse.text import TextMap
from gmparse.zones import Part
from gmparse.zones.cues import ANNEX, ENCLOSED, RULE_LINE, is_capitals

ENCLOSING = rule(
    "attachments.enclosing",
    r"""\(\s*(?:đính\s+kèm|gửi\s+kèm|kèm\s+theo)(?:\s+theo)?\s*:?\s+(?P<what>[^()]{4,300}(?:\([^()]{1,80}\)[^()]{0,200})?)\)
      | (?:gửi|đính)\s+kèm(?:\s+theo)?\s*(?::|gồm\s*:?|là\s*:)\s*(?P<what>[^.]{4,300})(?=\.|$)
      | gửi\s+kèm(?:\s+theo)?\s+(?:\p{L}+\s+\p{L}+\s+này\s+)?+(?!\p{L}+\s+\p{L}+\s+này)(?P<what>
        (?-i:\p{Lu}|dự\s+thảo|danh\s+sách|bản)[^.;,()]{3,120}?)(?=\s+(?:ngày|của|để|đến|về)\s|[.;,()]|$)""",
    "what is enclosed, named behind the word",
    examples=(
        "(Đính kèm dự thảo Quyết định)",
        "(Kèm theo: Danh sách; Sơ đồ)",
        "Hồ sơ gửi kèm gồm: Tờ trình; Dự thảo.",
        "xin gửi kèm Quyết định số 12/QĐ-SVH ngày 01/7/2025",
    ),
    rejects=("các phụ lục được gửi kèm Công văn này", "(kèm theo)"),
    ignore_case=True,
)
ENCLOSED_SO = rule(
    "attachments.enclosed",
    r"\(\s*(?:có\s+)?(?P<what>(?!đính|gửi|kèm)[^()]{3,120}?)\s+(?:đính\s+kèm|gửi\s+kèm|kèm\s+theo)\s*(?:[^()]{0,40})?\)",
    "what is enclosed, named before the word",
    examples=("(có dự thảo kèm theo)", "(danh sách đính kèm)", "(mẫu kèm theo)"),
    rejects=("(Kèm theo Quyết định)", "(nếu có)"),
    ignore_case=True,
)
_MAX_TITLE = 6  # lines of an annex's title


def find(body: TextMap, annexes: Sequence[Part]) -> Found[tuple[Text, ...]]:
    """What the letter says that it encloses, then the titles of its annexes.

    Args:
        body: all lines of the body.
        annexes: the annexes that stand behind the letter.
    """
    named = [*_named(body)]
    titles = [title for annex in annexes if (title := _title(annex)) is not None]
    return Found((*named, *titles))


def _named(body: TextMap) -> Iterator[Text]:
    for found in ENCLOSING.finditer(body.text):
        yield from split_at_semicolons(body, found.start("what"), found.end("what"), rule=ENCLOSING.id)
    for found in ENCLOSED_SO.finditer(body.text):
        value = text_value(body, found.start("what"), found.end("what"), rule=ENCLOSED_SO.id)
        if value is not None:
            yield value


def _title(annex: Part) -> Text | None:
    """The heading of an annex: the lines under ``PHỤ LỤC`` down to the line that names the letter."""
    lines: list[Line] = []
    for line in annex.lines[: 2 * _MAX_TITLE]:
        if RULE_LINE.match(line.text) or (ANNEX.match(line.text) and not lines):
            continue
        if ENCLOSED.match(line.text) or not (line.bold or is_capitals(line.text)) or len(lines) == _MAX_TITLE:
            break
        lines.append(line)
    text = TextMap(lines)
    return text_value(text, 0, len(text.text), rule="attachments.annex")
