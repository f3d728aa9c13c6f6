"""The table of scores in docs/limits.md, from the committed baseline of the real letters. Used by build_docs.py."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
BASELINE = ROOT / "benchmarks/baseline/letters.json"
PAGE = ROOT / "docs/limits.md"
BEGIN, END = "<!-- scores -->", "<!-- end -->"

# A score's name in the baseline: what it is on the page. A test says when one is missing.
NAMES = {
    "type": "document type",
    "issuer": "issuer",
    "issuer.parent": "its superior organ",
    "number.serial": "number",
    "number.symbol": "symbol",
    "place": "place of issue",
    "date": "date",
    "subject": "subject (trích yếu)",
    "urgency": "mark of urgency",
    "addressees": "addressees (Kính gửi)",
    "citations": "cited documents",
    "citations.type": "… their types",
    "citations.date": "… their dates",
    "citations.issuer": "… their issuers",
    "meetings": "meetings",
    "meeting.start": "… begin",
    "meeting.end": "… end",
    "meeting.mode": "… in person or online",
    "meeting.location": "… place",
    "meeting.chair": "… who presides",
    "participants": "… participants",
    "assignments": "tasks",
    "assignments.deadline": "… their deadlines",
    "recipients": "recipients (Nơi nhận)",
    "signer.position": "signer's position",
    "signer.name": "signer's name",
}


def page() -> str:
    """The page with the table of now in it; what stands around the table is written by hand."""
    text = PAGE.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{PAGE.name} has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{table(json.loads(BASELINE.read_text(encoding='utf-8')))}\n{END}{after}"


def table(baseline: Mapping[str, object]) -> str:
    """Scores as Markdown: one row a field, digital letters and scans apart."""
    scores = baseline["f1"]
    if not isinstance(scores, Mapping):
        raise TypeError(f"{BASELINE.name} has no scores")
    unknown = {name.partition("/")[0] for name in scores if "/" in name} - NAMES.keys() - {"core"}
    if unknown:
        raise SystemExit(f"scripts/scoredocs.py: no words for {sorted(unknown)}")
    rows = ["| field | digital letters | scans and photos |", "|---|---|---|"]
    rows += [
        f"| {words} | {_percent(scores.get(f'{name}/digital'))} | {_percent(scores.get(f'{name}/scan'))} |"
        for name, words in NAMES.items()
        if f"{name}/all" in scores
    ]
    rows += [
        f"| {words} filled in by hand | – | {_percent(scores.get(f'{name}/hand'))} |"
        for name, words in (("number.serial", "number"), ("date", "date"))
    ]
    whole = _percent(scores.get("whole_header"))
    return "\n".join(
        [
            *rows,
            "",
            f"Of all {baseline['letters']} letters, {whole} % have a head in which nothing is wrong or missing.",
        ]
    )


def _percent(score: object) -> str:
    return "–" if score is None else f"{100 * float(str(score)):.1f}"
