"""What comes with a letter: named in brackets or a sentence of the body, and the annexes behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

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
      | (?:gửi|đính)\s+kèm(?:\s+theo)?\s*(?::|gồm\s*:?|là\s*:)\s*(?P<what>(?:[^.()]|\([^()]{0,80}\)){4,300}+)(?=[.)]|$)
      | gửi\s+kèm(?:\s+theo)?\s+(?:\p{L}+\s+\p{L}+\s+(?:này|là)\s+)?+(?!\p{L}+\s+\p{L}+\s+này)(?P<what>
        (?-i:\p{Lu}|dự\s+thảo|danh\s+sách|bản)[^.;,()]{3,120}?)(?=\s+(?:ngày|của|để|đến|về)\s|[.;,()]|$)""",
    "what is enclosed, named behind the word",
    examples=(
        "(Đính kèm dự thảo Quyết định)",
        "(Kèm theo: Danh sách; Sơ đồ)",
        "Hồ sơ gửi kèm gồm: Tờ trình; Dự thảo.",
        "xin gửi kèm Quyết định số 12/QĐ-SVH ngày 01/7/2025",
        "Gửi kèm theo Tờ trình là dự thảo Quyết định của UBND tỉnh",
        "(Hồ sơ gửi kèm gồm: Tờ trình; Đề án)",
    ),
    rejects=("các phụ lục được gửi kèm Công văn này", "(kèm theo)"),
    ignore_case=True,
    opens=r"\((?=\s*(?:đính|gửi|kèm)\s)|gửi(?=\s+kèm)|đính(?=\s+kèm)",
)
ENCLOSED_SO = rule(
    "attachments.enclosed",
    r"""\(\s*(?:có\s+)?(?:chi\s+tiết\s+)?(?:(?:theo|tại|như)\s+)?(?P<what>(?!đính|gửi|kèm|chi\s+tiết\s+(?:theo|tại)|theo\s|tại\s|như\s)[^()]{3,120}?)
        \s+(?:đính\s+kèm|gửi\s+kèm|kèm\s+theo)(?!\s*(?:gồm|:|là\s*:))\s*(?:[^()]{0,40})?\)""",
    "what is enclosed, named before the word",
    examples=("(có dự thảo kèm theo)", "(danh sách đính kèm)", "(mẫu kèm theo)", "(Chi tiết theo Phụ lục đính kèm)"),
    rejects=("(Kèm theo Quyết định)", "(nếu có)", "(Hồ sơ gửi kèm gồm: Tờ trình; Đề án)"),
    ignore_case=True,
)
_NEXT_PAPER = regex.compile(
    r",\s+(?:và\s+)?(?=(?:dự\s+thảo|danh\s+sách|phụ\s+lục|Dự\s+thảo|Danh\s+sách|Phụ\s+lục|Tờ\s+trình|Báo\s+cáo|Quyết\s+định"
    r"|Kế\s+hoạch|Biên\s+bản|Biểu\s+mẫu|Đề\s+án|Sơ\s+đồ)(?!\p{L}))(?![^()]*\))"
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
        yield from _items(body, *found.span("what"))
    for found in ENCLOSED_SO.finditer(body.text):
        value = text_value(body, found.start("what"), found.end("what"), rule=ENCLOSED_SO.id)
        if value is not None:
            yield value


def _items(body: TextMap, start: int, end: int) -> Iterator[Text]:
    """The papers of a list: parted by semicolons, by a comma where the next paper's kind follows it."""
    cuts = [start, *(comma.end() for comma in _NEXT_PAPER.finditer(body.text, start, end)), end]
    for first, last in pairwise(cuts):
        yield from split_at_semicolons(body, first, last, rule=ENCLOSING.id)


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
