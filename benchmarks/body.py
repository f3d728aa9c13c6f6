"""Measures the fields of the body, warm: processor time of a two-page letter, and of each stage.

python benchmarks/body.py [--repeats N] [--letters N] [--json FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from measuring import Report, Work, best, fixtures, parser_of, real_letters

from gmparse import outline
from gmparse.fields import assignments, citations, date, directives, document_type, issuer, meetings, number
from gmparse.fields.entities import Names
from gmparse.fields.issuer import Issuer
from gmparse.outline import Outline
from gmparse.reading import read_document
from gmparse.text import TextMap
from gmparse.zones import Zones, find_zones, split

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


def measure(report: Report, title: str, data: Sequence[bytes], repeats: int) -> None:
    bodies = [body for item in data if (body := body_of(item)) is not None]
    if not bodies:
        report.note(f"{title}: no letter of {PAGES} pages")
        return
    works: dict[str, Work] = {}
    for name, stage in STAGES.items():
        works[name] = lambda stage=stage: [stage(body) for body in bodies]  # type: ignore[misc]
    times = {name: 1000 * seconds / len(bodies) for name, seconds in best(works, repeats).items()}
    total = times[next(iter(times))]
    characters = sum(len(body.running.text) for body in bodies) // len(bodies)
    about = f"{title}: the body of {len(bodies)} letters of {PAGES} pages, {characters} characters on average, a letter"
    rows = [(name, f"{one:.2f} ms", f"{100 * one / total:.0f} %") for name, one in times.items()]
    report.table(about, ("", "one", "share"), rows)
    report.figure(f"body.{title.partition(' ')[0].lower()}", total)


def main() -> int:
    parser = parser_of("Measure the fields of the body.", repeats=5)
    parser.add_argument("--letters", type=int, default=24, help="real letters that are looked at")
    arguments = parser.parse_args()
    report = Report(arguments.json)
    measure(report, "Fixtures", fixtures(), arguments.repeats)
    if real := real_letters(arguments.letters):
        measure(report, "Real letters", real, arguments.repeats)
    report.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
