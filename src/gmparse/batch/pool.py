"""The manager: hands letters to worker processes and streams back what became of them."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Generic, NamedTuple, TypeVar

from gmparse.batch.failures import Failure
from gmparse.batch.nursery import PACKET
from gmparse.batch.starting import Forked, Started, fresh
from gmparse.errors import GmparseError, UsageError

Key = TypeVar("Key")
_AHEAD = 3  # letters that a worker has in its pipe, so that it never waits for the manager, and those …
_TOGETHER = 0.1  # … of the seconds that results wait for each other: being woken for each quick letter costs much
_AHEAD_BYTES = 1 << 16  # in its pipe, unless it has nothing else: sending must not wait while it wants to send
_IDLE = 1.0  # seconds without a result
_EXIT_WAIT = 10.0  # seconds until the nursery must have told of a worker whose pipe is closed
_MOST = 100_000_000  # seconds, megabytes: far more than any machine has, and no overflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one letter may cost.

    Args:
        timeout: seconds, of the clock and of the processor; then the worker is ended.
        memory_mb: megabytes (2**20 bytes) that a worker may hold, its share of common pages included.
        letters: letters after which a worker is replaced by a fresh one.

    Raises:
        UsageError: a limit that is not positive.
    """

    timeout: float = 300.0
    memory_mb: int = 1500
    letters: int = 500

    def __post_init__(self) -> None:
        for name in ("timeout", "memory_mb", "letters"):
            if not 0 < getattr(self, name) <= _MOST:
                raise UsageError(f"{name} must be more than 0, and at most {_MOST:,}")


class Job(NamedTuple, Generic[Key]):
    """One letter: ``payload`` goes to the worker, ``key`` comes back with its result."""

    key: Key
    payload: Any


class Done(NamedTuple, Generic[Key]):
    """What became of a job: what the work gave, or a `Failure`."""

    key: Key
    result: Any


@dataclass(slots=True)
class _Task(Generic[Key]):
    key: Key
    message: bytes
    retried: bool = False


@dataclass(slots=True)
class _Worker(Generic[Key]):
    slot: int
    pipe: Connection
    pid: int = 0
    tasks: deque[_Task[Key]] = field(default_factory=deque)
    finished: int = 0
    given: int = 0
    ahead: int = _AHEAD
    ahead_bytes: int = 0
    answered: int = 0  # since `ahead` was set
    outbox: list[bytes] = field(default_factory=list)

    def send(self) -> None:
        """Send the letters that were given to it."""
        if self.outbox:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died: `_collect` will see it
                self.pipe.send(self.outbox)
            self.outbox.clear()


class _Exit(NamedTuple):
    code: int
    reason: str


