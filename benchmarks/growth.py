"""How time grows: with letters of a batch, pages of a letter, values of one kind, characters that a rule looks at.

python benchmarks/growth.py [--only rules|letters|pages|values] [--json FILE]

Every compiled pattern of the package (rules, helpers, the patterns of the spaCy pipeline) looks for its matches in
hostile text of N and of 4 N characters. Linear is 4; above 6 it is listed, above 10 the exit code is 1. What takes
less than two milliseconds for the longer text is not looked at: the clock says nothing there. A pattern that the
package only ever matches at a place is matched at the beginning.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import regex
from measuring import ROOT, Report, best, each, parser_of

import gmparse
from gmparse.reading.words import MAX_GAP
from gmparse.rules import Rule

sys.path[:0] = [str(ROOT / "fixtures")]

N, TIMES = 750, 4
LISTED, FAILS = 6.0, 10.0
LEAST = 0.002  # seconds for the longer text
PATIENCE = 1.0  # seconds: a search that takes longer is ended and counts as the worst
NEVER = 99.0

# Rules that only ever look at so many characters before a place: so they are measured.
WINDOWS = {"citation.provision-before": 160}

# Prefixes of what rules look for, separators, digits, blanks, letters: repeated, and never the end of it. Lines hold no
# line break, and no more blanks in a row than the readers leave.
SEEDS = (
    *("a", "A", "ă", "Đ", "1", " " * MAX_GAP + "a", ".", "-", "/", ",", ";", ":", "_", "…", "("),
    *(")", '"', "“", "x ", "A ", "1 "),
    *("ngày ", "ngày 01 tháng ", "tháng 7 năm ", "14 giờ 00 ", "01/", "1.", "Số: ", "số ", "Số: 57/", "07/CT-", "CT-"),
    *("Kính gửi: ", "Nơi nhận: ", "Lưu: ", "- Như trên; ", "Căn cứ ", "Điều 5 ", "khoản 1 ", "điểm a ", "Luật "),
    *("của ", "Nguyễn ", "Nguyễn Văn ", "UBND ", "Sở ", "ông ", "Đ/c ", "và ", "1. ", "a) ", "Thời gian: "),
    *("Địa điểm: ", "KT. ", "TM. ", "PHÓ ", "0912 ", "a@b.", "https://a", "tại ", "thôn ", "trước ", "phòng ", "giao "),
)  # fmt: skip


class Named(NamedTuple):
    """A pattern by the module that holds it, examples of what it finds, whether it is only matched at a place."""

    name: str
    pattern: Any
    examples: tuple[str, ...] = ()
    anchored: bool = False


def patterns() -> list[Named]:
    """Every compiled pattern that a module of the package or the spaCy pipeline holds, once each."""
    found: dict[int, Named] = {}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/gmparse").rglob("*.py"))
    for module in pkgutil.walk_packages(gmparse.__path__, "gmparse."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for one in _inside(f"{module.name.removeprefix('gmparse.')}.{name}", value):
                known = found.get(id(one.pattern))
                if known is None or (one.examples and not known.examples):
                    found[id(one.pattern)] = one._replace(anchored=_is_anchored(name, sources))
    for name, pipe in gmparse.load_nlp().pipeline:
        for one in _attributes(f"pipeline.{name}", pipe, depth=2):
            found.setdefault(id(one.pattern), one)
    return list(found.values())


def _is_anchored(name: str, sources: str) -> bool:
    """Whether the package only ever matches a pattern at a place: then it need not be fast at searching."""
    uses = set(re.findall(rf"\b{name}(?:\.pattern)?\.(search|finditer|findall|subn?|split|match|fullmatch)\b", sources))
    return bool(uses) and uses <= {"match", "fullmatch"}


def _inside(name: str, value: Any, depth: int = 3) -> Iterator[Named]:
    if isinstance(value, Rule):
        yield Named(value.id, value.pattern, value.examples)
    elif isinstance(value, (re.Pattern, regex.Pattern)):
        if isinstance(value.pattern, str):
            yield Named(name, value)
    elif depth and isinstance(value, (tuple, list, frozenset)):
        for index, item in enumerate(value):
            yield from _inside(f"{name}[{index}]", item, depth - 1)
    elif depth and isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(f"{name}[{key!r}]", item, depth - 1)


def _attributes(name: str, value: Any, depth: int) -> Iterator[Named]:
    for key, item in getattr(value, "__dict__", {}).items():
        yield from _inside(f"{name}.{key}", item, 4)
        if depth:
            yield from _attributes(f"{name}.{key}", item, depth - 1)


class TooLongError(Exception):
    """A search went beyond the patience."""


def _ring(_: int, __: FrameType | None) -> None:
    raise TooLongError


def seconds(one: Named, text: str, repeats: int) -> float:
    """Processor time of finding all that a pattern finds in a text; infinite beyond the patience."""
    best, pattern = float("inf"), one.pattern
    limit = {"timeout": PATIENCE} if isinstance(pattern, regex.Pattern) else {}
    signal.setitimer(signal.ITIMER_REAL, (repeats + 1) * PATIENCE)
    try:
        for _ in range(repeats):
            begun = time.process_time()
            if one.anchored:
                pattern.match(text, **limit)
            elif window := WINDOWS.get(one.name):
                for end in range(window, len(text), window):
                    pattern.search(text, end - window, end, **limit)
            else:
                deque(pattern.finditer(text, **limit), maxlen=0)
            best = min(best, time.process_time() - begun)
    except (TooLongError, TimeoutError):
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return best


def hostile(one: Named) -> Iterator[str]:
    """What is repeated: the seeds, and the rule's own examples, whole, cut in half and without their end."""
    yield from SEEDS
    for example in one.examples[:4]:
        yield from (example + " ", example[: len(example) // 2 + 1], example[:-1] + " ")


def worst(one: Named) -> tuple[float, float, str]:
    """The largest ratio of a pattern, the seconds of the longer text, and what was repeated."""
    found = (0.0, 0.0, "")
    for seed in dict.fromkeys(hostile(one)):
        short, long = (_repeated(seed, length) for length in (N, TIMES * N))
        if (once := seconds(one, long, 1)) < LEAST:
            continue
        ratio = NEVER if once == float("inf") else seconds(one, long, 2) / seconds(one, short, 4)
        found = max(found, (ratio, once, seed))
    return found


def _repeated(seed: str, length: int) -> str:
    return (seed * (length // max(1, len(seed)) + 1))[:length]


def rules(report: Report) -> float:
    signal.signal(signal.SIGALRM, _ring)
    every = patterns()
    gc.disable()
    measured = sorted(((*worst(one), one.name) for one in every), reverse=True)
    gc.enable()
    rows = [
        (name, f"{ratio:.1f}×", "more than the patience" if once > PATIENCE else f"{1000 * once:.1f} ms", repr(seed))
        for ratio, once, seed, name in measured
        if ratio > LISTED
    ]
    title = f"{len(every)} patterns, {TIMES * N:,} characters of hostile text against {N:,}: those above {LISTED:g}×"
    report.table(title, ("pattern", "ratio", "time", "repeated"), rows or [("none", "", "", "")])
    report.figure("growth.rule", measured[0][0])
    return measured[0][0]


def letters(report: Report, count: int = 60) -> None:
    """Processor time a letter of many letters in one process, the first and four times as many."""
    import bulk

    with tempfile.TemporaryDirectory() as folder:
        bulk.write_letters(Path(folder), TIMES * count)
        paths = sorted(path for path in Path(folder).rglob("*.*") if path.is_file())
        gmparse.parse(paths[0])
        one = {number: _each(paths[:number]) for number in (count, TIMES * count)}
    rows = [(f"{number} letters", f"{1000 * spent:.2f} ms a letter") for number, spent in one.items()]
    report.table("Time of one letter among many", ("", ""), rows)
    report.figure("growth.letters", one[TIMES * count] / one[count])


def _each(paths: list[Path]) -> float:
    begun = time.process_time()
    for _ in range(3):
        for path in paths:
            gmparse.parse(path).to_dict()
    return (time.process_time() - begun) / (3 * len(paths))


def pages(report: Report, count: int = 120) -> None:
    """Processor time a page of one letter that grows longer; all of its pages are read."""
    import bulk

    rows, spent = [], []
    for paragraphs in (count, TIMES * count):
        data = bulk.long_letter(paragraphs)
        number = gmparse.parse(data).source.pages or 1
        spent.append(best({"parse": each(gmparse.parse, [data])}, 3)["parse"] / number)
        rows.append((f"{number} pages", f"{1000 * spent[-1]:.2f} ms a page"))
    report.table("Time of one page of a letter that is long", ("", ""), rows)
    report.figure("growth.pages", spent[1] / spent[0])


def values(report: Report, count: int = 320) -> None:
    """Processor time and bytes of the record, a value, of letters with very many values of one kind."""
    from crowded import KINDS, crowded

    rows, times, sizes = [], [], []
    for kind in KINDS:
        few, many = (crowded(kind, number) for number in (count, TIMES * count))
        spent = [best({"parse": each(gmparse.parse, [data])}, 3)["parse"] for data in (few, many)]
        size = [len(gmparse.parse(data).model_dump_json()) for data in (few, many)]
        times.append(spent[1] / spent[0] / TIMES)
        sizes.append(size[1] / size[0] / TIMES)
        cells = (f"{1000 * spent[1] / TIMES / count:.2f} ms", f"{times[-1]:.2f}×")
        rows.append((kind, *cells, f"{size[1] / TIMES / count:,.0f}", f"{sizes[-1]:.2f}×"))
    title = f"One value of many of a kind, of {TIMES * count:,}; and against one of {count:,}"
    report.table(title, ("", "time", "ratio", "bytes of JSON", "ratio"), rows)
    report.figure("growth.values", max(times))
    report.figure("growth.record", max(sizes))


def main() -> int:
    parser = parser_of("How time grows with letters, pages, values and characters.")
    parser.add_argument("--only", choices=("rules", "letters", "pages", "values"))
    arguments = parser.parse_args()
    report, ratio = Report(arguments.json), 0.0
    if arguments.only in (None, "letters"):
        letters(report)
    if arguments.only in (None, "pages"):
        pages(report)
    if arguments.only in (None, "values"):
        values(report)
    if arguments.only in (None, "rules"):
        ratio = rules(report)
    report.close()
    return 1 if ratio > FAILS else 0


if __name__ == "__main__":
    sys.exit(main())
