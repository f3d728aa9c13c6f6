"""What becomes of every case of ../shared/cases under 10 seconds and 1 GB: case, expected, outcome, seconds, memory.

.venv/bin/python benchmarks/cases.py [FOLDER WITH expected.csv]
"""

from __future__ import annotations

import csv
import sys
import threading
import time
from pathlib import Path
from typing import Any

from gmparse.batch import PREPARE, Failure, Job, Limits, Pool
from gmparse.letter import Letter
from gmparse.options import Options

CASES = Path(__file__).parents[2] / "shared/cases"
LIMITS = Limits(timeout=10, memory_mb=1000, letters=1)  # a fresh worker each: the peak of memory is the case's own


def main(folder: Path) -> None:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print(f"{'case':<36}{'expected':<10}{'outcome':<54}{'seconds':>8}{'MB':>7}")
    with Pool[int]("gmparse.batch.letters:records", PREPARE, Options(), jobs=1, limits=LIMITS) as pool:
        for row in rows:
            peak = _Peak(pool)
            begun = time.monotonic()
            payload = ((str(folder / row["case"]), None, None), None)
            (done,) = pool.run([Job(0, payload)])
            seconds = time.monotonic() - begun
            said = _said(done.result)
            print(f"{row['case']:<36}{row['outcome']:<10}{said[:52]:<54}{seconds:>8.2f}{peak.end():>7.0f}", flush=True)


def _said(result: Any) -> str:
    if isinstance(result, Failure):
        return f"{result.reason}: {result.message.rpartition('/')[2]}"
    first = Letter.model_validate_json(result[0][0])
    return f"{len(result[0])} letters; number {first.number.state}, date {first.date.edtf}"


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
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CASES)
