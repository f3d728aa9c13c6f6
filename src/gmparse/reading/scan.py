"""A picture of a page → `gmparse.page.Page`: recognised words as lines with columns, like those of a text layer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from gmparse.page import Box, Page, Style
from gmparse.reading import ocr
from gmparse.reading.assemble import PageRead
from gmparse.reading.columns import Piece, lines_of
from gmparse.reading.repair import repair
from gmparse.reading.signing_text import without_signing_text
from gmparse.reading.words import clean, cut

if TYPE_CHECKING:
    from gmparse.reading.weight import Weight

_POINTS = 72.0
# Of the size of type, as in common text fonts: tall letters with deep ones, above and below the baseline.
_LETTERS, _ABOVE, _BELOW = 0.9, 0.89, 0.22
_SAME_SIZE = (0.8, 1.5)  # of the usual size: marks and strokes over a line make it seem larger than it is
_LEAST = 0.25  # confidence: less is no word
_SURE_LINE, _SURE_SCRAP = 0.6, 0.9  # confidence of the surest word in a line, and in one ...
# Digits of 34 numbers by hand: at most 0.98 for the least sure letter of number and label; printed ones 0.99 and more.
_SURE_LETTER, _SURE_PART = 0.985, 0.85
_FEW_LETTERS = 3  # ... of so few letters
_TIGHT = 1.5  # of the distance of two lines: type is not larger
_FORM_MARKS = ":/"  # of a number line, which handwriting makes unsure as a whole; it stands ...
_HEAD = 0.45  # ... above this share of the page
_FAR = 1.5  # row heights: words farther from each other are judged by themselves
_ENDED = "./."  # the end of a letter's text, behind which the drafter signs
_BLANK = 0.6  # row heights: words of one text are not farther from each other
_EVEN, _FEWEST_GAPS = 1.6, 4
_NOTES = {"b/": "b/c", "/c": "b/c", "t/": "t/h", "p/": "p/h"}  # để báo cáo, để thực hiện, phối hợp
_NOTE = re.compile(rf"\(({'|'.join(_NOTES)})\)([;.,]?)")
_FEW_WORDS = 12  # on a page: then it may lie on its side


def read_picture(picture: Any, number: int, width: float, height: float) -> PageRead:
    """Read a page from its picture.

    Args:
        picture: BGR or grey pixels.
        number: page, counted from 1.
        width, height: size of the page in points; the picture fills it.
    """
    from gmparse.reading.cleanup import clean as cleaned
    from gmparse.reading.handwriting import filled
    from gmparse.reading.mark_stamps import stamps_on
    from gmparse.reading.number_line import date_line, number_line
    from gmparse.reading.signer_block import signer
    from gmparse.reading.weight import Weight

    dpi = picture.shape[1] / width * _POINTS
    ready = cleaned(picture, dpi)
    turn = 0
    seen = ocr.recognise(ready.grey, ready.dpi)
    if _is_sideways(seen):
        turn, seen, ready = _turned(picture, dpi, seen, ready)
        if turn in (90, 270):
            width, height = height, width
    again = partial(_other_pictures, picture, ready, turn)
    seen = date_line(number_line(seen, ready.grey, ready.dpi), ready.grey, ready.dpi)
    seen = signer(seen, again, ready.dpi)
    scale = width / ready.grey.shape[1]
    lines = lines_of(repair(_pieces(seen, Weight(ready.grey, seen), scale, height), height), number, "ocr")
    if not turn:
        lines = filled(lines, picture, width, height, ready.skew)
    lines, signing = without_signing_text(lines)
    stamps = () if turn else stamps_on(picture, number, width)
    return PageRead(Page(number, width, height, lines, rotation=turn), stamps + signing)


def _other_pictures(picture: Any, ready: Any, turn: int) -> Iterator[Any]:
    """The page's black ink alone, then all ink, then red ink alone: names are printed, or stamped in any colour."""
    from gmparse.reading.cleanup import all_ink, made_ready, red_ink

    yield ready.grey
    if picture.ndim == 3 and not turn:
        yield made_ready(all_ink(picture), ready)
        yield made_ready(255 - red_ink(picture), ready)


