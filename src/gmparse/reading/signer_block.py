"""A second look at the signer's block, whose position and name stand under a stamp and a signature.

The first look takes such a block for a picture, or reads strokes of the pen into its words. Here each row of letters is
found by its spots of ink, cut out with little around it and read as a line.

Needs opencv-python-headless and numpy (extra ``ocr``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import cv2
import numpy as np

from gmparse.lexicon import table
from gmparse.lexicon.names import is_person_name
from gmparse.reading import ocr
from gmparse.text import fold

_RIGHT = 0.42  # of the width: the signer's block begins farther right
_ABOVE, _BELOW = 2.5, 22.0  # heights of a line over and under the head of the recipients
_MIN_NAME, _MAX_NAME = 3, 6  # syllables: two may be the end of a name whose beginning is under the stamp
_NEAR_POSITION = 0.88  # of the letters are those of the position
_SURE, _SURE_NAME = 0.7, 0.6  # confidence of each word of a name read once, and of all together
_AGREED = 0.5  # confidence of a word read alike in two looks, at least
_SPELLED = 0.6  # confidence of a position whose letters were not all read
_MOST_ROWS = 14
_FEWEST_CAPITALS = 2  # of a word of a position
_AROUND = 2  # words before and behind a position that strokes were read as

# Of the height of a line of type:
_LETTER = (0.3, 1.4)  # height of a letter
_LETTER_WIDTH = (0.08, 2.5)  # two or three letters may touch
_WORD_GAP = 1.1
_ROW = (0.45, 2.5)  # height of a row of letters
_SHORTEST_ROW = 2.2
_STROKE = (1.8, 5.0)  # height and width of a spot from which it is a stroke of the pen or a stamp's edge
_APART = 3.0  # parts of one row
_STROKES_BESIDE, _STROKES_BELOW = 4.0, 10.0  # how far from a position strokes of the signature are looked for
_SAME_LINE, _SAME_TEXT = 0.5, 1.0  # between the middles of two readings of one line

_LEVEL = 0.8  # degrees: rows that are stamped slope more
_FEWEST_LETTERS = 5  # that show how a row slopes
_THICK = 4  # pixels: strokes of printed letters are as thick where pen and stamp are thinner
_GLUED = re.compile(r"^[^\W\d_]{1,2}(?=[A-ZĐÀ-Ý][^\W\d_A-Z])")  # before a name's capital
_SPECKS = " _-—–.,:;'\"“”‘’()[]|/*"
_DEPUTISED = re.compile(r"\S{0,3}[T1I][.,]")  # ``KT.`` in all its misread forms

Pictures = Callable[[], Iterator[Any]]


class _Row(NamedTuple):
    """Pixels of a row of letters."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class _Block(NamedTuple):
    """What the rows were read as: positions and names, from top to bottom."""

    positions: list[list[ocr.Seen]]
    names: list[list[ocr.Seen]]


def signer(seen: Sequence[ocr.Seen], pictures: Pictures, dpi: int) -> list[ocr.Seen]:
    """The page's words, with position and name of the signer when they are found beside the recipients now.

    Args:
        seen: the words of the first look.
        pictures: grey pixels of the page to look at again, in any number; asked for only when needed.
        dpi: their resolution.
    """
    head = _recipients(seen)
    if head is None:
        return list(seen)
    beside = _beside(head, seen)
    block = _Block(_positions(beside), _names(beside))
    if not (block.names and block.positions):
        block = _looked_again(head, seen, block, pictures(), dpi)
    words = [word for line in (*block.positions, *block.names) for word in line]
    strokes = _strokes(beside, block)
    return [*_without([word for word in seen if word not in strokes], words), *words]


def _strokes(beside: Sequence[ocr.Seen], block: _Block) -> set[ocr.Seen]:
    """What pen and stamp were read as between position and name, and beside the position: ``-_ GIÁM ĐỐC X2``."""
    if not block.positions:
        return set()
    height = block.positions[0][0].row_height
    known = [word for line in (*block.positions, *block.names) for word in line]
    left, top = min(w.left for w in known) - _STROKES_BESIDE * height, block.positions[0][0].top - height / 2
    bottom = block.names[-1][0].top if block.names else top + _STROKES_BELOW * height
    names = {line[0].line for line in block.names}
    return {
        word
        for word in beside
        if word.left > left and top < word.top < bottom and word.line not in names and _is_stroke(word)
    }


