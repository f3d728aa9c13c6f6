"""Where the name of an organ or office holder ends in running text: ``của Bộ trưởng Bộ Nội vụ`` | ``ban hành …``."""

from __future__ import annotations

from functools import cache

import regex

from gmparse.grammar.spelling import any_of, opening
from gmparse.lexicon import table
from gmparse.rules import matches

# Capitalised words that begin a title or a new clause behind a name.
_OPENERS = (
    r"Căn\s+cứ|Theo|Xét|V/v|Về|Kính|Hướng\s+dẫn|Quy\s+định|Ban\s+hành|Phê\s+duyệt|Sửa\s+đổi|Thực\s+hiện|Nơi\s+nhận"
)
_MAX_WORDS, _MAX_LENGTH, _MIN_LENGTH = 22, 240, 3


class _Words:
    """Patterns made of the lexicon ``cited_types.toml``."""

    def __init__(self) -> None:
        organs = table("cited_types")["organs"]
        types = [name for names in table("cited_types")["types"].values() for name in names]
        self.whole = regex.compile(rf"(?i:{any_of(organs['whole'])})(?!\p{{L}})")
        self.opening = opening([*organs["heads"], *organs["whole"]])
        head = rf"(?:{any_of(organs['heads'])})(?!\p{{L}})"
        self.head = regex.compile(rf"(?<![\p{{L}}\d])(?:{head}|(?i:{any_of(organs['whole'])})(?!\p{{L}}))")
        kept = any_of(organs["kept"])
        named = rf"(?:{any_of(types)})(?=\s+(?:số|này|ngày|của|về|\d))"  # no stop in "Sở Kế hoạch và Đầu tư"
        stop = rf"(?:{any_of([*organs['stops'], *organs['documents']])}|{named}|{_OPENERS})(?!\p{{L}})"
        syllable = r"\p{L}[\p{L}&.’']*\p{L}|\p{L}|\d{1,3}(?![\d/.,]\d|\p{L})"
        word = rf"(?:{kept}|(?!{stop})(?:{syllable}))(?!\p{{L}})"
        capital = rf"(?!{stop})\p{{Lu}}[\p{{L}}&]*"
        self.name = regex.compile(
            rf"""
            (?!{stop}) (?: \p{{Lu}}[\p{{L}}&/.]*\p{{L}} | \p{{Lu}})
            (?:
                \s+ (?!và\s|,) {word}
              | \s+ và \s+ (?!{head}) {capital}
              | , \s+ (?!{head}) {capital} (?=(?:,?\s+(?!và\s){word}){{0,6}}\s+và\s+(?!{head})\p{{Lu}})
              | , \s+ chống (?!\p{{L}})
              | \s [-–] \s (?!{head}) {capital}
              | [-–] (?!{head}) {capital}
              | (?<=\s(?:huyện|quận|xã|phường|trấn)\s[\p{{L}}\s]{{1,30}}), \s+ (?:tỉnh|thành\s+phố)
                \s+ (?!{stop}) \p{{Lu}}\p{{L}}*
            ){{0,{_MAX_WORDS}}}+
            """,
            regex.VERBOSE,
        )
        capital_stop = rf"(?:{any_of(organs['capital_stops'])})(?!\p{{L}})"
        self.capitals = regex.compile(
            rf"\p{{Lu}}{{2,}}(?:(?:,?\s+|\s[-–]\s)(?!{capital_stop})\p{{Lu}}+){{1,{_MAX_WORDS}}}+(?!\p{{Ll}})"
        )
        self.board = regex.compile(r"(?:Hội\s+đồng|Ban|Tổ|Đoàn|Ủy\s+ban|Uỷ\s+ban)(?!\p{L})")
        self.mission = regex.compile(
            r"(?:Đại\s+sứ\s+quán|(?:Tổng\s+)?[Ll]ãnh\s+sự\s+quán|Phái\s+đoàn)(?!\p{L})", regex.IGNORECASE
        )
        self.mission_goes_on = regex.compile(rf"\s+tại\s+\p{{Lu}}\p{{L}}*(?:\s+(?!{head})\p{{Lu}}\p{{L}}*){{0,3}}")
        self.board_goes_on = regex.compile(
            rf",(?=\s+\p{{Ll}})(?:,?\s+(?!và\s){word}){{1,10}}?\s+(?:tỉnh|thành\s+phố|quốc\s+gia)(?!\p{{L}})(?:\s+\p{{Lu}}\p{{L}}*){{0,4}}"
        )


@cache
def _words() -> _Words:
    return _Words()


def organ_end(text: str, start: int) -> int | None:
    """The end of the organ's name that begins at ``start``, ``None`` when none begins there.

    A name runs over capitalised and small words until punctuation, a word of `cited_types.toml`'s ``stops``, the name
    of a document type or the head of another organ. ``Bộ Văn hóa, Thể thao và Du lịch`` keeps its comma, and so does a
    board named by its task: ``Ban Chỉ đạo phòng, chống thiên tai tỉnh``, and a commune or district with its province:
    ``UBND xã Tân An, tỉnh Bắc Ninh``. A mission abroad keeps its seat: ``Lãnh sự quán Lào tại Đà Nẵng``.
    """
    patterns = _words()
    whole = patterns.whole.match(text, start)
    if whole is not None:
        return whole.end()
    if not text[start : start + 1].isupper():
        return None
    capitals = patterns.capitals.match(text, start, min(len(text), start + _MAX_LENGTH))
    if capitals is not None and " " in capitals[0]:
        return capitals.end()
    name = patterns.name.match(text, start, min(len(text), start + _MAX_LENGTH))
    if name is None or name.end() - start < _MIN_LENGTH:
        return None
    if text[name.end() : name.end() + 1] == "," and patterns.board.match(text, start):
        goes_on = patterns.board_goes_on.match(text, name.end(), min(len(text), name.end() + _MAX_LENGTH))
        return goes_on.end() if goes_on else name.end()
    if patterns.mission.match(text, start):
        goes_on = patterns.mission_goes_on.match(text, name.end(), min(len(text), name.end() + _MAX_LENGTH))
        return goes_on.end() if goes_on else name.end()
    return name.end()


def is_organ_head(text: str, start: int) -> bool:
    """Whether the name of an organ or office holder begins at ``start``, told by its first word."""
    return _words().head.match(text, start) is not None


def organ_heads(text: str, start: int, end: int) -> list[int]:
    """Where in ``start:end`` a word stands that may begin an organ's name."""
    patterns = _words()
    return [match.start() for match in matches(patterns.head, patterns.opening, text, start, end)]