def _is_sideways(seen: Sequence[ocr.Seen]) -> bool:
    long = [word for word in seen if len(word.text) > 2]
    if len(long) > _FEW_WORDS and 2 * sum(map(_is_tall, long)) > len(long):  # read, but from bottom to top
        return True
    sure = [word for word in seen if word.confidence > 0.7 and len(word.text) > 1]
    return len(sure) < max(_FEW_WORDS, len(seen) // 3)


def _is_tall(word: ocr.Seen) -> bool:
    return word.bottom - word.top > word.right - word.left


def _turned(picture: Any, dpi: float, seen: Sequence[ocr.Seen], ready: Any) -> tuple[int, list[ocr.Seen], Any]:
    """The picture turned upright, when it lies on its side or head."""
    import cv2

    from gmparse.reading.cleanup import clean as cleaned

    turn = ocr.orientation(ready.grey)
    codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if turn not in codes:
        return 0, list(seen), ready
    upright = cleaned(cv2.rotate(picture, codes[turn]), dpi)
    again = ocr.recognise(upright.grey, upright.dpi)
    if _level(again) <= _level(seen):
        return 0, list(seen), ready
    return turn, again, upright


def _level(seen: Sequence[ocr.Seen]) -> float:
    """How much was read in level words."""
    return sum(word.confidence for word in seen if not _is_tall(word))


def _pieces(seen: Sequence[ocr.Seen], weight: Weight, scale: float, height: float) -> list[Piece]:
    """Words of each recognised line; all have the height of its type, so that columns and rows are told by it."""
    groups = [group for line in ocr.by_line(seen) for group in _groups(line)]
    head = _HEAD * height / scale
    kept = [word for group in groups if _is_text(group, head) for word in _words(group)]
    usual = median([word.row_height for word in kept] or [1.0])
    pieces = []
    rows = ocr.by_line(kept)
    for line in rows:
        least, most = _SAME_SIZE
        tall = line[0].row_height
        tall = min(usual if least < tall / usual < most else tall, _TIGHT * _distance(line, rows))
        size = tall / _LETTERS * scale
        piece = Piece()
        for group in _groups(line):
            style = Style(round(size, 1), weight.is_bold(group))
            for word in group:
                base = word.baseline * scale
                place = Box(word.left * scale, base - _ABOVE * size, word.right * scale, base + _BELOW * size)
                _add(piece, word, place, style)
        if piece.words:
            pieces.append(piece)
    return pieces


def _distance(line: Sequence[ocr.Seen], rows: Sequence[Sequence[ocr.Seen]]) -> float:
    """Pixels between the baselines of a line and the nearest one over or under it; stamped lines stand very close."""
    left, right = line[0].left, line[-1].right
    near = [
        abs(other[0].baseline - line[0].baseline)
        for other in rows
        if other is not line and other[0].left < right and other[-1].right > left
    ]
    return max(min(near, default=math.inf), 1.0)


def _groups(line: Sequence[ocr.Seen]) -> list[list[ocr.Seen]]:
    """Words of a line that stand near each other: what is far to the right may be a stroke of a pen."""
    groups = [[line[0]]]
    gaps = [word.left - before.right for before, word in pairwise(line)]
    even = _EVEN * median(gaps) if len(gaps) >= _FEWEST_GAPS else 0.0  # the blanks of a line set to full width
    for word, gap in zip(line[1:], gaps, strict=True):
        if gap > max(even, _FAR * word.row_height):
            groups.append([word])
        else:
            groups[-1].append(word)
    return groups


def _is_text(line: Sequence[ocr.Seen], head: float) -> bool:
    """Whether a line is no stroke of a pen or part of a stamp."""
    if line[0].row_height <= 0:
        return False
    if line[0].top < head and any(mark in word.text for word in line for mark in _FORM_MARKS):
        return True
    sure = max(word.confidence for word in line)
    letters = sum(char.isalnum() for word in line for char in word.text)
    return sure >= (_SURE_LINE if letters > _FEW_LETTERS else _SURE_SCRAP)


def _words(group: Sequence[ocr.Seen]) -> Iterator[ocr.Seen]:
    """The words of a group; unsure ones only where they are spelled like words and stand among sure ones.

    A gap in a printed line would tell a wrong story: ``UBND TỈNH LÂM``.
    """
    sure = [index for index, word in enumerate(group) if word.confidence >= _SURE_LINE]
    for index, word in enumerate(group):
        if word.confidence >= _LEAST or (sure and _may_be_word(word) and _is_among(group, index, sure)):
            yield _with_note(word)


def _may_be_word(word: ocr.Seen) -> bool:
    return sum(char.isalnum() for char in word.text) > 1 or _NOTE.fullmatch(word.text) is not None


def _with_note(word: ocr.Seen) -> ocr.Seen:
    """A note behind a recipient of which a letter was lost, ``(b/)``, made whole."""
    note = _NOTE.fullmatch(word.text)
    return word._replace(text=f"({_NOTES[note[1]]}){note[2]}") if note else word


def _is_among(group: Sequence[ocr.Seen], index: int, sure: Sequence[int]) -> bool:
    """Whether a word stands between sure words, or a blank before or behind them."""
    word, first, last = group[index], sure[0], sure[-1]
    if first < index < last:
        return True
    near, apart = (first, group[first].left - word.right) if index < first else (last, word.left - group[last].right)
    return abs(index - near) == 1 and apart < _BLANK * word.row_height and not group[near].text.endswith(_ENDED)


def _add(piece: Piece, word: ocr.Seen, place: Box, style: Style) -> None:
    """Cut a recognised word where words of gmparse are cut; the places of the parts follow their letters."""
    text = clean(word.text)
    letters = word.letters if len(word.letters) == len(text) else ()
    step = place.width / max(len(text), 1)
    for index, (at, part) in enumerate(cut(text)):
        here = Box(place.x0 + at * step, place.top, place.x0 + (at + len(part)) * step, place.bottom)
        piece.add(
            part,
            here,
            style,
            index == 0 and bool(piece.words),
            round(_sure(word.confidence, letters[at : at + len(part)]), 3),
        )


def _sure(whole: float, letters: Sequence[float]) -> float:
    """The confidence of a part of a word: where each of its letters is sure it is sure, whatever stands beside it."""
    return max(whole, _SURE_PART) if min(letters, default=0.0) >= _SURE_LETTER else whole
