"""Numbers that annotations show as pictures: the serial and the day that some software stamps into their slots so.

What such an annotation adds to the page is drawn and recognised, alone and as part of its line. Only digits of which
the recogniser is sure are given: anything else stays the picture that it is, with its issue. Needs the extra ``ocr``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
import pypdfium2

from gmparse.options import Options
from gmparse.page import Box, Origin, Style, Word
from gmparse.reading import ocr
from gmparse.reading.annotations import Annotation
from gmparse.reading.slots import is_slot_text
from gmparse.reading.stamps import Stamped

_SCALE = 300 / 72  # pixels a point
_TALL = 40  # pixels: the height at which digits alone are read best
_MARGIN = 20  # pixels
_INK = 128  # of 255
_LEAST_CHANGE = 25  # of 255: less difference of two drawings is none
_LEFT, _RIGHT, _ABOVE, _BELOW = 130.0, 60.0, 4.0, 6.0  # points of the line around the picture
_SURE = 0.85  # confidence
_DIGIT_HEIGHT = 0.68  # of the size of type


class _Drawn(NamedTuple):
    """The page as it is shown, and what its annotations add to it, black on white."""

    whole: Any
    added: Any


def read_pictures(
    data: bytes,
    number: int,
    boxes: Sequence[Box],
    annotations: Sequence[Annotation],
    options: Options,
    wanted: Sequence[int],
) -> list[Stamped]:
    """The digits that annotations show as pictures, as stamped words.

    Args:
        data: the file.
        number: page, counted from 1; it stands upright in the file.
        boxes: places of the page's annotations.
        annotations: the annotations.
        options: password and limit of pixels.
        wanted: indexes of the annotations to look at.
    """
    with pypdfium2.PdfDocument(data, password=options.password) as pdf:
        drawn = _draw(pdf[number - 1], options.max_pixels)
    if drawn is None:
        return []
    found = []
    for index in wanted:
        word = _word(drawn, boxes[index], "widget" if annotations[index].is_widget else "annotation")
        if word:
            found.append(Stamped(word.text, (word,), (False,), index))
    return found


def _draw(page: Any, max_pixels: int) -> _Drawn | None:
    """``None`` for a page that is too large."""
    width, height = page.get_size()
    if width * height * _SCALE * _SCALE > max_pixels:
        return None
    whole, bare = (
        page.render(scale=_SCALE, grayscale=True, may_draw_forms=shown, draw_annots=shown).to_numpy().squeeze()
        for shown in (True, False)
    )
    return _Drawn(whole, np.where(cv2.absdiff(whole, bare) > _LEAST_CHANGE, whole, 255).astype(np.uint8))


def _word(drawn: _Drawn, place: Box, origin: Origin) -> Word | None:
    ink = _ink(drawn.added, place)
    if ink is None:
        return None
    looks = (_alone(drawn.added, ink), _in_line(drawn.whole, place))
    sure = [(text, confidence) for text, confidence in looks if confidence >= _SURE and is_slot_text(text)]
    if len({text for text, _ in sure}) != 1:
        return None
    text, confidence = max(sure, key=lambda read: read[1])
    return Word(text, 0, ink, Style(round(ink.height / _DIGIT_HEIGHT, 1)), round(confidence, 3), origin)


def _ink(added: Any, place: Box) -> Box | None:
    """Where the ink in a place is, in points."""
    left, top = max(0, round(place.x0 * _SCALE)), max(0, round(place.top * _SCALE))
    dark = added[top : round(place.bottom * _SCALE), left : round(place.x1 * _SCALE)] < _INK
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    if not rows.size:
        return None
    edges = (left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1)
    return Box(*(round(float(edge) / _SCALE, 2) for edge in edges))


def _crop(picture: Any, place: Box) -> Any:
    x0, top, x1, bottom = (max(0, round(edge * _SCALE)) for edge in place)
    return picture[top:bottom, x0:x1]


def _alone(added: Any, ink: Box) -> tuple[str, float]:
    crop = _crop(added, ink)
    factor = _TALL / len(crop)
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    seen = _look(cv2.resize(crop, None, fx=factor, fy=factor, interpolation=method))
    return "".join(word.text for word in seen), min((word.confidence for word in seen), default=0.0)


def _in_line(whole: Any, place: Box) -> tuple[str, float]:
    """The word of the line whose middle lies in the place."""
    line = Box(place.x0 - _LEFT, place.top - _ABOVE, place.x1 + _RIGHT, place.bottom + _BELOW)
    left = max(line.x0, 0.0) - _MARGIN / _SCALE
    for word in _look(_crop(whole, line)):
        if place.x0 < left + (word.left + word.right) / 2 / _SCALE < place.x1:
            return word.text, word.confidence
    return "", 0.0


def _look(picture: Any) -> list[ocr.Seen]:
    return ocr.recognise(np.pad(picture, _MARGIN, constant_values=255), round(_SCALE * 72), look="line")
