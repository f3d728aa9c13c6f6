"""Bulk indexing: two thousand letters with forty that hurt; see README.md beside it.

python benchmarks/indexing.py [--letters N] [--poison N] [--only PART] [--json FILE]

Prints what became of the poison, the memory of the workers, one worker against two, what storing costs against parsing,
and whether an index that was killed three times on its way is the same as one that was not.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

from measuring import ROOT, Report, children, parser_of

sys.path[:0] = [str(ROOT / "fixtures")]

import bulk  # noqa: E402
import poison  # noqa: E402

from gmparse.batch import PREPARE, Limits, Pool  # noqa: E402
from gmparse.batch.letters import File, prepare, read_letters  # noqa: E402
from gmparse.batch.sources import Place  # noqa: E402
from gmparse.index import Event, Index, Summary  # noqa: E402
from gmparse.index.rows import FileRows, letter_rows  # noqa: E402
from gmparse.options import DEFAULT  # noqa: E402

LIMITS = Limits(timeout=4.0, memory_mb=600)
PROGRAM = """
import sys
sys.path[:0] = {path!r}
from indexing import index
index(sys.argv[1], sys.argv[2], 2)
"""


def index(db: str | Path, folder: str | Path, jobs: int, watched: Watched | None = None) -> Summary:
    def engine() -> Pool[object]:
        pool = Pool[object](poison.WORK, PREPARE, DEFAULT, jobs=jobs, limits=LIMITS)
        if watched is not None:
            watched.pool = pool
        return pool

    with Index(db) as opened:
        return opened.add([folder], engine=engine, listen=watched or (lambda event: None))  # type: ignore[arg-type]


class Watched:
    """The memory of the workers as the run goes on, looked at behind so many files, and every process there was."""

    pool: Pool[object]

    def __init__(self, every: int = 20) -> None:
        self.megabytes: list[int] = []
        self.pids: set[int] = set()
        self._count, self._every = 0, every

    def __call__(self, event: Event) -> None:
        self._count += 1
        if self._count % self._every == 0:
            self.pids.update(self.pool.pids)
            self.megabytes.append(max(map(resident, self.pool.pids[1:]), default=0))

    def alive(self) -> int:
        return sum(Path(f"/proc/{pid}").exists() for pid in self.pids)


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 >> 20
    except OSError:
        return 0


def content(db: Path) -> str:
    """A digest of what an index holds, without ids and times."""
    with sqlite3.connect(db) as connection:
        digest = hashlib.sha256()
        for sql in (
            "SELECT path, sha256, size, mtime_ns FROM paths ORDER BY path",
            "SELECT path, reason, message FROM failures ORDER BY path",
            "SELECT sha256, part, number, subject, record, text FROM letters JOIN records ON letter_id = id "
            "ORDER BY sha256, part",
            "SELECT sha256, part, position, citations.text FROM citations JOIN letters ON letter_id = id "
            "ORDER BY 1, 2, 3",
        ):
            for row in connection.execute(sql):
                digest.update(repr(row).encode())
    return digest.hexdigest()


def great_run(report: Report, folder: Path, expected: dict[Path, str], db: Path) -> None:
    watched = Watched()
    summary = index(db, folder / "in", 2, watched)
    with Index(db) as opened:
        failed = {Path(one.path): one.reason for one in opened.failures()}
    wrong = sorted({path.name for path in failed.keys() | expected.keys() if failed.get(path) != expected.get(path)})
    part = max(1, len(watched.megabytes) // 5)
    # The median: a sample may fall upon a file that eats memory, which the limit ends.
    early, late = (round(median(some)) for some in (watched.megabytes[:part], watched.megabytes[-part:]))
    rows = [
        ("files", f"{summary.files:,} in {summary.seconds:.0f} s"),
        ("letters indexed", f"{summary.added:,}"),
        ("failed", ", ".join(f"{count} {reason}" for reason, count in sorted(Counter(failed.values()).items()))),
        ("failed otherwise than expected", ", ".join(wrong) or "none"),
        ("largest worker, median of the first fifth and of the last", f"{early} MB, {late} MB"),
        ("processes left", str(watched.alive())),
    ]
    report.table("Letters with files among them that hang, crash, eat memory or are damaged", ("", ""), rows)
    report.figure("worker.memory", late)
    report.figure("worker.growth", late / early)


def scaling(report: Report, folder: Path, tmp: Path) -> None:
    """The same letters with one worker and with two, in turn, the best of two; and what two idle cores would give."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    ours, theirs = time.process_time(), children()
    for turn in range(2):
        for jobs, measured in seconds.items():
            measured.append(index(tmp / f"{turn}-{jobs}.db", folder, jobs).seconds)
    letters = 4 * sum(1 for path in folder.rglob("*.*"))
    ours, theirs = time.process_time() - ours, children() - theirs
    one, two = min(seconds[1]) - start(), min(seconds[2]) - start()
    each, manager = 1000 * (theirs - 4 * start_cpu()) / letters, 1000 * ours / letters
    rows = [
        ("one worker, without its start", f"{one:.1f} s"),
        ("two workers", f"{two:.1f} s"),
        ("two against one", f"{one / two:.2f}×"),
        ("two processes that only count, at the same time", f"{plain():.2f}×"),
        ("processor time a letter: worker, managing process", f"{each:.1f} ms, {manager:.2f} ms"),
        ("so that two idle cores would give", f"{2 * each / (each + manager):.2f}×"),
    ]
    report.table("Two workers against one", ("", ""), rows)
    report.figure("workers", one / two)


