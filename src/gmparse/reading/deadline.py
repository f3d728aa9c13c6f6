"""Until when the pictures of a file may be recognised: one deadline a file, asked by every call of the recogniser."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from gmparse.errors import LimitError

LIMIT = "max_ocr_seconds"


class Deadline(NamedTuple):
    """A moment of `time.monotonic`, and the seconds that were allowed until then."""

    at: float
    allowed: int

    def left(self) -> float:
        """Seconds until then, more than 0; infinite where no deadline was set.

        Raises:
            LimitError: it has passed.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise LimitError.beyond(LIMIT, self.allowed, "recognition takes too many seconds")
        return left


_NEVER = Deadline(math.inf, 0)
_current: ContextVar[Deadline] = ContextVar("gmparse_deadline", default=_NEVER)


def current() -> Deadline:
    """The deadline of the file that is being read; one that never passes outside."""
    return _current.get()


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Let the recogniser work for so many seconds inside the block, from now on; an earlier deadline stays."""
    new = Deadline(time.monotonic() + seconds, seconds)
    token = _current.set(min(new, _current.get()))
    try:
        yield
    finally:
        _current.reset(token)
