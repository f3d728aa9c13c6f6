"""Misread marks of closed phrases put right, and slots that were filled in by hand emptied: recognised words only.

A recogniser takes ``QUYẾT ĐỊNH`` for ``QUYÉT ĐỊNH`` and a handwritten day for letters. A phrase is repaired only where
the field it stands in allows no other: words in capitals that differ by marks alone from exactly one title, position,
organ or place. In running text only common words of two syllables are put right of which one was read well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from gmparse.lexicon import rows, table
from gmparse.page import Box, Word
from gmparse.reading.columns import Piece
from gmparse.reading.spelling import cased, repair_common, repair_symbols, unglued
from gmparse.reading.words import cut
from gmparse.text import fold, standard_tones

# Confidence from which digits of a slot are taken for printed ones. In 40 letters the printed serials had 0.69 and
# more, those by hand 0.66 and less; printed days 0.88 and more, by hand 0.83 and less. Months are mostly printed.
_SURE_SERIAL, _SURE_LABEL, _SURE_DAY, _SURE_MONTH = 0.68, 0.85, 0.85, 0.4
_NOISE = 0.75  # confidence under which a lone letter behind a known phrase is a stroke of the pen
_MAX_SLOT = 7  # words
_DIGIT_LIKE = str.maketrans("lIi|oOQ", "1111000")
_SERIAL = re.compile(r"\d{1,5}")
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_ENDS_OF_LABEL = ("ố", "ó", "ô", "õ", "ỗ")  # of Số, whose first letter was lost
_LEFT = 200.0  # points: the head of the recipients begins farther left
_CAPTIONS = (("Thời", "gian"), ("Địa", "điểm"), ("Thành", "phần"), ("Nội", "dung"), ("Kính", "gửi"), ("Chủ", "trì"))
_COLUMN = 30.0  # points between the columns of a letterhead
_SPECKS = re.compile(r"[_,.'’‘`ˆ;]{1,2}")
_DASHES = ("-", "–", "—")
_LIKE_DASH = (":", "_", ".", "=", "~")
_FEWEST_DASHES = 2  # items at one edge: a list
_SAME_EDGE = 3.0  # points
_OFFICE = re.compile(r"V[IÍÌĨỊ1l]")  # VT
_HEAD = 0.45  # of the page: number and date lines stand above

Phrases = dict[tuple[str, ...], dict[tuple[str, ...], set[tuple[str, ...]]]]


def repair(pieces: Sequence[Piece], height: float) -> list[Piece]:
    """Pieces of a page of that height in points with their closed phrases repaired and unread slots empty."""
    repaired = []
    for piece in map(unglued, _with_dashes(pieces)):
        words = list(piece.words)
        repair_common(words)
        _repair_captions(words)
        _repair_recipients(words)
        _repair_filing(words)
        extra = repair_symbols(words)
        drop = _repair_phrases(words) | _specks(words) | extra.strokes
        if piece.place.bottom < _HEAD * height:
            _repair_labels(words)
            drop |= _head_dash(words)
            drop |= _number_slot(words) | _date_slots(words)
        kept = [i for i in range(len(words)) if i not in drop | extra.doubled]
        if kept:
            gaps = [piece.gaps[i] or i - 1 in drop for i in kept]
            repaired.append(_piece([words[i] for i in kept], gaps, piece.row))
    return repaired


def _piece(words: Sequence[Word], gaps: Sequence[bool], row: Box | None) -> Piece:
    piece = Piece(row=row)
    for word, gap in zip(words, gaps, strict=True):
        piece.add(word.text, word.place, word.style, gap, word.confidence)
    return piece


# --- dashes of a list ------------------------------------------------------------------------------------------------


def _with_dashes(pieces: Sequence[Piece]) -> list[Piece]:
    """Dashes that were lost or taken for another sign, where other items of the list on the page have theirs."""
    dashed = [p for p in pieces if p.words[0].text in _DASHES and len(p.words) > 1]
    if len(dashed) < _FEWEST_DASHES:
        return list(pieces)
    top = min(piece.place.top for piece in dashed)
    return [
        piece if piece.place.top < top or _follows_unfinished(piece, pieces) else _dashed(piece, dashed)
        for piece in pieces
    ]


def _follows_unfinished(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether the line above, in the same column, ends in a comma: then this one is no item of its own."""
    above = [p for p in pieces if p.place.top < piece.place.top and p.place.x0 <= piece.place.x0 < p.place.x1]
    return bool(above) and max(above, key=lambda p: p.place.top).words[-1].text.endswith(",")


