"""The head of a letter: issuer, number, date, title, subject, marks, addressees; and where the body begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gmparse.lexicon.document_types import by_opening, by_title
from gmparse.page import Line
from gmparse.zones.addressees import addressees
from gmparse.zones.cues import (
    ADDRESSED,
    BULLET,
    ENCLOSED,
    NUMBER,
    NUMBER_AND_DATE,
    NUMBER_APART_FROM_DATE,
    NUMBERED,
    REFERENCE,
    RULE_LINE,
    WIRED,
    begins_organ,
    begins_position,
    is_capitals,
    is_date,
    is_unfinished,
    mark_of,
    motto_of,
    opens_body,
)
from gmparse.zones.furniture import is_ornament
from gmparse.zones.gazette import opening_of
from gmparse.zones.layout import PARAGRAPH_INDENT, Layout, begins_anew, gap_above

_MAX_HEAD = 48  # lines before which the letterhead ends
_MAX_NAME = 110  # characters of one line of an organ's name
_SAME_SIZE = (1.5, 3.0)  # points; of recognised lines, whose size is measured less exactly
_MAX_SUBJECT = 10  # lines
_PARAGRAPH_GAP = 1.2  # heights of a line: in plain text more is another block
_INSIDE = 50.0  # points from the margin: farther than a paragraph's indent
_WIDE_GAP = 2.5  # heights of a line: more is another block wherever it is


@dataclass(slots=True)
class Head:
    """Lines of the head by what they are; ``end`` is the index of the body's first line."""

    motto: list[Line] = field(default_factory=list)
    issuer: list[Line] = field(default_factory=list)
    number: Line | None = None
    date: Line | None = None
    title: list[Line] = field(default_factory=list)
    subject: list[Line] = field(default_factory=list)
    marks: list[Line] = field(default_factory=list)
    addressees: list[Line] = field(default_factory=list)
    end: int = 0


def find_head(lines: Sequence[Line], limit: int, layout: Layout) -> Head:
    """Read the head from the first lines of a letter.

    Args:
        lines: the letter's lines in reading order.
        limit: index where the closing begins; nothing of the head stands behind it.
        layout: the letter's measures.
    """
    return _Reader(lines, min(limit, _MAX_HEAD), layout).read()