def _is_stroke(word: ocr.Seen) -> bool:
    """Whether a word beside a position is no part of it; ``—HÓ`` may be one."""
    letters = [char for char in word.text if char.isalpha()]
    return len(letters) < _FEWEST_CAPITALS or not "".join(letters).isupper()


def _looked_again(head: ocr.Seen, seen: Sequence[ocr.Seen], known: _Block, pictures: Iterator[Any], dpi: int) -> _Block:
    """Look at one picture after the other until position and name are found."""
    height = median(word.row_height for word in seen)
    line = max(word.line for word in seen)
    positions, names = known.positions, list[list[ocr.Seen]]()
    for grey in pictures:
        crop, left, top = _crop(head, grey, height)
        reader = _Reader(crop, height, dpi, (left, top, line))
        rows = reader.rows()
        plain = [reader.read(row, "plain") for row in rows]
        positions = _merged(positions, _positions([word for words in plain for word in words]))
        if not known.names:
            names += _names([word for words in plain for word in words])
            for row, words in zip(rows, plain, strict=True):
                if any(len(word.text) > 1 and word.text.isalpha() for word in words) and not _positions(words):
                    names += [name for look in ("thin", "tight") for name in _names(reader.read(row, look))]
        line += 3 * len(rows)
        if positions and (known.names or _trusted(names)):
            break
    name = _chosen(_trusted(names), positions)
    return _Block(positions, known.names or ([name] if name else []))


def _crop(head: ocr.Seen, grey: Any, height: float) -> tuple[Any, int, int]:
    left, top = int(_RIGHT * grey.shape[1]), int(_top(head, height))
    return np.ascontiguousarray(grey[top : int(head.top + _BELOW * height), left:]), left, top


def _merged(lines: list[list[ocr.Seen]], more: list[list[ocr.Seen]]) -> list[list[ocr.Seen]]:
    """Lines from top to bottom; of two readings of one line the first."""
    kept = [*lines, *(line for line in more if not any(_is_again(line, known) for known in lines))]
    return sorted(kept, key=lambda line: line[0].top)


def _is_again(line: Sequence[ocr.Seen], known: Sequence[ocr.Seen]) -> bool:
    one, other = line[0], known[0]
    apart = abs(one.top + one.bottom - other.top - other.bottom) / 2
    return apart < (_SAME_TEXT if _text(line) == _text(known) else _SAME_LINE) * max(one.row_height, other.row_height)


def _trusted(names: Sequence[list[ocr.Seen]]) -> list[list[ocr.Seen]]:
    """Names whose words are sure, or that were read alike in two looks."""
    looks = {(_text(name), word.confidence) for name in names for word in name[:1]}  # two of one look are the same
    texts = [text for text, _ in looks]
    return [name for name in names if min(word.confidence for word in name) >= _SURE or texts.count(_text(name)) > 1]


def _chosen(names: Sequence[list[ocr.Seen]], positions: Sequence[list[ocr.Seen]]) -> list[ocr.Seen]:
    """The first name under the position, in its surest reading; without a position the last name on the page."""
    over = min((line[0].bottom for line in positions), default=-1)
    below = [name for name in names if name[0].top > over]
    if not below:
        return []
    at = min(name[0].top for name in below) if positions else max(name[0].top for name in below)
    here = [name for name in below if abs(name[0].top - at) < name[0].row_height]
    surest = max(here, key=lambda name: sum(word.confidence for word in name) / len(name))
    return [word._replace(confidence=max(word.confidence, _AGREED)) for word in surest]


# --- rows of letters -------------------------------------------------------------------------------------------------