def _dashed(piece: Piece, dashed: Sequence[Piece]) -> Piece:
    first = piece.words[0]
    if first.text in _LIKE_DASH and len(piece.words) > 1 and _share(dashed, 0, first) >= _FEWEST_DASHES:
        words, gaps = [first._replace(text="-"), *piece.words[1:]], [piece.gaps[0], True, *piece.gaps[2:]]
        return _piece(words, gaps, piece.row)
    if first.text in _DASHES or not first.text[0].isalpha() or _share(dashed, 1, first) < _FEWEST_DASHES:
        return piece
    like = next(p.words[0] for p in dashed if abs(p.words[1].place.x0 - first.place.x0) <= _SAME_EDGE)
    place = Box(like.place.x0, first.place.top, like.place.x1, first.place.bottom)
    dash = like._replace(text="-", place=place, style=first.style, confidence=_NOISE)
    return _piece([dash, *piece.words], [False, True, *piece.gaps[1:]], piece.row)


def _share(dashed: Sequence[Piece], index: int, word: Word) -> int:
    """How many items of the list have their word ``index`` at the left edge of this one."""
    return sum(abs(p.words[index].place.x0 - word.place.x0) <= _SAME_EDGE for p in dashed)


# --- closed phrases --------------------------------------------------------------------------------------------------


@cache
def _known() -> Phrases:
    """First two folded words → folded phrase → its spellings, in lower case; the longest phrase first."""
    known: Phrases = {}
    for phrase in _names():
        words = tuple(text for _, text in cut(phrase.lower()))
        if len(words) > 1:
            key = tuple(map(fold, words))
            known.setdefault(key[:2], {}).setdefault(key, set()).add(words)
    return {first: dict(sorted(phrases.items(), key=_length, reverse=True)) for first, phrases in known.items()}


def _length(phrase: tuple[tuple[str, ...], set[tuple[str, ...]]]) -> int:
    return len(phrase[0])


def _names() -> Iterator[str]:
    for kind in table("document_types")["type"]:
        yield from (kind["name"], *kind.get("also", ()))
    positions, organs = table("positions"), table("organs")
    for head in positions["heads"]:
        yield from (head, f"phó {head}", f"phó tổng {head}")
    yield from (*positions["others"], *positions["roles"])
    yield from (*organs["heads"]["long"], *organs["heads"]["owned"], *organs["fields"]["names"])
    yield from (*organs["names"]["state"], *organs["names"]["party"])
    for head in ("sở", "bộ", "ban", "phòng", "cục", "chi cục", "viện"):
        yield from (f"{head} {field}" for field in organs["fields"]["names"])
    yield from ("cộng hòa xã hội chủ nghĩa việt nam", "cộng hoà xã hội chủ nghĩa việt nam", "đảng cộng sản việt nam")
    yield from ("độc lập", "tự do", "hạnh phúc", "hỏa tốc", "hoả tốc", "thượng khẩn")
    yield from _places()


def _places() -> Iterator[str]:
    for row in (*rows("provinces"), *rows("places")):
        yield f"{row['kind']} {row['name']}"
        if row["kind"] == "thành phố":
            yield f"tp {row['name']}"
    for row in rows("provinces"):
        yield row["name"]
    for row in rows("places_before_2025"):
        if row["kind"] in ("huyện", "quận", "thị xã", "thành phố"):
            yield f"{row['kind']} {row['name']}"


def _repair_phrases(words: list[Word]) -> set[int]:
    """Repair phrases in place; gives the indexes of strokes of a pen behind them, which are no words."""
    strokes: set[int] = set()
    index = 0
    while index < len(words):
        found = _phrase_at(words, index)
        for word in found:
            words[index] = words[index]._replace(text=cased(word, words[index].text))
            index += 1
        if not found:
            index += 1
        while found and index < len(words) and words[index - 1].text.isupper() and _is_stroke(words[index]):
            strokes.add(index)
            index += 1
    return strokes


def _specks(words: Sequence[Word]) -> set[int]:
    """The first word, when it is nothing but specks before another one: ``_ Nơi nhận``, ``,.GIÁM ĐỐC``."""
    return {0} if len(words) > 1 and _SPECKS.fullmatch(words[0].text) and words[1].text[0].isalpha() else set()