class _Reader:
    def __init__(self, lines: Sequence[Line], limit: int, layout: Layout) -> None:
        self.lines = lines
        self.limit = limit
        self.layout = layout
        self.head = Head()
        self.taken: set[int] = set()
        self.number_at: int | None = None

    def read(self) -> Head:
        addressed = self._addressed_at()
        top = addressed if addressed is not None else self.limit
        self._number_and_date(top)
        title = self._title_at(top)
        self._mottos_and_marks(title if title is not None else top)
        end = self._after_anchors()
        if title is not None:
            self.head.title = [self.lines[title]]
            self.taken.add(title)
            end = max(end, self._subject_below(title))
        self._issuer(title if title is not None else end if addressed is None else top)
        if not self.head.subject:
            end = max(end, self._subject_left(top, title))
        self._gazette()
        if addressed is not None:
            self.head.addressees, end = addressees(self.lines, addressed, self.limit, self.layout)
        self.head.end = end
        return self.head

    def _gazette(self) -> None:
        opening = opening_of(self.head.subject) if self.head.number is None and self.head.date is None else None
        if opening is None:
            return
        self.head.issuer = self.head.issuer or opening.issuer
        self.head.number, self.head.date, self.head.subject = opening.number, opening.date, opening.subject

    def _addressed_at(self) -> int | None:
        for index in range(self.limit):
            line = self.lines[index]
            found = ADDRESSED.match(line.text)
            if found and (found["colon"] or line.place.x0 > self.layout.left + 60):
                return index
            wired = WIRED.match(line.text) if line.text.rstrip().endswith(":") else None
            if wired and (is_capitals(wired["who"]) or self.layout.is_centred(line)):
                return index
        return None

    def _number_and_date(self, top: int) -> None:
        for index in range(top):
            line = self.lines[index]
            if self.number_at is None and NUMBER.match(line.text):
                self.number_at = index
                self.head.number, date = _parted(line)
                self.taken.add(index)
                self.head.date = self.head.date or date
            elif self.head.date is None and is_date(line.text.strip()):
                self.head.date = line
                self.taken.add(index)
            elif self.head.number is not None and self.head.date is not None:
                break

    def _mottos_and_marks(self, top: int) -> None:
        for index in range(top):
            line = self.lines[index]
            if motto_of(line.text):
                self.head.motto.append(line)
            elif mark_of(line.text):
                self.head.marks.append(line)
            elif not RULE_LINE.match(line.text):
                continue
            self.taken.add(index)

    def _after_anchors(self) -> int:
        return max(self.taken, default=-1) + 1

    # --- title and subject -----------------------------------------------------------------------------------------

    def _title_at(self, top: int) -> int | None:
        for index in range(min(top + 1, self.limit)):
            line = self.lines[index]
            if (
                index not in self.taken
                and not line.text.rstrip().endswith(":")
                and by_title(line.text)
                and self._is_title(line)
            ):
                return index
        for index in range(top):
            line = self.lines[index]
            if index not in self.taken and is_capitals(line.text) and by_opening(line.text) and self._is_free(line):
                return index
        return None

    def _is_title(self, line: Line) -> bool:
        return is_capitals(line.text) or (line.bold and self.layout.is_centred(line))

    def _is_free(self, line: Line) -> bool:
        """Whether a line may hold a title together with its subject: below the letterhead, in the middle."""
        anchor = self.head.number or self.head.date
        below = anchor is None or line.page != anchor.page or line.place.top > anchor.place.top
        return below and (not self.layout.styled or self.layout.is_centred(line) or self.layout.is_full(line))

    def _subject_below(self, title: int) -> int:
        """Take the subject's lines under the title; gives the index after them."""
        end = title + 1
        for index in range(title + 1, min(self.limit, title + 1 + _MAX_SUBJECT + 2)):
            line = self.lines[index]
            if RULE_LINE.match(line.text):
                end = index + 1
                if self.head.subject:
                    break
                continue
            if index in self.taken or mark_of(line.text):
                end = index + 1
                continue
            if self._ends_subject(index):
                break
            self.head.subject.append(line)
            self.taken.add(index)
            end = index + 1
        return end

    def _ends_subject(self, index: int) -> bool:
        line, text = self.lines[index], self.lines[index].text
        if ADDRESSED.match(text) or WIRED.match(text) or ENCLOSED.match(text) or NUMBERED.match(text):
            return True
        if BULLET.match(text) and not line.bold:
            return True
        if self._is_authority(index):
            return True
        if not self.head.subject:
            return not self._begins_subject(index)
        return not self._continues_subject(index)

    def _begins_subject(self, index: int) -> bool:
        line = self.lines[index]
        if _is_announced(line.text):
            return True
        if line.text.rstrip().endswith(":") and not line.bold:
            return False
        if self.layout.styled:
            inside = line.place.x0 > self.layout.left + _INSIDE
            return self.layout.is_centred(line) or (
                line.bold and (inside or self.layout.is_full(line)) and not NUMBERED.match(line.text)
            )
        near = gap_above(self.lines, index) < _PARAGRAPH_GAP
        if line.text.rstrip().endswith((":", ".", ";")):
            return False
        return near and (not opens_body(line.text) or self._is_whole_title(index))

    def _is_whole_title(self, index: int) -> bool:
        """Whether lines of plain text stand between title and a blank line without the stop that ends a sentence."""
        for at in range(index + 1, min(index + _MAX_SUBJECT, len(self.lines))):
            if self.lines[at].starts_paragraph:
                return not self.lines[at - 1].text.rstrip().endswith((".", ",", ";", ":", "/"))
        return False

    def _continues_subject(self, index: int) -> bool:
        line, first = self.lines[index], self.head.subject[0]
        gap = gap_above(self.lines, index)
        if gap > _WIDE_GAP:
            return False
        if self.layout.styled:
            scanned = line.origin == "ocr"  # where weight and size of type are measured, not known
            same = (scanned or line.bold == first.bold) and abs(line.size - first.size) <= _SAME_SIZE[scanned]
            return same and (self.layout.is_centred(line) or (line.bold and not NUMBERED.match(line.text)))
        set_back = line.place.x0 <= self.layout.left + PARAGRAPH_INDENT < first.place.x0
        if set_back and begins_anew(self.lines, index):
            return False  # a paragraph's first line under centred ones
        return gap < _PARAGRAPH_GAP / 2 and line.starts_paragraph is not True and not _is_opener_without_gap(line.text)

    def _is_authority(self, index: int) -> bool:
        """Whether a line in capitals names who decides, above the bases: ``GIÁM ĐỐC SỞ VĂN HÓA``."""
        line = self.lines[index]
        named = begins_organ(line.text) or begins_position(line.text)
        if not (named and is_capitals(line.text)) or index + 1 >= len(self.lines):
            return False
        below = [near for near in self.lines[index + 1 : index + 4] if not RULE_LINE.match(near.text)]
        return any(
            near.text.lstrip("- ").lower().startswith(("căn cứ", "xét", "theo ", "thực hiện")) for near in below[:2]
        )

    def _subject_left(self, top: int, title: int | None) -> int:
        """The subject of a công văn, under the number in the left column; gives the index after it."""
        if self.number_at is None:
            return self._announced_anywhere(top)
        number = self.lines[self.number_at]
        end = self.number_at + 1
        bound = title if title is not None else top
        for index in range(self.number_at + 1, min(bound, self.limit)):
            line = self.lines[index]
            if index in self.taken or is_ornament(line):
                continue
            if not self.head.subject and self.layout.styled and self._is_beside(line, number):
                continue
            if not self._stands_under(line, number) or (self.head.subject and self._is_parted(index)):
                if self.head.subject or self.layout.styled:
                    break
                continue
            self.head.subject.append(line)
            self.taken.add(index)
            end = index + 1
        return end

    def _announced_anywhere(self, top: int) -> int:
        for index in range(top):
            if index not in self.taken and _is_announced(self.lines[index].text):
                self.head.subject = [self.lines[index]]
                self.taken.add(index)
                return index + 1
        return 0

    def _stands_under(self, line: Line, number: Line) -> bool:
        if not self.layout.styled and line.place.x0 <= self.layout.left + 1:
            return bool(self.head.subject) or _is_announced(line.text)
        below = line.page == number.page and line.place.top > number.place.top
        return (
            below and line.place.x1 <= self._left_edge(number) + 20 and line.place.x_mid < self._left_edge(number) - 10
        )

    def _left_edge(self, number: Line) -> float:
        """Where the left column ends: where the right one begins, or the middle of the text."""
        beside = [line.place.x0 for line in (self.head.date, *self.head.motto) if line is not None]
        right = [x0 for x0 in beside if x0 > number.place.x1]
        return min(right) if right else self.layout.middle + 10

    def _is_beside(self, line: Line, number: Line) -> bool:
        """Whether a line of the right column runs on from one that began there: a motto over two lines."""
        begun = max((near.place.bottom for near in self.head.motto), default=0.0)
        return (
            line.page == number.page
            and line.place.x0 >= self._left_edge(number)
            and line.place.top - begun < line.place.height
        )

    def _is_parted(self, index: int) -> bool:
        last = self.head.subject[-1]
        line = self.lines[index]
        if line.page is None and line.starts_paragraph is not None and self.layout.styled:
            return False
        return line.place.top - last.place.bottom > _WIDE_GAP * line.place.height / 2

    # --- issuer ----------------------------------------------------------------------------------------------------

    def _issuer(self, bound: int) -> None:
        motto = self.head.motto[0] if self.head.motto else None
        # A motto beside the issuer, not over or under it.
        beside = motto if motto is not None and motto.place.x0 > self.layout.left + 60 and self.layout.styled else None
        stop = self.number_at if self.number_at is not None else bound
        for index in range(min(bound, self.limit)):
            line = self.lines[index]
            if index in self.taken or not self._is_issuer(line, beside):
                continue
            if index > stop and (self.lines[stop].page == line.page and line.place.top >= self.lines[stop].place.top):
                continue
            if self.head.issuer and not self._goes_on(self.head.issuer[-1], line):
                break
            self.head.issuer.append(line)
            self.taken.add(index)

    def _is_issuer(self, line: Line, beside: Line | None) -> bool:
        text = line.text.strip()
        if is_ornament(line) or ADDRESSED.match(text) or text.startswith("(") or REFERENCE.match(text):
            return False
        if beside is not None and line.place.x_mid >= beside.place.x_mid - 40:
            return False
        if begins_organ(line.text) or (self.head.issuer and is_unfinished(self.head.issuer[-1].text)):
            return len(line.text) < _MAX_NAME
        return is_capitals(line.text) and bool(self.head.motto or self.head.number)

    def _goes_on(self, last: Line, line: Line) -> bool:
        return line.page == last.page and line.place.top - last.place.bottom < 2 * line.place.height


def _parted(line: Line) -> tuple[Line, Line | None]:
    """Number and date of a line that may hold both."""
    found = NUMBER_APART_FROM_DATE.match(line.text) or NUMBER_AND_DATE.match(line.text)
    if not found:
        return line, None
    at = next((i for i, word in enumerate(line.words) if word.start >= found.start("date")), len(line.words))
    number = line.slice(0, at)
    return (number or line), line.slice(at, len(line.words))


def _is_announced(text: str) -> bool:
    """Whether the text begins as subjects do: ``V/v``, ``Về việc``."""
    return text.lstrip(' "“').lower().startswith(("v/v", "v.v", "về việc", "về ", "(v/v", "(về việc"))


def _is_opener_without_gap(text: str) -> bool:
    return text.lstrip("- ").startswith(("Căn cứ", "Kính gửi", "Thực hiện "))
