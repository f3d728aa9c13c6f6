"""All mentions of documents in a text: numbered ones, laws by name, bases without a number."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import pairwise

import regex

from gmparse.fields.citations.laws import LawName, find_laws
from gmparse.fields.citations.mention import Mention, Part, Role, part
from gmparse.fields.citations.named import find_named, find_templates
from gmparse.fields.citations.provisions import provisions_after, provisions_before
from gmparse.fields.citations.roles import EXPIRES, role_of
from gmparse.fields.citations.surroundings import Surroundings, before, title_at
from gmparse.fields.citations.types import TypeWord, code_of_symbol, type_before
from gmparse.grammar.document_numbers import DocumentNumber, find_numbers
from gmparse.text import TextMap

# "các Nghị định số A ngày …, B và C": a number that follows another document inherits its type.
_GOES_ON = regex.compile(r"[\s)]*+(?:,|;|và|hoặc|,\s*và|&)\s*+(?:số\s*+:?\s*+)?", regex.IGNORECASE)
_SIDE_BY_SIDE = regex.compile(r"[\s)]*+(?:,|;|và|hoặc|[,;]\s*và)\s*+(?:số\s*+:?\s*+)?", regex.IGNORECASE)
# "Căn cứ A; B; C", "thay thế A và B": what stands beside a document plays the same part.
_SHARED: tuple[Role, ...] = ("basis", "amends", "replaces", "repeals", "reply_to")
_NEW_ITEM = regex.compile(
    r"\s*+(?:[-–+•*]\s|\d{1,2}(?:\.\d{1,2})*+[.)]\s|\p{Ll}[.)]\s|[IVX]{1,5}[.)]\s|Căn\s+cứ\s|Điều\s+\d|Theo\s|Xét\s)"
)
_LONGEST_EXPIRY = 120  # characters
_CAPITALS = "IVXCĐT"  # that an item begins with
_AFTER_LETTER = (".", ")")  # of an item ``a)``
_SENTENCE = regex.compile(r"[.!?]\s+(?=[\p{Lu}\d(“\-–+])")


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, source: TextMap) -> None:
        self.source, self.text = source, source.text
        self.numbers = find_numbers(self.text)
        self.laws = find_laws(self.text, self.numbers)
        self.found: list[Mention] = []

    @cached_property
    def items(self) -> list[int]:
        """Where items of lists begin."""
        return item_starts(self.source)

    @cached_property
    def sentences(self) -> list[int]:
        """Where sentences and items begin."""
        return sorted({0, *self.items, *(match.end() for match in _SENTENCE.finditer(self.text))})

    def read(self) -> list[Mention]:
        of_laws = {law.number.start for law in self.laws if law.number}
        starts: list[tuple[int, LawName | DocumentNumber]] = [(law.start, law) for law in self.laws]
        starts += [(number.start, number) for number in self.numbers if number.start not in of_laws]
        for _, anchor in sorted(starts, key=lambda entry: entry[0]):
            mention = self._law(anchor) if isinstance(anchor, LawName) else self._numbered(anchor)
            if mention is not None:
                self.found.append(mention)
        if self.found:
            self._share_issuers()
            self._add_titles()
        named = [*find_named(self.source, self.found), *find_templates(self.source)]
        return sorted([*self.found, *named], key=lambda mention: mention.start)

    def _numbered(self, number: DocumentNumber) -> Mention | None:
        last = self.found[-1] if self.found else None
        floor = last.head_end if last else 0
        word = type_before(self.text, number, floor)
        code = word.code if word else self._inherited(number, last) or code_of_symbol(number.symbol)
        if code is None and "-" not in number.symbol:
            return None  # "số 19/AB đường Lê Lợi": nothing says that it is a document
        start = word.start if word else number.start
        mention = Mention(self.source, start, number.end, number.end, number.key, code)
        mention.number = Part(number.text, number.start, number.end)
        self._look_around(mention, floor, word)
        return mention

    def _inherited(self, number: DocumentNumber, last: Mention | None) -> str | None:
        goes_on = last is not None and _GOES_ON.fullmatch(self.text, last.head_end, number.start)
        return last.type if last and goes_on and code_of_symbol(number.symbol) in (None, last.type) else None

    def _law(self, law: LawName) -> Mention:
        key = f"{law.base} {law.year}" if law.year else law.base
        mention = Mention(self.source, law.start, law.end, law.end, key, law.code, alias=law.base)
        mention.name = part(self.source, law.start, law.name_end)
        if law.number:
            mention.key = law.number.key
            mention.number = Part(law.number.text, law.number.start, law.number.end)
        self._look_around(mention, self.found[-1].start if self.found else 0, None)
        mention.issuer = None if law.number is None else mention.issuer
        return mention

    def _look_around(self, mention: Mention, floor: int, word: TypeWord | None) -> None:
        joint = mention.type == "TTLT" or (mention.number is not None and "LT" in mention.number.value)
        behind = Surroundings(self.source, mention.head_end, joint=joint)
        mention.date, mention.issuer = behind.date, behind.issuer
        mention.end = mention.head_end = behind.end
        if word and word.issuer:
            mention.issuer = part(self.source, *word.issuer)
        mention.provisions = provisions_before(self.source, mention.start, floor)
        at = mention.provisions[0].start if mention.provisions else mention.start
        if mention.issuer is None and mention.name is None:
            issuer, date = before(self.source, at, max(floor, self._sentence(at)))
            mention.issuer, mention.date = issuer, mention.date or date
        if not mention.provisions:
            mention.provisions = provisions_after(self.source, mention.head_end)
        mention.role = role_of(self.text, at, self._sentence(at))

    def _sentence(self, at: int) -> int:
        return self.sentences[bisect_right(self.sentences, at) - 1]

    def _share_issuers(self) -> None:
        """``Quyết định số A và Quyết định số B của X``, ``X ban hành Quyết định số A và B``: X issued both.

        Only where their symbols name one organ.
        """
        pairs = [pair for pair in pairwise(self.found) if self._side_by_side(*pair)]
        for left, right in reversed(pairs):
            if left.issuer is None and right.issuer and right.issuer.start > right.start:
                left.issuer = right.issuer
        for left, right in pairs:
            if right.issuer is None and left.issuer and left.issuer.start < left.start:
                right.issuer, right.date = left.issuer, right.date or _standing_before(left.date, left)

    def _side_by_side(self, left: Mention, right: Mention) -> bool:
        if left.number is None or right.number is None or _organ_of(left.number.value) != _organ_of(right.number.value):
            return False
        return _SIDE_BY_SIDE.fullmatch(self.text, left.head_end, right.start) is not None

    def _add_titles(self) -> None:
        """Titles end before the next document that is named side by side; one inside a title is only mentioned."""
        joints = (_joint_before(self.text, mention.start) for mention in self.found)
        side_by_side = [joint.start() for joint in joints if joint]
        stops = sorted({*self.items, *side_by_side})
        inside = 0
        apart: list[Mention] = []
        for mention in self.found:
            if mention.start < inside:
                mention.role = "mention"
            else:
                apart.append(mention)
            inside = max(inside, mention.end)
            if mention.name is None or mention.number:
                mention.title = title_at(self.source, mention.head_end, stops)
            if mention.title:
                mention.end = mention.title.end
                inside = max(inside, mention.end)
            if EXPIRES.match(self.text, mention.end, mention.end + _LONGEST_EXPIRY):
                mention.role = "repeals"
        for left, right in pairwise(apart):
            goes_on = right.role == "mention" and _SIDE_BY_SIDE.fullmatch(self.text, left.end, _begin(right))
            if goes_on and left.role in _SHARED:
                right.role = left.role


def _begin(mention: Mention) -> int:
    """Where a mention begins, with the provisions before it."""
    return min([mention.start, *(part.start for part in mention.provisions)])


def mentions(source: TextMap) -> list[Mention]:
    """All mentions of documents in a text, in order."""
    return _Reader(source).read()


def item_starts(source: TextMap) -> list[int]:
    """Where lines stand that begin an item of a list, an article or a basis."""
    starts, at = [], 0
    for line in source.lines:
        first = line.text[:1]  # of most lines it rules an item out
        may_begin = line.text[1:2] in _AFTER_LETTER if first.islower() else not first.isalpha() or first in _CAPITALS
        if may_begin and _NEW_ITEM.match(source.text, at):
            starts.append(at)
        at += len(line.text) + 1
    return starts


_SEPARATORS = regex.compile(r"[-/.]")
_JOINT = regex.compile(r"(?:\s+và|[,;](?:\s+và)?)\s+(?:các\s+)?$")


def _joint_before(text: str, start: int) -> regex.Match[str] | None:
    return _JOINT.search(text, max(0, start - 12), start)


def _standing_before(part: Part | None, mention: Mention) -> Part | None:
    return part if part and part.start < mention.start else None


def _organ_of(number: str) -> str:
    """What names the organ in a symbol: ``12/2024/QĐ-TTg`` → ``TTg``."""
    return _SEPARATORS.split(number)[-1].casefold()
