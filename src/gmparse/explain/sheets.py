"""The pages of a view as HTML: pictures under their marks, or lines of text with marks in them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gmparse.explain import labels
from gmparse.explain.labels import Words
from gmparse.explain.markup import both, named, own, plain, tag
from gmparse.explain.pictures import Picture
from gmparse.explain.rows import Mark
from gmparse.explain.view import View
from gmparse.page import Box

_PAD = (1.5, 0.75)  # points around a value's box
_ZONE_PAD = (4.0, 3.0)


def embedded(picture: Picture) -> str:
    """The address of a picture that lies in the page itself."""
    return f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}"


def pages(shown: View, language: str, address: Callable[[Picture], str] = embedded) -> str:
    """The pages with their marks.

    Args:
        shown: what to show.
        language: of the names of marks at first.
        address: where the browser finds a picture.
    """
    if shown.pictures:
        sheets = [_sheet(shown, picture, language, address(picture)) for picture in shown.pictures]
    else:
        sheets = [tag("p", both(own("not_drawn")), class_="hint"), _text_sheet(shown, language)]
    return tag("main", tag("div", *sheets, class_="sheets"), class_="pages", **named(own("pages"), language))


def _sheet(shown: View, picture: Picture, language: str, source: str) -> str:
    label = Words(*(f"{word} {picture.page}/{len(shown.pictures)}" for word in own("page")))
    width, height = round(picture.width, 2), round(picture.height, 2)
    drawn = [*_zone_boxes(shown, picture.page), *_mark_boxes(shown, picture.page, language)]
    return tag(
        "figure",
        tag("img", src=source, alt=label.vi, width=round(width), height=round(height), loading="lazy"),
        tag("svg", *drawn, viewBox=f"0 0 {width} {height}", preserveAspectRatio="none", class_="over"),
        tag("figcaption", both(label)),
        class_="sheet",
    )


# --- boxes -----------------------------------------------------------------------------------------------------------


def _mark_boxes(shown: View, page: int, language: str) -> Iterator[str]:
    for one in shown.drawn_on(page):
        rects = (_rect(spot.box, _PAD, rx="2") for spot in one.spots)
        text = " ".join(entry["text"] for entry in one.mark.entries)
        yield tag("g", *rects, **_of_mark(one.mark, [f"{one.letter}-{one.mark.at}"], text, language, asked=one.asked))


def _of_mark(mark: Mark, keys: Sequence[str], text: str, language: str, *, asked: bool) -> dict[str, object]:
    """Attributes of a mark: what it belongs to and how it is called."""
    name = Words(*(": ".join(filter(None, (word, text))) for word in labels.path(mark.path)))
    look = f"mark g-{mark.group}{' asked-for' if asked else ''}"
    return {"class_": look, "data_v": " ".join(keys), "tabindex": "-1", "role": "button"} | named(name, language)


def _rect(box: Box, pad: tuple[float, float], **attributes: str) -> str:
    x, y = pad
    return tag(
        "rect",
        x=round(box.x0 - x, 2),
        y=round(box.top - y, 2),
        width=round(max(box.width, 1) + 2 * x, 2),
        height=round(max(box.height, 1) + 2 * y, 2),
        **attributes,
    )


def _zone_boxes(shown: View, page: int) -> Iterator[str]:
    for zone in shown.zones:
        boxes = [spot.box for spot in zone.spots if spot.page == page]
        if boxes:
            whole = Box.around(boxes)
            names = zip(labels.words("zones", zone.name), labels.LANGUAGES, strict=True)
            x, y = round(whole.x0 - _ZONE_PAD[0], 2), round(whole.top - _ZONE_PAD[1] - 1.5, 2)
            texts = (tag("text", plain(name), x=x, y=y, lang=language) for name, language in names)
            yield tag("g", _rect(whole, _ZONE_PAD), *texts, class_="zone", aria_hidden="true")


# --- lines of documents without pictures -----------------------------------------------------------------------------


def _text_sheet(shown: View, language: str) -> str:
    """The lines as text, those side by side in one row, each zone's name before its first."""
    zone_of = {line: zone.name for zone in shown.zones for line in zone.lines}
    marks = _marks_by_line(shown)
    written, before = [], None
    for row in _side_by_side(shown):
        zone = zone_of.get(row[0])
        if zone and zone != before:
            written.append(tag("div", both(labels.words("zones", zone)), class_="zone-name"))
        before = zone
        written.append(tag("div", *(_line(shown, at, marks.get(at, []), language) for at in row), class_="ln"))
    return tag("div", *written, class_="sheet text")


def _side_by_side(shown: View) -> list[list[int]]:
    """Indexes of the lines, row by row: lines of one row stand beside each other at about the same height."""
    found: list[list[int]] = []
    for at, line in enumerate(shown.lines):
        last = shown.lines[at - 1].place if at else None
        if last is not None and line.place.x0 >= last.x1 and abs(line.place.y_mid - last.y_mid) < last.height / 2:
            found[-1].append(at)
        else:
            found.append([at])
    return found


class _Piece(NamedTuple):
    """A mark's characters in one line. The shortest comes first."""

    length: int
    start: int
    end: int
    key: str
    mark: Mark
    asked: bool


def _marks_by_line(shown: View) -> dict[int, list[_Piece]]:
    found: dict[int, list[_Piece]] = {}
    for at, letter in enumerate(shown.letters):
        asked = letter.asked
        for mark, stretches in zip(letter.marks, letter.stretches, strict=True):
            for line, start, end in stretches:
                found.setdefault(line, []).append(
                    _Piece(end - start, start, end, f"{at}-{mark.at}", mark, mark.at in asked)
                )
    return {line: sorted(pieces, key=lambda piece: piece[:4]) for line, pieces in found.items()}


def _line(shown: View, at: int, marks: Sequence[_Piece], language: str) -> str:
    """One line, cut where marks begin and end."""
    line = shown.lines[at]
    edges = sorted({0, len(line.text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    pieces = []
    for start, end in pairwise(edges):
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        text = line.text[start:end]
        if not over:
            pieces.append(plain(text))
            continue
        keys = [mark.key for mark in over]
        pieces.append(tag("span", plain(text), **_of_mark(over[0].mark, keys, text, language, asked=over[0].asked)))
    look = " ".join(name for name, on in (("b", line.bold), ("i", line.italic)) if on)
    return tag("p", *pieces, tag("span", plain(line.locator or ""), class_="rule"), class_=look)
