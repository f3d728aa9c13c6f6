"""Opening files that may be named pipes: without waiting for ever for somebody who writes into them."""

from __future__ import annotations

import os
import select
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gmparse.errors import InputError

PATIENCE = 5.0  # seconds until somebody must have opened a pipe for writing


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, bytes]]:
    """A file opened for reading, and what was read of it already: the first byte of a pipe, nothing of other files.

    Raises:
        InputError: it is a pipe, and nobody writes into it.
        OSError: it cannot be opened.
    """
    with open(path, "rb", opener=_at_once) as stream:
        descriptor = stream.fileno()
        begun = _begun(descriptor) if stat.S_ISFIFO(os.fstat(descriptor).st_mode) else b""
        os.set_blocking(descriptor, True)
        yield stream, begun


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows has neither it nor such pipes


def _begun(descriptor: int) -> bytes:
    """The first byte of a pipe, none where its writer has ended already or takes its time."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    ready = waiting.poll(1000 * PATIENCE)
    try:
        begun = os.read(descriptor, 1)
    except BlockingIOError:  # opened for writing, and nothing written yet
        return b""
    if not begun and not ready:
        raise InputError("is a pipe that nobody writes into: give a file, or start what writes first")
    return begun
