"""The parent of the workers: loads what all of them need once, forks them, watches them, ends those beyond a limit.

A process of its own without threads and without pdfium, whose state must not be
forked. It talks to the manager in JSON packets over one socket: ``ready``; ``spawn`` (with the worker's end of its
pipe) → ``started``; ``exited``. When the socket closes, it ends all workers and itself, so that nothing outlives a
manager that was killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pickle
import select
import signal
import socket
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from gmparse.batch.worker import Clock, serve

PACKET = 65_536
_TICK = 0.1  # seconds between two looks at the workers
_PR_SET_CHILD_SUBREAPER = 36
_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class _Child:
    slot: int
    pid: int
    reason: str = ""  # set when we end it


class _Nursery:
    def __init__(self, control: socket.socket) -> None:
        setup = pickle.loads(control.recv(PACKET))  # noqa: S301  from the process that started us
        self._control = control
        self._timeout: float = setup["timeout"]
        self._memory: int = setup["memory"]
        self._work = _named(setup["work"])
        self._clock = Clock(setup["slots"])
        self._children: dict[int, _Child] = {}
        _named(setup["prepare"])(setup["context"])
        _adopt_orphans()
        gc.collect()
        gc.freeze()  # shared pages stay shared

    def run(self) -> None:
        self._tell(ready=True)
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        try:
            while True:
                if poll.poll(_TICK * 1000) and not self._obey():
                    return
                self._reap()
                self._watch()
        finally:
            self._end_all()

    def _tell(self, **message: Any) -> None:
        self._control.send(json.dumps(message).encode())

    def _obey(self) -> bool:
        """Take one packet; ``False`` when the manager is gone."""
        data, descriptors, _, _ = socket.recv_fds(self._control, PACKET, 1)
        if not data:
            return False
        self._spawn(json.loads(data)["spawn"], descriptors[0])
        return True

    def _spawn(self, slot: int, descriptor: int) -> None:
        self._clock.end(slot)
        pid = os.fork()
        if pid == 0:
            self._become_worker(slot, descriptor)
        os.close(descriptor)
        self._children[pid] = _Child(slot, pid)
        self._tell(started=slot, pid=pid)

    def _become_worker(self, slot: int, descriptor: int) -> None:
        status = 1
        try:
            os.setsid()
            self._control.close()
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            serve(Connection(descriptor), self._work, self._clock, slot, self._timeout)
            status = 0
        except (EOFError, OSError):  # the manager is gone
            status = 0
        finally:
            os._exit(status)

    # --- watching ----------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        for child in self._children.values():
            running = self._clock.running(child.slot)
            if running > self._timeout:
                self._end(child, "timeout")
            elif running and _resident(child.pid) > self._memory:
                self._end(child, "memory")

    def _end(self, child: _Child, reason: str) -> None:
        child.reason = child.reason or reason
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                break
            child = self._children.pop(pid, None)
            if child is not None:
                code = os.waitstatus_to_exitcode(status)
                reason = child.reason or ("timeout" if code == -signal.SIGPROF else "")
                self._tell(exited=pid, code=code, reason=reason)
        self._end_orphans()

    def _end_orphans(self) -> None:
        """What a dead worker had started (LibreOffice) is ours now, and of no use."""
        for pid in _children_of(os.getpid()):
            if pid not in self._children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def _end_all(self) -> None:
        for child in self._children.values():
            self._end(child, "closed")
        self._children.clear()
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return
            self._end_orphans()


def _named(name: str) -> Any:
    """``package.module:function`` as the function itself."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def _adopt_orphans() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # gone, or a kernel that does not tell
        return []


def _resident(pid: int) -> int:
    """Bytes that a process and its children hold in memory; 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * _PAGE_SIZE + sum(map(_resident, _children_of(pid)))


def main(descriptor: int) -> int:
    """Serve the manager at the other end of a socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    try:
        nursery = _Nursery(control)
    except Exception:  # noqa: BLE001  the manager raises it
        control.send(json.dumps({"broken": traceback.format_exc()[-PACKET // 4 :]}).encode())
        return 1
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        nursery.run()
    return 0
