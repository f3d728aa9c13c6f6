"""What the tests of the exports share: all letters of the fixtures, hostile ones, exports in memory."""

import csv
import io
from functools import cache
from importlib import import_module

import icalendar
import pytest
from support import LETTERS

import gmparse
from gmparse import export

HOSTILE = {
    "formula": "=cmd|' /C calc'!A0",
    "controls": "V/v\x00 họp\x0b bàn\x1f\ud800 gấp\ufffe",
    "cdata": 'kết thúc ]]> rồi <!-- & "đóng" </edXML:Subject>',
    "long": "=" + "Sở " * 3333,
    "lines": "một\r\nEND:VEVENT\r\nhai\tba; bốn, năm\\sáu",
}
EACH_HOSTILE = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


@cache
def letters():
    """Every letter of the fixtures."""
    return tuple(letter for path in sorted(LETTERS.iterdir()) for letter in gmparse.parse_all(path))


def letter_of(name, part=1):
    return next(one for one in letters() if (one.source.name, one.source.part) == (name, part))


def changed(letter, **texts):
    """A letter with other texts."""
    some = letter_of("gm-mau-nd30.pdf").subject
    return letter.model_copy(update={key: some.model_copy(update={"text": text}) for key, text in texts.items()})


def hostile(text):
    """A letter with a text wherever a text can be."""
    letter = letter_of("gm-van-phong-ky.pdf")
    meeting, task = letter.meetings[0], letter.assignments[0]
    said = letter.place.model_copy(update={"text": text})
    return letter.model_copy(
        update={
            "subject": said,
            "place": said,
            "addressees": (said, said),
            "attachments": (said,),
            "issuer": letter.issuer.model_copy(update={"name": text, "parent": text}),
            "number": letter.number.model_copy(update={"text": text, "serial": text, "symbol": text}),
            "signer": letter.signer.model_copy(update={"name": text, "position": text}),
            "source": letter.source.model_copy(update={"name": text}),
            "recipients": tuple(one.model_copy(update={"text": text}) for one in letter.recipients),
            "meetings": (meeting.model_copy(update={"text": text, "agenda": said}),),
            "assignments": (task.model_copy(update={"task": said, "assignee": said}),),
        }
    )


def written(found, name, **options):
    """Bytes and report of an export."""
    stream = io.BytesIO()
    report = import_module(f"gmparse.export.{export.FORMATS[name].module}").write(found, stream, **options)
    return stream.getvalue(), report


def fields_of(report):
    return {note.field for note in report.notes}


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def components(data, name):
    return icalendar.Calendar.from_ical(data).walk(name)
