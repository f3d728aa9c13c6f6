"""Measures what a command costs from a cold start, and the memory of one parse, each in a process of its own.

python benchmarks/cold.py [--repeats N] [--json FILE]

The modules are compiled beforehand, as pip does when it installs a package, whatever the environment says of bytecode.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping

from measuring import ROOT, SHARED, Report, children, parser_of

from gmparse.cli import app

LETTER = ROOT / "fixtures/letters/gm-so-trong.pdf"
SCAN = ROOT / "fixtures/scans/quet-van-phong.pdf"
PLAN = SHARED / "cases/i_plan.pdf"
MAIN = "import sys; from gmparse.cli import main; sys.exit(main(sys.argv[1:]))"
PEAK = "import re; print(re.search('VmHWM:\\\\s*(\\\\d+)', open('/proc/self/status').read())[1])"
BARE, HELP = "python -c pass", "gmparse --help"


def starts() -> dict[str, list[str]]:
    """Commands by what they are called: arguments of ``python -c``."""
    commands = {BARE: ["pass"], "python -c 'import gmparse'": ["import gmparse"], HELP: [MAIN, "--help"]}
    commands["gmparse --version"] = [MAIN, "--version"]
    return commands | {f"gmparse {name} --help": [MAIN, name, "--help"] for name in app.commands}


def parses() -> dict[str, list[str]]:
    return {
        BARE: ["pass"],
        "python: read the letter, header only": [_reading("only='header'")],
        "python: read the letter (loads spaCy)": [_reading("")],
        "gmparse parse (in a process of its own)": [MAIN, "parse", str(LETTER)],
    }


def _reading(options: str) -> str:
    return f"import gmparse; gmparse.parse({str(LETTER)!r}, options=gmparse.Options({options}))"


def cold(report: Report, title: str, commands: Mapping[str, list[str]], repeats: int) -> dict[str, float]:
    """Processor time of whole processes, the median of several; the runs take turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as compiled:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = compiled
        for turn in range(repeats + 1):
            for name, command in commands.items():
                before = children()
                subprocess.run([sys.executable, "-c", *command], stdout=subprocess.DEVNULL, check=True, env=environment)
                if turn:  # the first compiles
                    times[name].append(children() - before)
    middle = {name: statistics.median(measured) for name, measured in times.items()}
    report.ratios(title, 1, middle, BARE)
    return middle


def memory(report: Report) -> None:
    """The most that a process held which did one thing."""
    programs = {
        BARE: "pass",
        "import gmparse": "import gmparse",
        "a letter, header only": _reading("only='header'"),
        "a letter": _reading(""),
    }
    if PLAN.is_file():
        programs["a plan of ten pages with tables"] = f"import gmparse; gmparse.parse({str(PLAN)!r})"
    programs["a scanned letter"] = f"import gmparse; gmparse.parse({str(SCAN)!r})"
    rows = [(name, f"{peak:.0f} MB") for name, peak in _peaks(programs)]
    report.table("Memory: the most that a process held which did this alone", ("", "memory"), rows)


def _peaks(programs: Mapping[str, str]) -> Iterable[tuple[str, float]]:
    for name, program in programs.items():
        command = [sys.executable, "-c", f"{program}\n{PEAK}"]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        yield name, int(done.stdout) / 1024


def main() -> int:
    arguments = parser_of("Measure cold starts and the memory of one parse.", repeats=5).parse_args()
    report = Report(arguments.json)
    helps = cold(report, "Cold start of each command; against bare Python", starts(), arguments.repeats)
    report.figure("help.python", helps[HELP] / helps[BARE])
    cold(report, "Cold start of the first letter; against bare Python", parses(), max(2, arguments.repeats // 2))
    memory(report)
    report.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
