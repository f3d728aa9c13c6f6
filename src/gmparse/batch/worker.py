"""A worker process: takes letters from its pipe, works on them, writes the results back, until the pipe is closed.

A message to a worker is a list of pickled letters, one from it the result of one letter, in the letters' order.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import pickle
import signal
import struct
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from gmparse.batch.failures import failure_of

Work = Callable[[Any, Any], Any]  # context of the run, what one letter is → its result
_SLOT = struct.Struct("d")
_PR_SET_PDEATHSIG = 1


class Clock:
    """When each worker began its letter, shared between workers and their parent. 0.0: it waits for one."""

    def __init__(self, slots: int) -> None:
        self._memory = mmap.mmap(-1, _SLOT.size * slots)

    def begin(self, slot: int) -> None:
        """A worker begins a letter now."""
        _SLOT.pack_into(self._memory, _SLOT.size * slot, time.monotonic())

    def end(self, slot: int) -> None:
        """A worker has finished its letter."""
        _SLOT.pack_into(self._memory, _SLOT.size * slot, 0.0)

    def running(self, slot: int) -> float:
        """Seconds since a worker began its letter; 0.0 when it has none."""
        begun: float = _SLOT.unpack_from(self._memory, _SLOT.size * slot)[0]
        return time.monotonic() - begun if begun else 0.0


def serve(pipe: Connection, work: Work, clock: Clock, slot: int, seconds: float) -> None:
    """Work until the pipe is closed. The first message is the context of the run, each further one some letters.

    A signal handler of Python runs only when native code returns, so the processor time is limited by a timer whose
    signal ends the process.
    """
    _die_with_parent()
    context = pipe.recv()
    while True:
        try:
            letters = pipe.recv()
        except EOFError:
            return
        for letter in letters:
            clock.begin(slot)
            signal.setitimer(signal.ITIMER_PROF, seconds)
            message = _result(work, context, letter)
            signal.setitimer(signal.ITIMER_PROF, 0)
            clock.end(slot)
            pipe.send_bytes(message)


def _result(work: Work, context: Any, payload: bytes) -> bytes:
    try:
        result = work(context, pickle.loads(payload))  # noqa: S301  from our own manager
    except Exception as error:  # noqa: BLE001  whatever a letter does to us costs that letter alone
        result = failure_of(error)
    return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)


def _die_with_parent() -> None:
    """Linux: the kernel ends this process when the one that forked it is gone, whatever it is doing."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
