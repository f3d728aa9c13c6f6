"""Letters on the desk: their files made ready for drawing, and kept. One at a time: pdfium is not thread safe."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any, TypeVar

from gmparse.errors import GmparseError
from gmparse.explain.again import Canvas, canvas
from gmparse.explain.pictures import Picture
from gmparse.explain.view import View, assembled
from gmparse.index.corrections.said import Key
from gmparse.options import Options
from gmparse.page import Box, Document, Line, Page
from gmparse.review.archive import Archive

_FILES, _PICTURES = 8, 80  # kept

Record = Mapping[str, Any]
K = TypeVar("K")
V = TypeVar("V")


class Desk:
    """Draws letters. ``options``: how files are read."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = Lock()
        self._files: OrderedDict[Key, Canvas] = OrderedDict()
        self._pictures: OrderedDict[tuple[Key, int], Picture | None] = OrderedDict()

    def view(self, archive: Archive, key: Key, record: Record, shown: Record) -> tuple[View, str]:
        """The view of a letter, and why its file cannot be shown where it cannot: then its text is.

        Args:
            archive: has its file.
            key: of the letter.
            record: as it was read.
            shown: with corrected values.
        """
        try:
            ready = self._canvas(archive, key, record)
        except GmparseError as error:
            letter_id = archive.letter_of(key)
            text = archive.text_of(letter_id) if letter_id is not None else ""
            return assembled(_lines(text), [shown], (), None, zones=False), str(error)
        return assembled(ready.document, [shown], ready.blank, ready.places, zones=False), ""

    def picture(self, archive: Archive, key: Key, record: Record, page: int) -> Picture | None:
        """A page of a letter's file, ``None`` where there is none.

        Raises:
            GmparseError: the file cannot be read.
        """
        ready = self._canvas(archive, key, record)
        with self._lock:
            if (key, page) not in self._pictures:
                self._pictures[key, page] = ready.picture(page, self._options)
            return _kept(self._pictures, (key, page), _PICTURES)

    def _canvas(self, archive: Archive, key: Key, record: Record) -> Canvas:
        with self._lock:
            if key not in self._files:
                self._files[key] = canvas(archive.file_of(key, self._options), [record], self._options)
            return _kept(self._files, key, _FILES)


def _kept(cache: OrderedDict[K, V], key: K, most: int) -> V:
    """An entry, which becomes the newest; the oldest ones go."""
    cache.move_to_end(key)
    while len(cache) > most:
        cache.popitem(last=False)
    return cache[key]


def _lines(text: str) -> Document:
    """A text whose file is gone as a document."""
    lines = tuple(
        Line(line, (), Box(0, 14.0 * at, 595, 14.0 * at + 12), None, locator=f"line {at + 1}")
        for at, line in enumerate(text.splitlines())
    )
    return Document("", "", "text/plain", (Page(1, 595, 842, lines),), None)
