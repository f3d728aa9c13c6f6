"""A worker process: takes letters from its pipe, works on them, writes the results back, until the pipe is closed.

A message to a worker is a list of pickled letters, one from it a list of pickled results, in the letters' order.
Results of quick letters wait a moment for each other: whoever takes them would be woken for each.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import pickle
import signal
import struct
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from gmparse.batch.failures import failure_of

Work = Callable[[Any, Any], Any]  # context of the run, what one letter is → its result
_SLOT = struct.Struct("dQ")  # when it began its letter, how many it has begun
_TOGETHER = 0.1  # seconds that a result waits for others
_PR_SET_PDEATHSIG = 1


class Clock:
    """When each worker began its letter, shared between workers and their parent. 0.0: it waits for one."""

    def __init__(self, slots: int) -> None:
        self._memory = mmap.mmap(-1, _SLOT.size * slots)

    def reset(self, slot: int) -> None:
        """A new worker has the slot."""
        self._set(slot, 0.0, 0)

    def begin(self, slot: int) -> None:
        """A worker begins a letter now."""
        self._set(slot, time.monotonic(), self.begun(slot) + 1)

    def end(self, slot: int) -> None:
        """A worker has finished its letter."""
        self._set(slot, 0.0, self.begun(slot))

    def begun(self, slot: int) -> int:
        """How many letters a worker has begun."""
        count: int = _SLOT.unpack_from(self._memory, _SLOT.size * slot)[1]
        return count

    def _set(self, slot: int, since: float, count: int) -> None:
        _SLOT.pack_into(self._memory, _SLOT.size * slot, since, count)

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
    waiting: deque[bytes] = deque()
    results: list[bytes] = []
    since = 0.0
    with suppress(EOFError):
        while True:
            if not waiting:
                if results and not pipe.poll():
                    pipe.send(results)
                    results.clear()
                waiting.extend(pipe.recv())
            if not results:
                since = time.monotonic()
            clock.begin(slot)
            signal.setitimer(signal.ITIMER_PROF, seconds)
            results.append(_result(work, context, waiting.popleft()))
            signal.setitimer(signal.ITIMER_PROF, 0)
            clock.end(slot)
            if time.monotonic() - since >= _TOGETHER:
                pipe.send(results)
                results.clear()


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
