"""``calibration.toml`` as text, and the tables of docs/accuracy.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from calibration_fit import THRESHOLD, Judged, Observation, Silence, Table, crossed, fit

_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.995, 1.01)


def written(table: Table) -> str:
    """The table as TOML: a line a group, with the number of real values it was measured on."""
    lines = [
        "# Shares of right values, measured by scripts/calibrate.py: do not edit.",
        "# steps: [raw confidence from which on, share].",
        "# real: right values and all values on the real letters; groups seen on own letters alone have 0.",
        "",
        f"threshold = {table.threshold}",
        "figure = [",
    ]
    for row in table.figures:
        steps = ", ".join(f"[{at:g}, {share:g}]" for at, share in row.steps)
        lines.append(
            f'  {{ way = "{row.way}", family = "{row.family}", signal = "{row.signal}", steps = [{steps}], '
            f"real = [{row.real.right}, {row.real.total}] }},"
        )
    lines += [
        "]",
        "",
        "# Slots that a record leaves empty: the share of those that are empty on the page too.",
        "nothing = [",
    ]
    for slot in table.nothing:
        lines.append(
            f'  {{ path = "{slot.path}", state = "{slot.state}", way = "{slot.way}", share = {slot.share:g}, '
            f"real = [{slot.real.right}, {slot.real.total}] }},"
        )
    return "\n".join([*lines, "]", ""])


def accuracy_tables(page: str, observations: Sequence[Observation], silences: Sequence[Silence]) -> str:
    """The page with its tables written again."""
    values, _ = crossed(observations, silences)
    for name, body in (
        ("reliability", _reliability(values)),
        ("review", _review(observations, silences)),
        ("groups", _groups(fit(observations, silences))),
    ):
        before, _, rest = page.partition(f"<!-- {name} -->\n")
        page = f"{before}<!-- {name} -->\n{body}<!-- end -->{rest.partition('<!-- end -->')[2]}"
    return page


def _reliability(values: Sequence[Judged]) -> str:
    lines = ["| confidence | printed: values | right | recognised: values | right |", "|---|---|---|---|---|"]
    for low, high in pairwise(_BANDS):
        cells = []
        for way in ("text", "ocr"):
            band = [one.value.right for one in values if one.value.way == way and low <= one.confidence < high]
            cells += [str(len(band)), _percent(sum(band), len(band))]
        if any(cell not in ("0", "–") for cell in cells):
            shown = f"{low:g} – {min(high, 1):g}"
            lines.append(f"| {shown} | {' | '.join(cells)} |")
    for way, name in (("text", "printed"), ("ocr", "recognised")):
        own = [one for one in values if one.value.way == way]
        above = [one.value.right for one in own if one.confidence >= THRESHOLD]
        share = f"{len(above)} of {len(own)} {name} values lie at {THRESHOLD:g} or above"
        lines += ["", f"{share}; {_percent(sum(above), len(above))} of them are right."]
    return "\n".join([*lines, ""])


def _review(observations: Sequence[Observation], silences: Sequence[Silence]) -> str:
    lines = [
        "| fitted on | letters | in all | need no review | with a wrong value | with a missed header value |",
        "|---|---|---|---|---|---|",
    ]
    for folds, name in ((2, "one half"), (5, "four fifths")):
        values, slots = crossed(observations, silences, folds)
        for way, kind in (("text", "with a text layer"), ("ocr", "scans and photos")):
            own = [letter for letter in _letters(values, slots) if letter.way == way]
            accepted = [letter for letter in own if letter.lowest >= THRESHOLD]
            wrong, missed = sum(one.wrong for one in accepted), sum(one.missed for one in accepted)
            lines.append(f"| {name} | {kind} | {len(own)} | {len(accepted)} | {wrong} | {missed} |")
    return "\n".join([*lines, ""])


class _Letter(NamedTuple):
    way: str
    lowest: float
    wrong: bool
    missed: bool


def _letters(values: Sequence[Judged], slots: Sequence[Judged]) -> Iterator[_Letter]:
    """Each real letter: how it was read, its lowest confidence, whether a value is wrong, or missed in the header."""
    of_values, of_slots = _by_letter(values), _by_letter(slots)
    for name in sorted({*of_values, *of_slots}):
        own, empty = of_values.get(name, []), of_slots.get(name, [])
        way = "ocr" if any(one.value.way == "ocr" for one in (*own, *empty)) else "text"
        lowest = min(one.confidence for one in (*own, *empty))
        yield _Letter(way, lowest, *(any(not one.value.right for one in group) for group in (own, empty)))


def _by_letter(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.value.letter].append(one)
    return groups


def _groups(table: Table) -> str:
    lines = ["| way | family | signal | real values | right | confidence |", "|---|---|---|---|---|---|"]
    for row in table.figures:
        if row.real.total:
            shares = [share for _, share in row.steps]
            shown = f"{shares[0]:.3f}" if len(shares) == 1 else f"{shares[0]:.3f} – {shares[-1]:.3f}"
            right = _percent(row.real.right, row.real.total)
            lines.append(f"| {row.way} | {row.family} | {row.signal or '–'} | {row.real.total} | {right} | {shown} |")
    return "\n".join([*lines, ""])


def _percent(right: int, total: int) -> str:
    return f"{100 * right / total:.1f} %" if total else "–"
