"""A view's records as HTML: what needs a person first, then every value, each row with the mark that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gmparse.explain import labels
from gmparse.explain.labels import Words
from gmparse.explain.markup import both, own, plain, tag
from gmparse.explain.rows import Group, Row
from gmparse.explain.view import ISSUE, Note, Record, Shown, View


def record(shown: View) -> str:
    """The records of all letters, what needs a person first."""
    letters = [_letter(letter, at, several=len(shown.letters) > 1) for at, letter in enumerate(shown.letters)]
    return "".join(letters) + tag("p", both(own("keys")), class_="hint keys")


def _letter(letter: Shown, at: int, *, several: bool) -> str:
    heading = ""
    if several:
        heading = tag("h2", both(Words(*(f"{word} {at + 1}" for word in own("part")))), class_="part")
    groups = [_group(group, at, letter) for group in letter.listing.groups]
    return tag(
        "section",
        heading,
        _review(letter.review, at),
        *groups,
        _notes(letter.notes, at),
        class_="letter",
        id=None if at else "record",
    )


def _review(notes: Sequence[Note], at: int) -> str:
    if not notes:
        return tag("p", both(own("nothing_to_review")), class_="card fine")
    title = tag("h3", both(own("review")), tag("span", str(len(notes)), class_="count"))
    return tag("div", title, *(_note(note, at) for note in notes), class_="card review")


def _notes(notes: Sequence[Note], at: int) -> str:
    if not notes:
        return ""
    summary = tag("summary", both(own("notes")), tag("span", str(len(notes)), class_="count"))
    return tag("details", summary, *(_note(note, at) for note in notes), class_="card notes")


def _note(note: Note, at: int) -> str:
    label = tag("span", both(note.label), class_="label") if note.label.vi else ""
    texts = [tag("span", both(text), class_="said") for text in note.texts]
    return tag("div", label, *texts, class_=f"row note g-{ISSUE}", **_points(note.mark, at))


def _points(mark: int | None, at: int) -> dict[str, object]:
    return {} if mark is None else {"data_v": f"{at}-{mark}", "tabindex": "-1", "role": "button"}


def _group(group: Group, at: int, letter: Shown) -> str:
    """A field: its values, and those that a person is asked for and that are not there."""
    asked = {note.path: note for note in letter.review}
    written, before = [], None
    for row in group.rows:
        is_asked = any(row.path == path or row.path.startswith(f"{path}.") for path in asked)
        rule = _rule(letter.marks[row.mark].entries) if row.mark is not None and row.mark != before else ""
        written.append(_row(row, at, rule, asked=is_asked))
        before = row.mark
    paths = [row.path for row in group.rows]
    for path, note in asked.items():
        if path.startswith(f"{group.key}.") and not any(one == path or one.startswith(f"{path}.") for one in paths):
            label = labels.field(*path.split(".")) if paths else None
            written.append(_row(Row(path, label, own("none"), mark=note.mark), at, "", asked=True))
    if not written:
        written.append(_row(Row(group.key, None, own("none")), at, "", asked=group.key in asked))
    return tag("div", tag("h3", both(labels.field(group.key))), *written, class_=f"group g-{group.key}")


def _row(row: Row, at: int, rule: str, *, asked: bool) -> str:
    """A row; the label of one that stands for its group is the group's title."""
    names = ["row", f"d{min(row.depth, 3)}"]
    names += [name for name, on in (("head", row.label is None), ("asked", asked)) if on]
    label = tag("span", both(row.label), class_="label") if row.label is not None else ""
    value = tag("span", both(row.text), class_="value none" if row.text == own("none") else "value")
    said = tag("span", plain(rule), class_="rule") if rule else ""
    return tag("div", label, value, said, class_=" ".join(names), **_points(row.mark, at))


def _rule(entries: Iterable[Record]) -> str:
    """What is said of a mark on demand: rules, origin, confidence, and its place in formats without pages."""
    facts = ((one["rule"], one["origin"], f"{one['confidence']:.2f}", one["locator"] or "") for one in entries)
    return "\n".join(dict.fromkeys(" · ".join(filter(None, parts)) for parts in facts))
