"""A second look at the signer's block, whose position and name stand under a stamp and a signature.

The first look takes such a block for a picture, or reads strokes of the pen into its words.

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

import numpy as np

from gmparse.lexicon import table
from gmparse.lexicon.names import is_person_name
from gmparse.reading import ocr
from gmparse.reading.rows import Reader, Row, Style, without
from gmparse.text import fold

_RIGHT = 0.42  # of the width: the signer's block begins farther right
_ABOVE, _BELOW = 2.5, 22.0  # heights of a line over and under the head of the recipients
_MIN_NAME, _MAX_NAME = 3, 6  # syllables: two may be the end of a name whose beginning is under the stamp
_NEAR_POSITION = 0.88  # of the letters are those of the position
_SURE, _SURE_NAME = 0.7, 0.6  # confidence of a word that is no stroke, and of the words of a name together
_SURE_ONCE = 0.85  # confidence of each word of a name that was read in one look alone
_AGREED = 0.5  # confidence of a word read alike in two looks, at least
_SPELLED = 0.6  # confidence of a position whose letters were not all read
_MOST_ROWS = 14
_MORE_LOOKS: tuple[Style, ...] = ("thin", "tight")
_LOOKS = 4  # at a row, at most
_MORE_LETTERS = 2  # than those of the position, or fewer
_NO_WORD = 0.3  # confidence under which capitals beside a position may be a stroke
_FEWEST_CAPITALS = 2  # of a word of a position
_AROUND = 2  # words before and behind a position that strokes were read as

# Of the height of a line of type:
_STROKES_BESIDE, _STROKES_BELOW = 4.0, 10.0  # how far from a position strokes of the signature are looked for
_SAME_LINE, _SAME_TEXT = 0.5, 1.0  # between the middles of two readings of one line

_GLUED = re.compile(r"^[^\W\d_]{1,2}(?=[A-ZĐÀ-Ý][^\W\d_A-Z])")  # before a name's capital
_SPECKS = " _-—–.,:;'\"“”‘’()[]|/*"
_AUTHORITY = re.compile(r"(?:KT|TL|TM|TUQ|Q)[./]?")  # Nghị định 30/2020, Điều 13
_DEPUTISED = re.compile(r"\S{0,3}[T1I][.,]")  # ``KT.`` in all its misread forms

Pictures = Callable[[], Iterator[Any]]


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
    head = _recipients(seen) or _first_position(seen)
    if head is None:
        return list(seen)
    beside = _beside(head, seen)
    block = _Block(_positions(beside), _names(beside))
    if not (block.names and _are_whole(block.positions)):
        block = _looked_again(head, seen, block, pictures(), dpi)
    words = [word for line in (*block.positions, *block.names) for word in line]
    strokes = _strokes(beside, block)
    return [*without([word for word in seen if word not in strokes], words), *words]


def _strokes(beside: Sequence[ocr.Seen], block: _Block) -> set[ocr.Seen]:
    """What pen and stamp were read as between position and name, and beside the position: ``-_ GIÁM ĐỐC X2``."""
    before = {word for name in block.names for word in beside if _is_before(word, name[0])}
    if not block.positions:
        return before
    height = block.positions[0][0].row_height
    known = [word for line in (*block.positions, *block.names) for word in line]
    left, top = min(w.left for w in known) - _STROKES_BESIDE * height, block.positions[0][0].top - height / 2
    bottom = block.names[-1][0].top if block.names else top + _STROKES_BELOW * height
    names = {line[0].line for line in block.names}
    return before | {
        word
        for word in beside
        if word.left > left and top < word.top < bottom and word.line not in names and _is_doubtful(word)
    }


def _is_before(word: ocr.Seen, name: ocr.Seen) -> bool:
    """Whether an unsure word stands before a name in its line: a degree that was misread, a stroke."""
    return word.line == name.line and word.right <= name.left and word.confidence < _SURE


def _is_stroke(word: ocr.Seen) -> bool:
    """Whether a word beside a position is no part of it; ``—HÓ`` may be one."""
    letters = [char for char in word.text if char.isalpha()]
    return len(letters) < _FEWEST_CAPITALS or not "".join(letters).isupper()


def _looked_again(head: ocr.Seen, seen: Sequence[ocr.Seen], known: _Block, pictures: Iterator[Any], dpi: int) -> _Block:
    """Look at one picture after the other until position and name are found."""
    height = _height(seen)
    line = max(word.line for word in seen)
    positions, names = known.positions, list[list[ocr.Seen]]()
    for number, grey in enumerate(pictures):
        crop, left, top = _crop(head, grey, height)
        reader = Reader(crop, height, dpi, (left, top, line))
        rows = reader.rows()[:_MOST_ROWS]
        found = [_read(reader, row, () if known.names else _MORE_LOOKS) for row in rows]
        positions = _merged(positions, [position for block in found for position in block.positions])
        names += [name for block in found for name in block.names]
        line += _LOOKS * len(rows)
        # A name that is not in black ink is stamped, and so may be the position: the other inks are looked at too.
        if number == 0 and _are_whole(positions) and (known.names or _trusted(names)):
            break
    name = _chosen(_trusted(names), positions)
    return _Block(positions, known.names or ([name] if name else []))


def _read(reader: Reader, row: Row, more: Sequence[Style]) -> _Block:
    """The position in a row of letters, or the name, once for each look in which it is read; ``more`` are for names."""
    plain = reader.read(row, "plain")
    if positions := _positions(plain):
        return _Block(positions, _names(plain))
    own = reader.read(row, "own")
    if positions := _positions(own):
        return _Block(positions, _names(own))
    looks = [plain, own]
    if any(len(word.text) > 1 and word.text.isalpha() for word in (*plain, *own)):
        looks += [reader.read(row, look) for look in more]
    return _Block([], [name for look in looks for name in _names(look)])


def _are_whole(positions: Sequence[list[ocr.Seen]]) -> bool:
    """Whether the signer's own position is among them: it stands under the one he signs for, ``KT. GIÁM ĐỐC``."""
    return bool(positions) and not _text(positions[-1]).startswith("KT")


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
    return [
        name for name in names if min(word.confidence for word in name) >= _SURE_ONCE or texts.count(_text(name)) > 1
    ]


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


