"""Watching folders: new files are indexed when nobody writes them any more."""

from __future__ import annotations

import time
from collections.abc import Callable

from gmparse.batch.sources import Found

Stamp = tuple[int, int]


class Settled:
    """Lets a file pass when its size and time were the same at two looks in a row, and its time is not just now.

    A file that is being copied grows, or has a size and keeps changing its time; one that was moved into the folder is
    whole at once and passes at the second look.

    Args:
        known: the size and time with which the index has a path; such a file passes at once.
        age: seconds that must lie between a file's time and now.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self, known: Callable[[str], Stamp | None], *, age: float = 1.0, now: Callable[[], float] = time.time
    ) -> None:
        self._known = known
        self._age = age
        self._now = now
        self._before: dict[str, Stamp] = {}
        self._seen: dict[str, Stamp] = {}

    def next_look(self) -> None:
        """A new look at all files begins."""
        self._before, self._seen = self._seen, {}

    def __call__(self, found: Found) -> bool:
        """Whether a file may be read now."""
        place = found.place
        stamp = (place.size, place.mtime_ns)
        if self._known(place.path) == stamp:
            return True
        self._seen[place.path] = stamp
        young = 0 <= self._now() - place.mtime_ns / 1e9 < self._age
        return self._before.get(place.path) == stamp and not young