def _phrase_at(words: Sequence[Word], index: int) -> tuple[str, ...]:
    """The longest known phrase that begins here, as it is spelled."""
    if not words[index].text[:1].isalpha():
        return ()
    phrases = _known().get(tuple(fold(word.text) for word in words[index : index + 2]))
    if not phrases:
        return ()
    for key in phrases:
        here = words[index : index + len(key)]
        if len(here) < len(key) or any(fold(w.text) != k for w, k in zip(here, key, strict=True)):
            continue
        if not _may_repair(here, words[index + len(key) : index + len(key) + 2]):
            continue
        if spelled := _spelled([w.text.lower() for w in here], phrases[key]):
            return spelled
    return ()


def _spelled(read: Sequence[str], spellings: set[tuple[str, ...]]) -> tuple[str, ...]:
    """The words as they are spelled, ``()`` where they may be several; a tone mark stays where it was read."""
    placed = {tuple(map(standard_tones, words)) for words in spellings}
    if tuple(map(standard_tones, read)) in placed:
        return tuple(read)
    if len(placed) > 1:
        return ()
    return tuple(r if standard_tones(r) == standard_tones(s) else s for r, s in zip(read, min(spellings), strict=True))


def _may_repair(here: Sequence[Word], behind: Sequence[Word]) -> bool:
    """In capitals; a place name also behind its kind, or before the day: ``tỉnh Lâm Đồng``, ``Lâm Đồng, ngày``."""
    texts = [w.text for w in here if w.text[0].isalpha()]
    if all(text.isupper() for text in texts):
        return True
    named = [text[0].isupper() for text in texts]
    if not all(named[1:]):
        return False
    if not named[0] or fold(texts[0]) in _PLACE_KINDS:
        return fold(texts[0]) in _PLACE_KINDS or fold(" ".join(texts[:2])) == "thanh pho"
    return len(behind) == 2 and behind[0].text == "," and fold(behind[1].text).startswith("ng")


_PLACE_KINDS = frozenset({"tinh", "xa", "phuong", "huyen", "quan", "tp"})


def _is_stroke(word: Word) -> bool:
    return (len(word.text) == 1 or not word.text.isalnum()) and word.confidence < _NOISE and word.text not in ":,-"


# --- labels and slots ------------------------------------------------------------------------------------------------


def _repair_labels(words: list[Word]) -> None:
    """``Só:`` is ``Số:``; ``ngảy … thảng … nãm`` is ``ngày … tháng … năm``."""
    for index, word in enumerate(words):
        whole = fold(word.text) in ("so", "s6") and word.text[0] == "S"
        if (whole or (index == 0 and word.text in _ENDS_OF_LABEL)) and _opens_number(words, index):
            words[index] = word._replace(text="Số")
    for at, (index, label) in enumerate(_date_labels(words)):
        words[index] = words[index]._replace(text=label)
        if at == 0 and index > 1 and words[index - 1].text == ".":  # behind the place
            words[index - 1] = words[index - 1]._replace(text=",")


def _first_spelled(words: Sequence[Word]) -> int | None:
    """Index of the first word of a line, behind its bullet or specks; ``None`` where no word begins it."""
    return next((i for i, word in enumerate(words[:3]) if word.text[0].isalpha()), None)


def _repair_captions(words: list[Word]) -> None:
    """``Phời gian:`` at the beginning of a line is ``Thời gian:``: a caption of which one letter was misread."""
    at = _first_spelled(words)
    if at is None or [word.text for word in words[at + 2 : at + 3]] != [":"]:
        return
    read = fold(words[at].text), fold(words[at + 1].text)
    for caption in _CAPTIONS:
        known = tuple(map(fold, caption))
        same_length = tuple(map(len, read)) == tuple(map(len, known))
        if same_length and sum(a != b for a, b in zip("".join(read), "".join(known), strict=True)) == 1:
            for index, text in enumerate(caption):
                words[at + index] = words[at + index]._replace(text=text)
            return


