"""``gmparse index``: the run, how it goes on, and what it did."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from gmparse.batch.sources import Sources
from gmparse.cli import say
from gmparse.errors import ExitCode, UsageError
from gmparse.index import Event, Index, Summary
from gmparse.options import Options

_LINE_EVERY = 10.0  # seconds between two plain lines

Listener = Callable[[Event], None]


@dataclass(frozen=True, kw_only=True)
class Task:
    """What ``gmparse index`` was asked to do."""

    paths: tuple[Path, ...]
    db: Path
    jobs: int | None
    timeout: float
    memory_mb: int
    options: Options
    retry_failed: bool
    reindex: bool
    prune: bool
    watch: bool
    every: float
    scheduler: str | None
    quiet: bool


def run(task: Task) -> int:
    """Index; gives the exit code."""
    paths = _listed(task.paths)
    folders = [path for path in paths if os.path.isdir(path)]  # noqa: PTH112
    if task.prune and not folders:
        raise UsageError("--prune needs a folder: files are gone from there")
    with Index(task.db) as index:
        if task.watch:
            return _watch(index, task, paths)
        with _progress(task, paths) as listen:
            summary = _add(index, task, paths, listen)
        if not task.quiet:
            _print(summary)
        if task.prune:
            pruned = index.prune(folders)
            _tell(task, f"pruned: {pruned.paths} paths, {pruned.moved} of them moved")
    return ExitCode.SOME_FAILED if summary.failed else ExitCode.OK


def _add(index: Index, task: Task, paths: list[str], listen: Listener) -> Summary:
    engine = None
    if task.scheduler is not None:
        from gmparse.distributed import cluster

        engine = cluster(task.scheduler, options=task.options, timeout=task.timeout, memory_mb=task.memory_mb)
    return index.add(
        paths,
        jobs=task.jobs,
        options=task.options,
        timeout=task.timeout,
        memory_mb=task.memory_mb,
        retry_failed=task.retry_failed,
        reindex=task.reindex,
        listen=listen,
        engine=engine,
    )


def _listed(paths: tuple[Path, ...]) -> list[str]:
    """The paths, those of stdin in the place of ``-``: one a line, or parted by zero bytes."""
    found = []
    for path in map(str, paths):
        if path == "-":
            data = sys.stdin.buffer.read()
            found += [os.fsdecode(line) for line in (data.split(b"\0") if b"\0" in data else data.splitlines()) if line]
        else:
            found.append(path)
    return found


def _watch(index: Index, task: Task, paths: list[str]) -> int:
    _tell(task, f"watching {', '.join(paths)}; Ctrl-C ends it")
    seen: dict[str, str] = {}

    def listen(event: Event) -> None:
        """A file that fails at every look is said once."""
        reason = event.failure.reason if event.failure else ""
        if event.status != "unchanged" and seen.get(event.path, "") != reason:
            _say_failure(event)
        seen[event.path] = reason

    looks = index.watch(
        paths,
        every=task.every,
        jobs=task.jobs,
        options=task.options,
        timeout=task.timeout,
        memory_mb=task.memory_mb,
        listen=listen,
    )
    with suppress(KeyboardInterrupt):  # the way to end it
        for summary in looks:
            if summary.added or summary.updated:
                _tell(task, f"{summary.added} added, {summary.updated} updated in {summary.seconds:.1f} s")
    return ExitCode.OK


# --- how it goes on --------------------------------------------------------------------------------------------------


def _progress(task: Task, paths: list[str]) -> AbstractContextManager[Listener]:
    if task.quiet:
        return nullcontext(_say_failure)
    total = sum(1 for _ in Sources(paths, task.options.max_bytes))
    return _bar(total) if sys.stderr.isatty() else nullcontext(_Lines(total))


def _say_failure(event: Event) -> None:
    if event.failure is not None:
        say(f"{event.path}: {event.failure.reason}: {event.failure.message}")


class _Lines:
    """Plain lines: each failure, and every few seconds how far it is."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._failed = 0
        self._begun = self._said = time.monotonic()

    def __call__(self, event: Event) -> None:
        self._done += 1
        self._failed += event.failure is not None
        _say_failure(event)
        now = time.monotonic()
        if now - self._said >= _LINE_EVERY:
            self._said = now
            rate = self._done / (now - self._begun)
            left = max(0.0, self._total - self._done) / rate
            say(f"{self._done} of {self._total} files, {rate:.1f} a second, {self._failed} failed, {left:.0f} s left")


@contextmanager
def _bar(total: int) -> Iterator[Listener]:
    """A bar with rate, remaining time and failures."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        "[progress.percentage]{task.percentage:>3.0f}%",
        "{task.fields[rate]:.1f}/s",
        "{task.fields[failed]} failed",
    )
    percentage, rate, failed = map(TextColumn, columns)
    console = Console(stderr=True)
    with Progress(
        percentage, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(), failed, console=console
    ) as progress:
        bar = progress.add_task("letters", total=total, rate=0.0, failed=0)
        begun, failures = time.monotonic(), 0

        def listen(event: Event) -> None:
            nonlocal failures
            if event.failure is not None:
                failures += 1
                console.print(
                    f"{event.path}: {event.failure.reason}: {event.failure.message}", markup=False, highlight=False
                )
            done = progress.tasks[0].completed + 1
            progress.update(bar, completed=done, rate=done / (time.monotonic() - begun + 0.001), failed=failures)

        yield listen


# --- what it did -----------------------------------------------------------------------------------------------------


def _print(summary: Summary) -> None:
    failed = ", ".join(f"{count} {reason}" for reason, count in summary.failed.most_common())
    rows = {
        "files": summary.files,
        "added": f"{summary.added}{f' ({summary.copies} with known content)' if summary.copies else ''}",
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "failed": f"{summary.failed.total()}{f' ({failed})' if failed else ''}",
        "letters read": summary.letters,
        "not letters by name": summary.ignored,
        "seconds": f"{summary.seconds:.1f}",
    }
    print("\n".join(f"{name:<20} {value}" for name, value in rows.items()))


def _tell(task: Task, text: str) -> None:
    if not task.quiet:
        print(text, flush=True)