class Pool(Generic[Key]):
    """Worker processes under one nursery. Use it as a context manager, or `close` it.

    Args:
        work: ``module:function``, called with ``context`` and a job's payload in a worker.
        prepare: ``module:function``, called once with ``context`` before workers are forked.
        context: what all letters share; can be pickled.
        jobs: number of workers.
        limits: see `Limits`.
        fork: workers come from a fork of this process instead of a fresh one: see `gmparse.batch.starting`.

    Raises:
        GmparseError: the workers cannot be started.
    """

    def __init__(self, work: str, prepare: str, context: Any, *, jobs: int, limits: Limits, fork: bool = False) -> None:
        if jobs < 1:
            raise UsageError("jobs must be at least 1")
        self._context = context
        self._limits = limits
        self._exits: dict[int, _Exit] = {}
        self._pids: dict[int, int] = {}  # slot → pid, until asked for
        self._workers: dict[int, _Worker[Key]] = {}
        self._again: deque[_Task[Key]] = deque()
        self._jobs = jobs
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._nursery: Started = Forked(theirs, self._control) if fork else fresh(theirs)
        setup = {
            "work": work,
            "prepare": prepare,
            "context": context,
            "slots": jobs,
            "timeout": limits.timeout,
            "memory": limits.memory_mb << 20,
        }
        try:
            self._control.send(pickle.dumps(setup))
            self._hear(lambda: self._ready)
        except BaseException:
            self.close()
            raise

    _ready = False

    def __enter__(self) -> Pool[Key]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in self._workers.values():
            worker.pipe.close()
        self._workers.clear()
        self._control.close()
        try:
            self._nursery.wait(_EXIT_WAIT)
        except subprocess.TimeoutExpired:
            self._nursery.kill()
            self._nursery.wait()

    @property
    def pids(self) -> list[int]:
        """The workers' process ids and the nursery's."""
        return [self._nursery.pid, *(worker.pid for worker in self._workers.values())]

    def run(self, jobs: Iterable[Job[Key]], idle: Callable[[], None] = lambda: None) -> Iterator[Done[Key]]:
        """Work on every job; results come as they are finished, but for a moment. Jobs are taken as workers need them.

        Args:
            jobs: what to work on.
            idle: called when there was nothing to do for some time.
        """
        waiting = iter(jobs)
        more = True
        while True:
            if more or self._again:
                more = self._feed(waiting)
            if not any(worker.tasks for worker in self._workers.values()):
                return
            ready = self._ready_within(_IDLE)
            if not ready:
                idle()
            elif more:
                time.sleep(_TOGETHER)
            while ready:
                for worker in ready:
                    yield from self._collect(worker)
                ready = self._ready_within(0)

    def _ready_within(self, seconds: float) -> list[_Worker[Key]]:
        """The workers that have an answer, or died."""
        busy = [worker for worker in self._workers.values() if worker.tasks]
        ready = wait([worker.pipe for worker in busy], seconds)
        return [worker for worker in busy if worker.pipe in ready]

    # --- handing out -------------------------------------------------------------------------------------------------

    def _feed(self, waiting: Iterator[Job[Key]]) -> bool:
        """Fill the workers' pipes evenly; ``False`` when there are no more jobs."""
        for one in self._workers.values():
            one.ahead = _AHEAD + one.answered * (1 if one.tasks else 2)
            one.answered = 0
        while task := self._next(waiting):
            worker = self._worker_for(task)
            if worker is None:
                self._again.appendleft(task)
                break
            self._give(worker, task)
        for one in self._workers.values():
            one.send()
        return task is not None

    def _next(self, waiting: Iterator[Job[Key]]) -> _Task[Key] | None:
        if self._again:
            return self._again.popleft()
        job = next(waiting, None)
        return _Task(job.key, pickle.dumps(job.payload, pickle.HIGHEST_PROTOCOL)) if job else None

    def _worker_for(self, task: _Task[Key]) -> _Worker[Key] | None:
        """The worker that gets a letter, a new one while there are fewer than wanted."""
        free = [worker for worker in self._workers.values() if self._has_room(worker, task)]
        idle = next((worker for worker in free if not worker.tasks), None)
        if idle is None and len(self._workers) < self._jobs:
            return self._new_worker()
        return idle or min(free, key=lambda worker: len(worker.tasks), default=None)

    def _has_room(self, worker: _Worker[Key], task: _Task[Key]) -> bool:
        if worker.given >= self._limits.letters:
            return False
        small = worker.ahead_bytes + len(task.message) <= _AHEAD_BYTES
        return not worker.tasks or (small and len(worker.tasks) < worker.ahead)

    def _give(self, worker: _Worker[Key], task: _Task[Key]) -> None:
        worker.tasks.append(task)
        worker.outbox.append(task.message)
        worker.given += 1
        worker.ahead_bytes += len(task.message)
        if len(worker.tasks) == 1:  # it has nothing to do, and the next letter may be long in coming
            worker.send()

    def _new_worker(self) -> _Worker[Key]:
        slot = next(slot for slot in range(self._jobs) if slot not in self._workers)
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [json.dumps({"spawn": slot}).encode()], [theirs.fileno()])
        worker: _Worker[Key] = _Worker(slot, Connection(ours.detach()))
        self._workers[slot] = worker
        self._hear(lambda: slot in self._pids)
        worker.pid = self._pids.pop(slot)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            worker.pipe.send(self._context)
        return worker

    # --- collecting --------------------------------------------------------------------------------------------------

    def _collect(self, worker: _Worker[Key]) -> Iterator[Done[Key]]:
        try:
            result = pickle.loads(worker.pipe.recv_bytes())  # noqa: S301  from our own worker
        except (EOFError, OSError):
            yield from self._bury(worker)
            return
        worker.finished += 1
        worker.answered += 1
        task = worker.tasks.popleft()
        worker.ahead_bytes -= len(task.message)
        if worker.given >= self._limits.letters and not worker.tasks:
            self._retire(worker)
        yield Done(task.key, result)

    def _retire(self, worker: _Worker[Key]) -> None:
        worker.pipe.close()
        del self._workers[worker.slot]
        self._await_exit(worker)

    def _bury(self, worker: _Worker[Key]) -> Iterator[Done[Key]]:
        """A worker died: its current letter is the culprit, the letters behind it go to others."""
        self._retire(worker)
        ended = self._exits.pop(worker.pid)
        culprit = worker.tasks.popleft()
        self._again.extendleft(reversed(worker.tasks))
        if self._deserves_retry(worker, culprit, ended):
            culprit.retried = True
            self._again.appendleft(culprit)
        else:
            yield Done(culprit.key, self._failure(ended))

    def _deserves_retry(self, worker: _Worker[Key], culprit: _Task[Key], ended: _Exit) -> bool:
        """What an earlier letter left in the worker, or the system, may be at fault: once more, in a fresh one."""
        outside = ended.code == -signal.SIGKILL and not ended.reason
        return ended.reason != "timeout" and not culprit.retried and (worker.finished > 0 or outside)

    def _failure(self, ended: _Exit) -> Failure:
        if ended.reason == "timeout":
            return Failure("timeout", f"took longer than {self._limits.timeout:g} seconds: raise timeout (--timeout)")
        if ended.reason == "memory":
            return Failure("memory", f"needed more than {self._limits.memory_mb} MB: raise memory_mb (--memory)")
        how = f"by signal {signal.Signals(-ended.code).name}" if ended.code < 0 else f"with exit status {ended.code}"
        return Failure("crashed", f"its worker ended {how}")

    # --- the nursery -------------------------------------------------------------------------------------------------

    def _await_exit(self, worker: _Worker[Key]) -> None:
        deadline = time.monotonic() + _EXIT_WAIT
        with contextlib.suppress(TimeoutError):
            self._hear(lambda: worker.pid in self._exits, deadline)
            return
        with contextlib.suppress(ProcessLookupError):  # its pipe is closed and it still runs
            os.kill(worker.pid, signal.SIGKILL)
        self._hear(lambda: worker.pid in self._exits)

    def _hear(self, enough: Callable[[], bool], deadline: float | None = None) -> None:
        """Take what the nursery says until a condition holds."""
        while not enough():
            self._control.settimeout(max(0.0, deadline - time.monotonic()) if deadline else None)
            packet = self._control.recv(PACKET)
            if not packet:
                raise GmparseError("the parent of the worker processes died: run again, and report it when it stays so")
            self._note(json.loads(packet))

    def _note(self, said: dict[str, Any]) -> None:
        if "broken" in said:
            raise GmparseError(f"worker processes cannot be started: {said['broken']}")
        if "started" in said:
            self._pids[said["started"]] = said["pid"]
        if "exited" in said:
            self._exits[said["exited"]] = _Exit(said["code"], said["reason"])
        self._ready = self._ready or "ready" in said
