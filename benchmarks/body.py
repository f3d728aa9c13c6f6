"""Measures the fields of the body, warm: processor time of a two-page letter, and of each stage.

python benchmarks/body.py [--repeats N]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bench import ROOT, Work, best, real_letters

from gmparse import outline
from gmparse.fields import assignments, citations, date, directives, document_type, issuer, meetings, number
from gmparse.fields.entities import Names
from gmparse.fields.issuer import Issuer
from gmparse.outline import Outline
from gmparse.reading import read_document
from gmparse.text import TextMap
from gmparse.zones import Zones, find_zones, split

BUDGET = 5.0  # milliseconds, a letter of two pages
PAGES = 2


class Body(NamedTuple):
    """A letter as far as the fields of its body need it."""

    zones: Zones
    outline: Outline
    running: TextMap
    code: str | None
    issuer: Issuer | None
    number: str | None
    day: str | None


def body_of(data: bytes) -> Body | None:
    """The body of the first letter of a file; ``None`` when it does not stand on two pages."""
    part = split(read_document(data))[0]
    if len(part.pages) != PAGES or part.unread:
        return None
    zones = find_zones(part)
    own = number.find(zones).value
    kind = document_type.find(zones, own.symbol).value
    return Body(
        zones,
        outline.build(zones),
        TextMap([*zones.body, *zones.notes]),
        kind.code if kind else None,
        issuer.find(zones).value,
        own.text,
        date.find(zones).value.edtf,
    )


def whole(body: Body) -> None:
    """All of the body, as `gmparse.parse` does it behind the zones."""
    fresh = body._replace(outline=outline.build(body.zones), running=TextMap([*body.zones.body, *body.zones.notes]))
    gatherings, duties = _gatherings(fresh), _duties(fresh)
    names = Names([*gatherings.texts, *duties.texts])
    _citations(fresh)
    directives.find(fresh.running)
    gatherings.finish(names, _home(fresh))
    duties.finish(names)


def _home(body: Body) -> meetings.Home:
    return meetings.Home(body.day, issuer.home_province(body.issuer, body.day, None))


def _gatherings(body: Body) -> meetings.Draft:
    return meetings.draft(body.outline, body.code, body.day)


def _duties(body: Body) -> assignments.Draft:
    return assignments.draft(body.outline, body.issuer, body.day, None)


def _names(body: Body) -> Names:
    return Names([*_gatherings(body).texts, *_duties(body).texts])


def _citations(body: Body) -> None:
    citations.find(TextMap(body.zones.subject), body.running, own_number=body.number)


STAGES: Mapping[str, Callable[[Body], object]] = {
    "the body: outline and fields": whole,
    "  stage: outline": lambda body: outline.build(body.zones),
    "  stage: citations": _citations,
    "  stage: directives": lambda body: directives.find(body.running),
    "  stage: meetings, draft": _gatherings,
    "  stage: assignments, draft": _duties,
    "  stage: both drafts and names (spaCy)": _names,
}


def measure(title: str, data: Sequence[bytes], repeats: int) -> None:
    bodies = [body for item in data if (body := body_of(item)) is not None]
    if not bodies:
        print(f"\n{title}: no letter of {PAGES} pages")
        return
    works: dict[str, Work] = {}
    for name, stage in STAGES.items():
        works[name] = lambda stage=stage: [stage(body) for body in bodies]  # type: ignore[misc]
    times = {name: 1000 * seconds / len(bodies) for name, seconds in best(works, repeats).items()}
    total = times[next(iter(times))]
    characters = sum(len(body.running.text) for body in bodies) // len(bodies)
    print(f"\n{title}: {len(bodies)} letters of {PAGES} pages, {characters} characters of body on average, a letter")
    for name, milliseconds in times.items():
        print(f"  {name:<46}{milliseconds:9.2f} ms{100 * milliseconds / total:8.0f} %")
    print(f"  budget: {BUDGET} ms: {'kept' if total <= BUDGET else 'MISSED'}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the fields of the body.")
    parser.add_argument("--repeats", type=int, default=7)
    repeats = parser.parse_args().repeats
    measure("Fixtures", [path.read_bytes() for path in sorted((ROOT / "fixtures/letters").glob("*.pdf"))], repeats)
    if real := real_letters():
        measure("Real letters", real, repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
