"""Parse varied letters of our own invention and score them: ``python scripts/sweep.py [--count N] [--first SEED]``.

Prints F1 by field, then for each factor the ways in which a field does worse than elsewhere, then the misses with their
seed. ``--write SEED …`` writes letters with their gold instead. The same seeds give the same letters: see
``fixtures/lettersweep``.
Exit code 5 when a field lies below its figure in ``benchmarks/sweep.json`` (``--update`` writes that file).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "fixtures"))
BASELINE = ROOT / "benchmarks" / "sweep.json"
_CHUNK = 25
_FEWEST = 12  # a way seen in fewer values is not judged
_WORSE = 0.02  # so much lower F1 than the field's is worth a line


class Outcome(NamedTuple):
    """What one letter gave: its factors, counts by field, and misses as ``field kind gold found``."""

    seed: int
    factors: dict[str, str]
    counts: dict[str, Counter[str]]
    misses: list[tuple[str, str, Any, Any]]
    reviewed: bool


def outcome(seed: int) -> Outcome:
    """Make, parse and score the letter of a seed."""
    from lettersweep import variant

    import gmparse
    from gmparse.evaluate import score

    made = variant(seed)
    record = gmparse.parse(made.data).to_dict(evidence=False)
    tally = score(made.gold, record)
    counts = {
        name: Counter({str(kind): count for kind, count in found.items()})
        for (name, part), found in tally.counts.items()
        if part == "all"
    }
    misses = [(miss.field, str(miss.kind), miss.gold, miss.found) for miss in tally.misses]
    return Outcome(seed, made.factors, counts, misses, bool(record["needs_review"]))


def outcomes(seeds: Iterable[int], workers: int) -> Iterator[Outcome]:
    if workers < 2:
        yield from map(outcome, seeds)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(outcome, seeds, chunksize=_CHUNK)


# --- figures ---------------------------------------------------------------------------------------------------------


def f1(counts: Mapping[str, int]) -> float:
    right, other = counts["right"], counts["missed"] + counts["spurious"] + 2 * counts["wrong"]
    return 2 * right / (2 * right + other) if right + other else 1.0


def _values(counts: Mapping[str, int]) -> int:
    return counts["right"] + counts["wrong"] + counts["missed"] + counts["spurious"]


def totals(results: Iterable[Outcome]) -> dict[str, Counter[str]]:
    """Field → counts over all letters."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        for name, counts in result.counts.items():
            found[name].update(counts)
    return dict(sorted(found.items()))


def worse_ways(results: list[Outcome], fields: Mapping[str, Counter[str]]) -> list[str]:
    """Lines ``factor = way: field F1 (elsewhere F1), n values`` where a field does clearly worse, the worst first."""
    ways: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for result in results:
        for factor, way in result.factors.items():
            for name, counts in result.counts.items():
                ways[name, factor, way].update(counts)
    lines = []
    for (name, factor, way), counts in ways.items():
        rest = fields[name] - counts
        gap = f1(rest) - f1(counts)
        if _values(counts) >= _FEWEST and gap > _WORSE:
            weight = gap * _values(counts)
            lines.append(
                (weight, f"{name:<22}{factor} = {way}: {f1(counts):.3f} (else {f1(rest):.3f}), {_values(counts)}")
            )
    return [line for _, line in sorted(lines, reverse=True)]


def report(results: list[Outcome], shown: int) -> str:
    fields = totals(results)
    lines = [f"{len(results)} letters; {'field':<20}{'F1':>8}   right/wrong/missed/spurious"]
    for name, counts in fields.items():
        figures = "/".join(str(counts[kind]) for kind in ("right", "wrong", "missed", "spurious"))
        lines.append(f"{name:<30}{100 * f1(counts):>8.2f}   {figures}")
    accepted = [result for result in results if not result.reviewed]
    wrong = [r for r in accepted if any(kind in ("wrong", "spurious") for _, kind, _, _ in r.misses)]
    lines.append(f"needs no review: {len(accepted)}, of these with a wrong value: {len(wrong)}")
    lines += [
        "",
        "Where a field does worse:",
        *worse_ways(results, fields)[:shown],
        "",
        "Misses (seed, field, kind, gold, found):",
    ]
    for result in results:
        for field, kind, gold, found in result.misses:
            lines.append(f"{result.seed}\t{field}\t{kind}\t{_json(gold)}\t{_json(found)}")
    return "\n".join(lines)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- command ---------------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="how many letters (default: 2000)")
    parser.add_argument("--first", type=int, default=0, help="first seed (default: 0)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--shown", type=int, default=60, help="lines of ways in which a field does worse")
    parser.add_argument("--update", action="store_true", help="write the figures into benchmarks/sweep.json")
    parser.add_argument("--write", type=int, nargs="+", metavar="SEED", help="write these letters and their gold")
    parser.add_argument("--out", type=Path, default=Path("sweep-letters"), help="folder for --write")
    chosen = parser.parse_args(arguments)
    if chosen.write:
        return _write(chosen.write, chosen.out)
    results = list(outcomes(range(chosen.first, chosen.first + chosen.count), chosen.workers))
    print(report(results, chosen.shown))
    figures = {name: round(f1(counts), 4) for name, counts in totals(results).items()}
    return _against_baseline(figures, chosen.first, chosen.count, update=chosen.update)


def _write(seeds: Iterable[int], folder: Path) -> int:
    from lettersweep import variant

    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        made = variant(seed)
        (folder / made.name).write_bytes(made.data)
        gold = json.dumps({**made.gold, "factors": made.factors}, ensure_ascii=False, indent=1)
        (folder / f"{made.name}.json").write_text(gold + "\n", encoding="utf-8")
    return 0


def _against_baseline(figures: Mapping[str, float], first: int, count: int, *, update: bool) -> int:
    now = {"first": first, "count": count, "f1": dict(figures)}
    if update:
        BASELINE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        return 0
    before = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    if (before.get("first"), before.get("count")) != (first, count):
        return 0  # other letters: not comparable
    drops = [
        f"{name}: {value} → {figures.get(name)}" for name, value in before["f1"].items() if figures.get(name, 0) < value
    ]
    for drop in drops:
        print(f"below the baseline: {drop}", file=sys.stderr)
    return 5 if drops else 0


if __name__ == "__main__":
    sys.exit(main())