class _Reader:
    """Reads rows of a cut-out of the page."""

    def __init__(self, grey: Any, height: float, dpi: int, origin: tuple[int, int, int]) -> None:
        self._grey, self._height, self._dpi = grey, height, dpi
        self._left, self._top, self._line = origin
        _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
        _, self._labels, self._stats, self._centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
        tall, wide = self._stats[:, cv2.CC_STAT_HEIGHT], self._stats[:, cv2.CC_STAT_WIDTH]
        self._letters = _within(tall, _LETTER, height) & _within(wide, _LETTER_WIDTH, height)
        self._letters[0] = False  # the paper
        self._thin: Any = None

    def rows(self) -> list[_Row]:
        """Rows of spots that are as large as letters, from top to bottom."""
        reach = np.ones((1, int(_WORD_GAP * self._height) | 1), np.uint8)
        joined = cv2.morphologyEx(self._letters[self._labels].astype(np.uint8), cv2.MORPH_CLOSE, reach)
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        found = [_Row(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]
        least, most = (share * self._height for share in _ROW)
        rows = [
            row
            for row in found
            if row.right - row.left >= _SHORTEST_ROW * self._height and least <= row.bottom - row.top <= most
        ]
        return _joined(rows, self._height)[:_MOST_ROWS]

    def read(self, row: _Row, look: str) -> list[ocr.Seen]:
        """Words of a row: ``plain``, ``tight`` with as little around as can be, or ``thin`` without thin strokes."""
        self._line += 1
        above, beside = (0.15, 0.5) if look == "tight" else (0.45, 2.2)
        grey = self._without_strokes() if look == "thin" else self._grey
        left = max(0, row.left - int(beside * self._height))
        top = max(0, row.top - int(above * self._height))
        bottom, right = row.bottom + int(above * self._height), row.right + int(beside * self._height)
        strip = np.ascontiguousarray(_levelled(grey[top:bottom, left:right], self._slope(row)))
        words = ocr.recognise(strip, self._dpi, look="line")
        return [self._placed(word, row, left + self._left) for word in words]

    def _placed(self, word: ocr.Seen, row: _Row, left: int) -> ocr.Seen:
        """A word on the page: it is as high as its row, since strokes in the cut-out make it seem higher."""
        top, bottom = row.top + self._top, row.bottom + self._top
        return word._replace(
            left=word.left + left,
            right=word.right + left,
            top=top,
            bottom=bottom,
            row_height=self._height,
            baseline=float(bottom),
            line=self._line,
        )

    def _slope(self, row: _Row) -> float:
        """Degrees by which a row falls to the right; 0 when that is little or not seen."""
        x, y = self._centres[:, 0], self._centres[:, 1]
        inside = self._letters & (x > row.left) & (x < row.right) & (y > row.top) & (y < row.bottom)
        if int(inside.sum()) < _FEWEST_LETTERS:
            return 0.0
        slope = float(np.degrees(np.arctan(np.polyfit(x[inside], y[inside], 1)[0])))
        return slope if abs(slope) >= _LEVEL else 0.0

    def _without_strokes(self) -> Any:
        """The picture without what is thin in spots that are larger than letters."""
        if self._thin is None:
            tall, wide = _STROKE
            large = (self._stats[:, cv2.CC_STAT_HEIGHT] > tall * self._height) | (
                self._stats[:, cv2.CC_STAT_WIDTH] > wide * self._height
            )
            large[0] = False
            spots = large[self._labels].astype(np.uint8)
            thick = cv2.morphologyEx(spots, cv2.MORPH_OPEN, np.ones((_THICK, _THICK), np.uint8))
            thick = cv2.dilate(thick, np.ones((_THICK + 1, _THICK + 1), np.uint8))
            self._thin = self._grey.copy()
            self._thin[(spots > 0) & (thick == 0)] = 255
        return self._thin


def _levelled(strip: Any, slope: float) -> Any:
    if not slope:
        return strip
    height, width = strip.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), slope, 1)
    return cv2.warpAffine(strip, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _within(sizes: Any, limits: tuple[float, float], height: float) -> Any:
    return (sizes >= limits[0] * height) & (sizes <= limits[1] * height)


def _joined(rows: Sequence[_Row], height: float) -> list[_Row]:
    """Parts that stand beside each other as one row."""
    joined: list[_Row] = []
    for row in sorted(rows, key=lambda row: row.middle):
        for index, other in enumerate(joined):
            apart = max(row.left, other.left) - min(row.right, other.right)
            if abs(other.middle - row.middle) < height / 2 and apart < _APART * height:
                lows, highs = zip(row[:2], other[:2], strict=True), zip(row[2:], other[2:], strict=True)
                joined[index] = _Row(*map(min, lows), *map(max, highs))
                break
        else:
            joined.append(row)
    return sorted(joined, key=lambda row: row.top)


# --- words of the first look -----------------------------------------------------------------------------------------


def _without(seen: Sequence[ocr.Seen], others: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """Words that do not lie where others were found."""
    return [
        word
        for word in seen
        if not any(
            word.left < other.right and other.left < word.right and word.top < other.bottom and other.top < word.bottom
            for other in others
        )
    ]


def _recipients(seen: Sequence[ocr.Seen]) -> ocr.Seen | None:
    """The first word of the head of the recipients, ``Nơi nhận``."""
    half = max((word.right for word in seen), default=0) / 2
    heads = [
        first
        for first, second in pairwise(seen)
        if fold(first.text) == "noi" and fold(second.text).startswith("nhan") and first.left < half
    ]
    alone = [line[-1] for line in ocr.by_line(seen) if len(line) < 3 and fold(line[-1].text) == "nhan:"]
    heads = heads or [word for word in alone if word.left < half]
    return heads[-1] if heads else None


def _top(head: ocr.Seen, height: float) -> float:
    return max(0.0, head.top - _ABOVE * height)


def _beside(head: ocr.Seen, seen: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """The words of the right-hand part from a little over the recipients on."""
    height = median(word.row_height for word in seen)
    left, top = _RIGHT * max(word.right for word in seen), _top(head, height)
    return [word for word in seen if word.left > left and word.bottom > top]


# --- names and positions ---------------------------------------------------------------------------------------------


def _text(words: Sequence[ocr.Seen]) -> str:
    return " ".join(word.text for word in words)


def _names(words: Sequence[ocr.Seen]) -> list[list[ocr.Seen]]:
    """The longest person's name of each line that holds one."""
    return [name for line in ocr.by_line(words) if (name := _name_in(line))]


def _name_in(line: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    for length in range(min(_MAX_NAME, len(line)), _MIN_NAME - 1, -1):
        for start in range(len(line) - length + 1):
            words = _bare(line[start : start + length])
            if _is_name(words):
                return words
    return []


def _bare(words: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """Words without strokes at their head and specks at their edges: ``_Lê``, ``IPhạm``."""
    texts = [_GLUED.sub("", word.text.strip(_SPECKS)) for word in words]
    return [word._replace(text=text or word.text) for word, text in zip(words, texts, strict=True)]


def _is_name(words: Sequence[ocr.Seen]) -> bool:
    if sum(word.confidence for word in words) / len(words) < _SURE_NAME or _begins_position(words):
        return False
    return is_person_name(_text(words))


def _begins_position(words: Sequence[ocr.Seen]) -> bool:
    """``PHÓ GIÁM ĐỜI`` is spelled like a name."""
    return " ".join(fold(word.text) for word in words[:2]) in _position_beginnings()


def _positions(words: Sequence[ocr.Seen]) -> list[list[ocr.Seen]]:
    """The lines that are a position in capitals, but for a letter that the stamp covers and strokes around it."""
    return [position for line in ocr.by_line(words) if (position := _as_position(line))]


def _as_position(line: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    best: tuple[float, list[ocr.Seen]] = (_NEAR_POSITION, [])
    for start in range(min(_AROUND + 1, len(line))):
        for end in range(len(line), max(start, len(line) - _AROUND - 1), -1):
            if not all(map(_is_stroke, (*line[:start], *line[end:]))):
                continue
            near, spelled = _spelled(_text(line[start:end]))
            if near > best[0]:
                before = line[start - 1] if start and _DEPUTISED.fullmatch(line[start - 1].text) else None
                best = near, _with_spelling(line[start:end], spelled, before)
    return best[1]


def _spelled(text: str) -> tuple[float, str]:
    """The position that is most like a text in capitals, and how like it is, 0 to 1."""
    if not text.isupper():
        return 0.0, ""
    read = fold(text).strip(_SPECKS)
    if known := _position_names().get(read):
        return 1.0, known
    likeness = {name: SequenceMatcher(None, name, read).ratio() for name in _position_names()}
    near = max(likeness, key=likeness.__getitem__)
    return likeness[near], _position_names()[near]


def _with_spelling(words: Sequence[ocr.Seen], spelled: str, before: ocr.Seen | None) -> list[ocr.Seen]:
    """A position's words over the place of those that were read, shared by their letters."""
    left, right, texts = words[0].left, words[-1].right, spelled.upper().split()
    step = (right - left) / len(spelled)
    sure, at, placed = min(word.confidence for word in words), 0, []
    for text in texts:
        start, end = left + int(at * step), left + int((at + len(text)) * step)
        placed.append(words[0]._replace(text=text, left=start, right=end, confidence=max(sure, _SPELLED)))
        at += len(text) + 1
    return [before._replace(text="KT.", confidence=_SPELLED), *placed] if before else placed


@cache
def _position_names() -> dict[str, str]:
    names = [name for head in table("positions")["heads"] for name in (head, f"phó {head}")]
    return {fold(name): name for name in names}


@cache
def _position_beginnings() -> frozenset[str]:
    return frozenset(" ".join(name.split()[:2]) for name in _position_names())