def _repair_recipients(words: list[Word]) -> None:
    """``Aơi nhận:`` and ``nhận:`` alone are the head of the recipients, ``Nơi nhận:``."""
    texts = [fold(word.text) for word in words[:3]]
    at = texts.index("nhan") if "nhan" in texts[:2] else None
    if at is None or texts[at + 1 : at + 2] != [":"] or words[0].place.x0 > _LEFT:
        return
    if at == 1 and words[0].text[-1:].isalpha() and len(words[0].text) <= len("Nơi") + 1:
        words[0] = words[0]._replace(text="Nơi")
    elif at == 0:
        words[0] = words[0]._replace(text="Nơi nhận")


def _repair_filing(words: list[Word]) -> None:
    """``Lưu. VI``, ``Lưu VĨ`` are ``Lưu: VT``, ``Lưu VT``: the office of nearly every filing line (văn thư)."""
    at = _first_spelled(words)
    if at is None or words[at].text.lower() not in ("lưu", "luu") or words[0].place.x0 > _LEFT:
        return
    behind = at + 1
    if behind + 1 < len(words) and words[behind].text in (".", ";", ",") and words[behind + 1].text.isupper():
        words[behind] = words[behind]._replace(text=":")
    behind += behind < len(words) and words[behind].text == ":"
    if behind < len(words) and _OFFICE.fullmatch(words[behind].text):
        words[behind] = words[behind]._replace(text="VT")


def _head_dash(words: Sequence[Word]) -> set[int]:
    """A dash before capitals of a letterhead, which has no lists: a stroke or an edge of the paper."""
    dashed = len(words) > 1 and words[0].text in (*_DASHES, *_LIKE_DASH)
    if not dashed:
        return set()
    beside = (i for i in range(1, len(words)) if words[i].place.x0 - words[i - 1].place.x1 > _COLUMN)
    column = words[1 : next(beside, len(words))]
    return {0} if column and all(word.text.isupper() for word in column if word.text[0].isalpha()) else set()


def _opens_number(words: Sequence[Word], index: int) -> bool:
    behind = words[index + 1].text if index + 1 < len(words) else ""
    return (index == 0 or not words[index - 1].text[0].isalpha()) and behind[:1] in (":", "/", ".", ";")


def _date_labels(words: Sequence[Word]) -> list[tuple[int, str]]:
    """Indexes of the three words of a date, ``[]`` unless all are there in their order and near each other."""
    labels: list[tuple[int, str]] = []
    for index, word in enumerate(words):
        label = ("ngày", "tháng", "năm")[len(labels)]
        if fold(word.text) == fold(label) and (not labels or index - labels[-1][0] <= _MAX_SLOT):
            labels.append((index, label))
            if len(labels) == 3:
                return labels
    return []


def _number_slot(words: Sequence[Word]) -> set[int]:
    """Indexes of what was read between ``Số:`` and ``/GM-…`` and is no printed serial."""
    label = next((i for i, w in enumerate(words) if w.text == "Số"), None)
    if label is None:
        return set()
    start = label + 1 + (label + 1 < len(words) and words[label + 1].text in (":", ".", ";"))
    end = next((i for i in range(start, min(start + _MAX_SLOT, len(words) - 1)) if _is_symbol(words, i)), None)
    if end is None or (words[label].confidence >= _SURE_LABEL and _is_printed(words[start:end], _SERIAL, _SURE_SERIAL)):
        return set()
    return set(range(start, end))


def _is_symbol(words: Sequence[Word], index: int) -> bool:
    return words[index].text == "/" and words[index + 1].text[0].isalpha() and words[index + 1].text[0].isupper()


def _date_slots(words: list[Word]) -> set[int]:
    """Indexes of what was read for day or month and is none; ``l1`` is ``11``."""
    labels = [index for index, _ in _date_labels(words)]
    drop: set[int] = set()
    for before, behind, pattern, sure in zip(
        labels, labels[1:], (_DAY, _MONTH), (_SURE_DAY, _SURE_MONTH), strict=False
    ):
        if behind - before == 2:
            digits = words[before + 1].text.translate(_DIGIT_LIKE)
            if digits.isdigit():
                words[before + 1] = words[before + 1]._replace(text=digits)
        if not _is_printed(words[before + 1 : behind], pattern, sure):
            drop |= set(range(before + 1, behind))
    return drop


def _is_printed(slot: Sequence[Word], pattern: re.Pattern[str], sure: float) -> bool:
    return len(slot) == 1 and slot[0].confidence >= sure and pattern.fullmatch(slot[0].text) is not None
