"""Every miss beside the picture of its page: where the record says that its value stands, and where the gold's does.

The page holds everything; it loads nothing. It shows the letters: keep it where they may be kept.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from gmparse.errors import GmparseError
from gmparse.evaluate.located import Spot, found_spots, gold_spots
from gmparse.evaluate.matching import text_of
from gmparse.evaluate.report import Report
from gmparse.evaluate.tally import Miss
from gmparse.explain.markup import plain, tag
from gmparse.explain.pictures import Picture, page_pictures
from gmparse.options import DEFAULT, Options
from gmparse.page import Document
from gmparse.reading import read_document

DPI = 80
_STYLE = """
body{font:15px/1.4 system-ui,sans-serif;margin:1.5rem;color:#1c2733;background:#f5f7f9}
h2{margin:2rem 0 .5rem}section{display:flex;gap:1rem;align-items:flex-start;margin-bottom:1rem}
.sheet{position:relative;flex:0 0 auto;background:#fff;box-shadow:0 1px 4px #0003}.sheet img{display:block}
.box{position:absolute;border:2px solid;box-sizing:border-box}.found{border-color:#b3261e;background:#b3261e1f}
.gold{border-color:#1b7a3d;background:#1b7a3d1f}
.box b{position:absolute;top:-1.2em;left:0;font-size:.75em;color:inherit}
ol{margin:0;padding-left:2rem}li{margin-bottom:.8rem;max-width:34rem}code{background:#e6ebf0;padding:0 .3em}
.is-gold{color:#14602f}.is-found{color:#9a1f18}dl{margin:0}dd{margin:0;overflow-wrap:anywhere}
"""


class _Shown(NamedTuple):
    """A miss with its number on the page and its boxes."""

    number: int
    miss: Miss
    found: list[Spot]
    gold: list[Spot]

    def page(self, pages: int) -> int:
        """The page that it is shown beside: of its boxes, else where its field stands in a letter."""
        at_the_end = self.miss.field.startswith(("recipients", "signer"))
        return next((spot.page for spot in (*self.found, *self.gold)), pages if at_the_end else 1)


def misses_page(report: Report, options: Options | None = None) -> str:
    """One HTML page: a section a letter and page, its picture with red boxes (found) and green ones (gold)."""
    by_letter = groupby(sorted(report.errors, key=lambda miss: miss.letter), key=lambda miss: miss.letter)
    parts = [part for name, misses in by_letter for part in _letter(report, name, list(misses), options or DEFAULT)]
    count = f"{len(report.errors)} misses in {len(report.letters)} letters"
    legend = (
        tag("span", "red", class_="is-found"),
        ": where the record has it. ",
        tag("span", "green", class_="is-gold"),
        ": where the gold's value stands.",
    )
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("title", plain(count)),
        f"<style>{_STYLE}</style>",
    )
    body = tag("body", tag("h1", plain(count)), tag("p", *legend), *parts)
    return f"<!DOCTYPE html>\n{tag('html', tag('head', *head), body, lang='en')}\n"


def _letter(report: Report, name: str, misses: Sequence[Miss], options: Options) -> Iterator[str]:
    case = report.cases.get(name)
    path = case.file if case else None
    yield tag("h2", plain(f"{name} {path.name if path else ''}"))
    document, pictures = _drawn(path, options)
    shown = [_shown(number, miss, case.gold, case.found, document) for number, miss in enumerate(misses, 1) if case]
    last = max(pictures, default=1)
    for page in sorted({one.page(last) for one in shown}):
        here = [one for one in shown if one.page(last) == page]
        yield tag("section", _sheet(pictures.get(page), here), tag("ol", *map(_item, here)))


def _drawn(path: Path | None, options: Options) -> tuple[Document | None, dict[int, Picture]]:
    """The letter read again, and its pages; neither when it cannot be read, no pages where it has none."""
    if path is None:
        return None, {}
    try:
        document = read_document(path, options)
        if document.page_count is None:  # Word and text: its places have no boxes
            return document, {}
        return document, {one.page: one for one in page_pictures(path, document, options, dpi=DPI)}
    except GmparseError:  # the report names it already, with the reason
        return None, {}


def _shown(
    number: int, miss: Miss, gold: Mapping[str, Any], found: Mapping[str, Any] | None, document: Document | None
) -> _Shown:
    return _Shown(number, miss, found_spots(miss, found or {}), gold_spots(miss, gold, document))


def _sheet(picture: Picture | None, here: Sequence[_Shown]) -> str:
    if picture is None:
        return ""
    source = f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}"
    scale = DPI / 72
    boxes = [
        _box(spot, one.number, kind, scale)
        for one in here
        for kind, spots in (("gold", one.gold), ("found", one.found))
        for spot in spots
        if spot.page == picture.page
    ]
    size = {"width": round(picture.width * scale), "height": round(picture.height * scale)}
    return tag("div", tag("img", src=source, alt=f"page {picture.page}", **size), *boxes, class_="sheet")


def _box(spot: Spot, number: int, kind: str, scale: float) -> str:
    x0, top, x1, bottom = (round(edge * scale) for edge in spot.box)
    style = f"left:{x0 - 2}px;top:{top - 2}px;width:{x1 - x0 + 4}px;height:{bottom - top + 4}px"
    return tag("div", tag("b", str(number)), class_=f"box {kind}", style=style)


def _item(one: _Shown) -> str:
    miss = one.miss
    values = (("gold", miss.gold), ("found", miss.found))
    rows = [tag("dd", f"{kind}: ", plain(_text(value)), class_=f"is-{kind}") for kind, value in values]
    return tag("li", tag("code", plain(miss.field)), f" {plain(str(miss.kind))}", tag("dl", *rows), value=one.number)


def _text(value: object) -> str:
    """A value in words: its text, of an assignment its assignee and task, of a citation its number and name."""
    if not isinstance(value, Mapping):
        return "—" if value is None else str(value)
    keys = (
        "start",
        "end",
        "assignee",
        "task",
        "deadline",
        "type",
        "number",
        "date",
        "issuer",
        "name",
        "location",
        "text",
    )
    shown = [
        (key, value[key] if isinstance(value[key], str) else text_of(value[key])) for key in keys if value.get(key)
    ]
    return "; ".join(f"{key} {text}" for key, text in shown if text)
