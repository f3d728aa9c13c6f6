"""What the entities bring: chairs, participants, places and assignments of gold letters with them and without.

python benchmarks/entities.py

"Without" leaves the fields what the rules know by themselves: names at the start of a text, links, the first cut of a
task.
Prints counts only, never a word of a letter. Uses `fixtures/` and, where it is there, the gold of ``../shared``.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import gmparse
from gmparse.evaluate import evaluate_letters
from gmparse.evaluate.report import Report
from gmparse.fields.entities import Names, Passage, passage
from gmparse.fields.meetings.people import Invited, chair_of, participant_of
from gmparse.fields.meetings.places import Home, location_of
from gmparse.page import Box, Line
from gmparse.text import TextMap

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SHARED = ROOT.parent / "shared"
KINDS = ("digital", "signed", "docx", "text")
CHAIR = ("name", "position", "organization")
PLACE = ("room", "street", "ward", "province", "unit")

Reader = Callable[[Sequence[str]], Names]
Gold = dict[str, Any]


def with_entities(texts: Sequence[str]) -> Names:
    return Names(texts)


def without(texts: Sequence[str]) -> Names:
    return Names(())


def gold_of(folder: Path) -> list[Gold]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def said(text: str) -> Passage:
    """A text of the gold as a letter's."""
    line = Line(text=text, words=(), place=Box(0, 0, 0, 0), page=None)
    found = passage(TextMap([line]), 0, len(text), rule="gold")
    if found is None:
        raise ValueError("an empty text in the gold")
    return found


def meetings_of(gold: Sequence[Gold]) -> Iterator[tuple[Gold, Gold]]:
    return ((record, meeting) for record in gold for meeting in record.get("meetings") or [])


def chairs(gold: Sequence[Gold], read: Reader) -> str:
    texts = [meeting["chair"] for _, meeting in meetings_of(gold) if meeting.get("chair")]
    names = read(texts)
    found = Counter(part for text in texts for part in CHAIR if getattr(chair_of(said(text), names), part))
    return counts("chairs", len(texts), found, CHAIR)


def places(gold: Sequence[Gold], read: Reader) -> str:
    known = [(record, meeting["location"]) for record, meeting in meetings_of(gold) if meeting.get("location")]
    names = read([text for _, text in known])
    found: Counter[str] = Counter()
    for record, text in known:
        home = Home((record.get("date") or {}).get("edtf"))
        location, _ = location_of(said(text), names, home)
        found.update(part for part in PLACE if getattr(location, part) is not None)
    return counts("locations", len(known), found, PLACE)


def counts(what: str, total: int, found: Counter[str], parts: Sequence[str]) -> str:
    return f"{what} {total}: " + ", ".join(f"{part} {found[part]}" for part in parts)


def organizations(gold: Sequence[Gold], read: Reader) -> str:
    """Participants whose list of organs is exactly that of participants.toml."""
    wanted = tomllib.loads((Path(__file__).parent / "participants.toml").read_text(encoding="utf-8"))["organizations"]
    texts = sorted({text for _, meeting in meetings_of(gold) for text in meeting.get("participants") or []})
    names = read(texts)
    found = {text: list(participant_of(Invited(said(text)), names).organizations) for text in texts}
    right = sum(found[text] == wanted.get(text, []) for text in texts)
    organs = sum(len(wanted.get(text, [])) for text in texts)
    hits = sum(len(set(found[text]) & set(wanted.get(text, []))) for text in texts)
    extra = sum(len(organs) for organs in found.values()) - hits
    return f"participants {len(texts)}: organs all right {right}; of {organs} organs found {hits}, wrong {extra}"


def assignments(letters: Path, gold: Path, index: Path, read: Reader, kinds: Sequence[str] | None) -> str:
    with patch.object(import_module("gmparse.parse"), "Names", read):
        report: Report = evaluate_letters(
            letters, gold, parse=lambda file: gmparse.parse(file).to_dict(), index=index, kinds=kinds
        )
    figures = report.fields["assignments"]["all"]
    right, missed, spurious, f1 = (figures.get(key) for key in ("right", "missed", "spurious", "f1"))
    return f"assignments: F1 {100 * (f1 or 0):.1f}, right {right}, missed {missed}, spurious {spurious}"


def show(
    title: str, gold: Sequence[Gold], letters: Path, folder: Path, index: Path, kinds: Sequence[str] | None
) -> None:
    for how, read in (("with entities", with_entities), ("without", without)):
        print(f"{title}, {how}")
        print(f"  {chairs(gold, read)}\n  {places(gold, read)}")
        if folder == FIXTURES / "gold":
            print(f"  {organizations(gold, read)}")
        print(f"  {assignments(letters, folder, index, read, kinds)}")


def main() -> int:
    own = FIXTURES / "gold"
    show("Own letters", gold_of(own), FIXTURES / "letters", own, FIXTURES / "index.csv", None)
    real = SHARED / "gold" / "dev"
    if real.is_dir():
        letters = SHARED / "letters"
        for kinds in (KINDS, ("doc",)):
            title = f"Real letters (texts of all gold; assignments of {', '.join(kinds)})"
            show(title, gold_of(real), letters, real, letters / "index.csv", kinds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