# --- words of the first look -----------------------------------------------------------------------------------------


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


def _first_position(seen: Sequence[ocr.Seen]) -> ocr.Seen | None:
    """The first word of the topmost position in the right-hand part of the page, where a block of signer begins."""
    right = _RIGHT * max((word.right for word in seen), default=0)
    lines = _positions([word for word in seen if word.left > right])
    return min((line[0] for line in lines), key=lambda word: word.top, default=None)


def _height(seen: Sequence[ocr.Seen]) -> float:
    """Of a line of type, in pixels; a shining back of the sheet is read as many small words, none of them sure."""
    sure = [word.row_height for word in seen if word.confidence >= _SURE and len(word.text) > 1]
    return median(sure or [word.row_height for word in seen])


def _top(head: ocr.Seen, height: float) -> float:
    return max(0.0, head.top - _ABOVE * height)


def _beside(head: ocr.Seen, seen: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """The words of the right-hand part from a little over the recipients on."""
    height = _height(seen)
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
    return _position_among(line, _is_stroke) or _position_among(line, _is_doubtful)


def _position_among(line: Sequence[ocr.Seen], is_stroke: Callable[[ocr.Seen], bool]) -> list[ocr.Seen]:
    """The position that most of a line's words are like, when the words around it are strokes."""
    best: tuple[float, list[ocr.Seen]] = (_NEAR_POSITION, [])
    for start in range(min(_AROUND + 1, len(line))):
        for end in range(len(line), max(start, len(line) - _AROUND - 1), -1):
            before = _authority(line[:start])
            if not all(map(is_stroke, (*line[: start - len(before)], *line[end:]))):
                continue
            near, spelled = _spelled(_text(line[start:end]))
            if near > best[0]:
                best = near, [*before, *_with_spelling(line[start:end], spelled)]
    return best[1]


def _is_doubtful(word: ocr.Seen) -> bool:
    return _is_stroke(word) or word.confidence < _NO_WORD


def _authority(before: Sequence[ocr.Seen]) -> list[ocr.Seen]:
    """The word that says for whom a signer signs, where the words before a position end in one."""
    if before and _AUTHORITY.fullmatch(before[-1].text):
        return [before[-1]]
    return [before[-1]._replace(text="KT.", confidence=_SPELLED)] if before and _is_deputised(before[-1]) else []


def _is_deputised(word: ocr.Seen) -> bool:
    return _DEPUTISED.fullmatch(word.text) is not None


def _spelled(text: str) -> tuple[float, str]:
    """The position that is most like a text in capitals, and how like it is, 0 to 1."""
    if not text.isupper():
        return 0.0, ""
    read = fold(text).strip(_SPECKS)
    if known := _position_names().get(read):
        return 1.0, known
    alike = (name for name in _position_names() if abs(len(name) - len(read)) <= _MORE_LETTERS)
    likeness = {name: SequenceMatcher(None, name, read).ratio() for name in alike}
    near = max(likeness, key=likeness.__getitem__, default=None)
    return (likeness[near], _position_names()[near]) if near else (0.0, "")


def _with_spelling(words: Sequence[ocr.Seen], spelled: str) -> list[ocr.Seen]:
    """A position's words over the place of those that were read, shared by their letters."""
    left, right, texts = words[0].left, words[-1].right, spelled.upper().split()
    step = (right - left) / len(spelled)
    sure, at, placed = min(word.confidence for word in words), 0, []
    for text in texts:
        start, end = left + int(at * step), left + int((at + len(text)) * step)
        placed.append(words[0]._replace(text=text, left=start, right=end, confidence=max(sure, _SPELLED)))
        at += len(text) + 1
    return placed


@cache
def _position_names() -> dict[str, str]:
    names = [name for head in table("positions")["heads"] for name in (head, f"phó {head}")]
    return {fold(name): name for name in names}


@cache
def _position_beginnings() -> frozenset[str]:
    return frozenset(" ".join(name.split()[:2]) for name in _position_names())
