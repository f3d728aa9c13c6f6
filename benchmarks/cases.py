"""What becomes of every case of ../shared/cases under 10 seconds and 1 GB: case, expected, outcome, seconds, memory.

python benchmarks/cases.py [FOLDER WITH expected.csv] [--json FILE]
"""

from __future__ import annotations

import csv
import threading
import time
from pathlib import Path
from typing import Any

from measuring import SHARED, Report, parser_of

from gmparse.batch import PREPARE, Failure, Job, Limits, Pool
from gmparse.letter import Letter
from gmparse.options import Options

CASES = SHARED / "cases"
LIMITS = Limits(timeout=10, memory_mb=1000, letters=1)  # a fresh worker each: the peak of memory is the case's own


def main() -> None:
    parser = parser_of("What becomes of every case under 10 seconds and 1 GB.")
    parser.add_argument("folder", type=Path, nargs="?", default=CASES)
    arguments = parser.parse_args()
    report = Report(arguments.json)
    index = arguments.folder / "expected.csv"
    if index.is_file():
        with index.open(encoding="utf-8", newline="") as file:
            rows = [_row(arguments.folder, row) for row in csv.DictReader(file)]
        report.table("Cases", ("case", "expected", "outcome", "seconds", "MB"), rows)
    else:
        report.note(f"Cases: skipped, {index} is not here")
    report.close()


def _row(folder: Path, row: dict[str, str]) -> tuple[str, ...]:
    """A case read in a pool of its own: none profits from the one before it."""
    with Pool[int]("gmparse.batch.letters:records", PREPARE, Options(), jobs=1, limits=LIMITS) as pool:
        peak = _Peak(pool)
        begun = time.monotonic()
        (done,) = pool.run([Job(0, ((str(folder / row["case"]), None, None), None))])
        seconds = time.monotonic() - begun
        said = _said(done.result, str(folder / row["case"]))
        return row["case"], row["outcome"], said, f"{seconds:.2f}", f"{peak.end():.0f}"


def _said(result: Any, path: str) -> str:
    if isinstance(result, Failure):
        return f"{result.reason}: {result.message.replace(path, '').lstrip(': ')}"
    first = Letter.model_validate_json(result[0][0])
    letters = "1 letter" if len(result[0]) == 1 else f"{len(result[0])} letters"
    return f"{letters}; number {first.number.state}, date {first.date.edtf or first.date.state}"


class _Peak:
    """Looks at the memory of the pool's workers until told to end; a worker may be gone before it is asked."""

    def __init__(self, pool: Pool[int]) -> None:
        self._pool = pool
        self._most = 0
        self._going = True
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while self._going:
            for pid in self._pool.pids[1:]:
                self._most = max(self._most, _resident_peak(pid))
            time.sleep(0.01)

    def end(self) -> float:
        """Megabytes."""
        self._going = False
        self._thread.join()
        return self._most / 1024


def _resident_peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