def plain() -> float:
    """How much faster two processes that only count are than one after the other: what this machine has free."""

    def burn(count: int) -> float:
        begun = time.perf_counter()
        processes = [subprocess.Popen([sys.executable, "-c", "for _ in range(30_000_000): pass"]) for _ in range(count)]
        for process in processes:
            process.wait()
        return time.perf_counter() - begun

    return 2 * burn(1) / burn(2)


def start_cpu() -> float:
    before = children()
    start()
    return children() - before


def start() -> float:
    begun = time.perf_counter()
    Pool[object](poison.WORK, PREPARE, DEFAULT, jobs=1, limits=LIMITS).close()
    return time.perf_counter() - begun


def overhead(report: Report, folder: Path, db: Path) -> None:
    """Processor time of making rows and storing them, full text included, against parsing."""
    prepare(DEFAULT)
    paths = sorted(path for path in folder.rglob("*.*") if path.suffix != ".db")
    parse = making = 0.0
    made = []
    for path in paths:
        at = time.process_time()
        found = read_letters(DEFAULT, File(str(path)))
        parsed = time.process_time()
        if not isinstance(found, list):
            continue
        letters = tuple(map(letter_rows, found))
        parse, making = parse + parsed - at, making + time.process_time() - parsed
        made.append((Place(str(path), 1, 1), FileRows(found[0].letter.source.sha256, "", None, "text", letters)))
    at = time.process_time()
    with Index(db) as opened, opened._store.batch():
        for place, file in made:
            opened._store.put(place, file)
    store = time.process_time() - at
    each = 1000 / len(paths)
    rows = [
        ("parse", f"{parse * each:.2f} ms", ""),
        ("make rows", f"{making * each:.2f} ms", f"{100 * making / parse:.1f} %"),
        ("store, with full text", f"{store * each:.2f} ms", f"{100 * store / parse:.1f} %"),
    ]
    report.table("What storing a letter costs", ("", "a letter", "of parsing"), rows)
    report.figure("store", 100 * store / parse)


def killed(report: Report, folder: Path, whole: Path, tmp: Path) -> None:
    chance = random.Random()
    path = [str(ROOT / "benchmarks"), str(ROOT / "fixtures")]
    command = [sys.executable, "-c", PROGRAM.format(path=path), str(tmp / "killed.db"), str(folder / "in")]
    for _ in range(3):
        with subprocess.Popen(command) as process:
            time.sleep(chance.uniform(4, 12))
            process.send_signal(signal.SIGKILL)
    subprocess.run(command, check=True)
    same = content(tmp / "killed.db") == content(whole)
    said = "the same content" if same else "ANOTHER CONTENT"
    report.table("An index killed three times on its way and resumed", ("", ""), [("against one that was not", said)])


def main() -> None:
    parser = parser_of("Bulk indexing: two thousand letters with forty that hurt.")
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--poison", type=int, default=40)
    parser.add_argument("--only", choices=("overhead", "scaling"), help="one of the quick parts")
    arguments = parser.parse_args()
    report = Report(arguments.json)
    tmp = Path(tempfile.mkdtemp(prefix="gmparse-"))
    try:
        bulk.write_letters(tmp / "few", min(1000, arguments.letters))
        if arguments.only != "scaling":
            overhead(report, tmp / "few", tmp / "overhead.db")
        if arguments.only != "overhead":
            scaling(report, tmp / "few", tmp)
        if arguments.only is None:
            bulk.write_letters(tmp / "in", arguments.letters)
            expected = bulk.write_poison(tmp / "in/poison", arguments.poison)
            great_run(report, tmp, expected, tmp / "whole.db")
            killed(report, tmp, tmp / "whole.db", tmp)
    finally:
        shutil.rmtree(tmp)
    report.close()


if __name__ == "__main__":
    main()
