"""A file whose record is known already, ready to be drawn: nothing is recognised a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, NamedTuple

from gmparse.errors import InputError, MissingDependencyError
from gmparse.explain.pictures import OFFICE, POINTS, Frame, Picture, drawn, frames_of, printed, sheets
from gmparse.explain.places import Boxes, Places, Printed, entries_of
from gmparse.options import Options
from gmparse.page import Box, Document
from gmparse.reading import read_document, sniffed
from gmparse.reading.native import ONE_THREAD
from gmparse.reading.sniff import PDF

Record = Mapping[str, Any]

_A4_LENGTH = 842.0  # points: the longer side of a page whose picture does not say its own
_TURNS = (0, 90, 180, 270)
_TRIAL_DPI = 60
_INK = 128  # of 255: darker pixels are ink
_SURE = 1.3  # times as much ink in the boxes as without turning


class Canvas(NamedTuple):
    """A file that can be drawn page by page. ``places``: ``None`` where it is shown as the lines of ``document``."""

    data: bytes
    kind: str
    frames: tuple[Frame, ...]
    document: Document
    places: Places | None

    @property
    def blank(self) -> tuple[Picture, ...]:
        """Its pages without their pictures."""
        return tuple(Picture(frame.page, b"", "", frame.width, frame.height) for frame in self.frames)

    def picture(self, page: int, options: Options) -> Picture | None:
        """One page drawn, ``None`` where there is none of this number."""
        wanted = [frame for frame in self.frames if self.kind != PDF or frame.page == page]
        with ONE_THREAD:
            return next((one for one in drawn(self.data, self.kind, wanted, options) if one.page == page), None)


def canvas(data: bytes, records: Sequence[Record], options: Options) -> Canvas:
    """Make a file ready by the boxes of its records.

    Raises:
        GmparseError: the file cannot be read; as `gmparse.parse`.
    """
    _, kind = sniffed(data, options)
    boxes = _recognised(records)
    if kind.startswith("image/"):
        frames = tuple(_photo_frames(data, boxes, options))
        nothing = Document("", "", kind, (), len(frames), "ocr")
        return Canvas(data, kind, frames, nothing, Boxes())
    document = read_document(data, replace(options, ocr="never"))
    if kind == PDF:
        with ONE_THREAD:
            frames = tuple(_pdf_frames(data, frames_of(document), boxes, options))
        return Canvas(data, kind, frames, document, Boxes())
    if kind in OFFICE:
        return _office(data, kind, document, records, options)
    return Canvas(data, kind, (), document, None)


def _office(data: bytes, kind: str, document: Document, records: Sequence[Record], options: Options) -> Canvas:
    try:
        pdf = printed(data, kind, options)
        paper = read_document(pdf, options)
    except (InputError, MissingDependencyError):
        return Canvas(data, kind, (), document, None)
    places = Printed(document, paper)
    if not places.holds(records):
        return Canvas(data, kind, (), document, None)
    return Canvas(pdf, PDF, frames_of(paper), document, places)


def _recognised(records: Sequence[Record]) -> dict[int, list[Box]]:
    """Boxes of recognised text by page."""
    found: dict[int, list[Box]] = {}
    for record in records:
        for entry in entries_of(record):
            if entry["origin"] == "ocr" and entry["box"] and entry["page"]:
                found.setdefault(entry["page"], []).append(Box(*entry["box"]))
    return found


# --- scans: how they lay, by the ink in their boxes ------------------------------------------------------------------


def _pdf_frames(
    data: bytes, frames: Sequence[Frame], boxes: Mapping[int, list[Box]], options: Options
) -> Iterator[Frame]:
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data, password=options.password)) as pdf:
        for frame in frames:
            if frame.page not in boxes:
                yield frame
                continue
            with closing(pdf[frame.page - 1]) as page:
                width, height = page.get_size()
                scale = min(_TRIAL_DPI / POINTS, (options.max_pixels / (width * height)) ** 0.5)
                grey = page.render(scale=scale).to_numpy()[:, :, :3].min(axis=2)
            yield _turned(grey, Frame(frame.page, width, height, 0, True), boxes[frame.page])


def _photo_frames(data: bytes, boxes: Mapping[int, list[Box]], options: Options) -> Iterator[Frame]:
    for page, pixels in enumerate(sheets([data], options), start=1):
        step = max(1, round(max(pixels.shape[:2]) / (_A4_LENGTH / POINTS * _TRIAL_DPI)))
        scale = _A4_LENGTH / max(pixels.shape[:2])
        frame = Frame(page, scale * pixels.shape[1], scale * pixels.shape[0], 0, True)
        yield _turned(pixels[::step, ::step].min(axis=2), frame, boxes.get(page, []))


def _turned(grey: Any, frame: Frame, boxes: Sequence[Box]) -> Frame:
    """The frame with the turn that brings the most ink into the boxes; as it is unless another is clearly better."""
    import numpy as np

    scale = grey.shape[1] / frame.width
    found = {turn: _ink(np.rot90(grey, -turn // 90), boxes, scale) for turn in _TURNS} if boxes else {0: 0.0}
    best = max(found, key=lambda turn: found[turn])
    if found[best] <= _SURE * found[0]:
        return frame
    turned = (frame.height, frame.width) if best in (90, 270) else (frame.width, frame.height)
    return frame._replace(width=turned[0], height=turned[1], rotation=best)


def _ink(grey: Any, boxes: Sequence[Box], scale: float) -> float:
    """The mean share of ink in boxes; those outside of the page have none."""
    shares = []
    for box in boxes:
        cut = grey[round(box.top * scale) : round(box.bottom * scale), round(box.x0 * scale) : round(box.x1 * scale)]
        shares.append(float((cut < _INK).mean()) if cut.size else 0.0)
    return sum(shares) / len(shares)
