"""The memory of one worker that is never replaced: over five thousand letters, and over sixty scans; see README.md.

python benchmarks/endurance.py [--letters N] [--scans N] [--only letters|scans] [--json FILE]

In earnest a worker is replaced after `gmparse.batch.Limits.letters` letters, so what it might lose is lost to it there.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from indexing import Watched
from measuring import ROOT, Report, parser_of

sys.path[:0] = [str(ROOT / "fixtures")]

import bulk  # noqa: E402

from gmparse.batch import PREPARE, Limits, Pool  # noqa: E402
from gmparse.index import Index, Summary  # noqa: E402
from gmparse.index.rows import WORK  # noqa: E402
from gmparse.options import DEFAULT  # noqa: E402

ENDLESS = Limits(letters=10**8)
SCANS = ROOT / "fixtures/scans"


def endured(report: Report, title: str, name: str, folder: Path, every: int) -> None:
    """Index a folder with one worker, and tell what it held in the first fifth of the run and in the last."""
    watched = Watched(every)
    summary = _index(folder, watched)
    part = max(1, len(watched.megabytes) // 5)
    early, late = (median(some) for some in (watched.megabytes[:part], watched.megabytes[-part:]))
    rows = [
        ("files", f"{summary.files:,} in {summary.seconds:.0f} s"),
        ("letters indexed, files failed", f"{summary.added:,}, {summary.failed.total():,}"),
        ("worker, median of the first fifth and of the last", f"{early:.0f} MB, {late:.0f} MB"),
        ("most", f"{max(watched.megabytes)} MB"),
        ("workers there were", str(len(watched.pids) - 1)),
    ]
    report.table(title, ("", ""), rows)
    report.figure(f"{name}.memory", max(watched.megabytes))
    report.figure(f"{name}.growth", late / early)


def _index(folder: Path, watched: Watched) -> Summary:
    def engine() -> Pool[Any]:
        watched.pool = Pool[Any](WORK, PREPARE, DEFAULT, jobs=1, limits=ENDLESS)
        return watched.pool

    with Index(folder / "letters.db") as opened:
        return opened.add([folder / "in"], engine=engine, listen=watched)


def write_scans(folder: Path, count: int) -> None:
    """The scans of the fixtures in turn, each time with other bytes behind their end, which nobody reads."""
    folder.mkdir()
    files = sorted(path for path in SCANS.iterdir() if path.suffix in (".pdf", ".jpg"))
    for at in range(count):
        file = files[at % len(files)]
        (folder / f"{at:04d}{file.suffix}").write_bytes(file.read_bytes() + f"\n% {at}\n".encode())


def main() -> None:
    parser = parser_of("The memory of one worker that is never replaced.")
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--scans", type=int, default=60)
    parser.add_argument("--only", choices=("letters", "scans"))
    arguments = parser.parse_args()
    report = Report(arguments.json)
    parts: dict[str, tuple[int, int, Callable[[Path, int], None]]] = {
        "letters": (arguments.letters, 20, bulk.write_letters),
        "scans": (arguments.scans, 1, write_scans),
    }
    for name, (count, every, write) in parts.items():
        if arguments.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="gmparse-") as folder:
                write(Path(folder) / "in", count)
                title = f"One worker over {count:,} {'digital letters' if name == 'letters' else name}"
                endured(report, title, name, Path(folder), every)
    report.close()


if __name__ == "__main__":
    main()
