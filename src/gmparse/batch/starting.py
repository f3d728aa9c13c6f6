"""How a nursery is started: in a fresh Python, or forked from this process, which has loaded what its workers need."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import NoReturn, Protocol

from gmparse.batch.nursery import main

_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_LOOK = 0.005  # seconds between two looks whether it has ended

# The nursery finds modules where this process finds them.
_START = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from gmparse.batch.nursery import main
sys.exit(main(int(sys.argv[2])))
"""


class Started(Protocol):
    """A nursery's process."""

    pid: int

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; `subprocess.TimeoutExpired` when that takes too long."""

    def kill(self) -> None:
        """End it."""


def fresh(control: socket.socket) -> Started:
    """A nursery that shares nothing with this process, whatever threads and libraries this has."""
    descriptor = control.fileno()
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _START, json.dumps(sys.path), str(descriptor)],
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        env=os.environ | _ONE_THREAD,
        start_new_session=True,
    )


class Forked:
    """A nursery forked from this process: nothing is imported again.

    For a process of our own, the command line, that runs no threads and has not opened pdfium. Of a fork its own end of
    the socket to the manager must be closed: else neither would notice the other's end.

    Args:
        control: the nursery's end of the socket.
        manager: the manager's end.
    """

    def __init__(self, control: socket.socket, manager: socket.socket) -> None:
        for stream in (sys.stdout, sys.stderr):  # what waits in them would be written twice
            stream.flush()
        self.pid = os.fork()
        self._status: int | None = None
        if self.pid == 0:
            _become_nursery(control, manager)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Errors as `Started.wait`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._status is None:
            pid, status = os.waitpid(self.pid, 0 if deadline is None else os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
            elif deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("nursery", timeout or 0.0)
            else:
                time.sleep(_LOOK)
        return self._status

    def kill(self) -> None:
        """End it."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)


def _become_nursery(control: socket.socket, manager: socket.socket) -> NoReturn:
    status = 1
    try:
        os.setsid()
        manager.close()
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        os.environ.update(_ONE_THREAD)
        status = main(control.detach())
    finally:
        os._exit(status)
