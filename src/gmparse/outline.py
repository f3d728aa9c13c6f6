"""Body lines → paragraphs and nested items (``I.`` ``1.`` ``a)`` ``-`` ``+`` ``Điều 1.``), tables in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal, NamedTuple

import regex

from gmparse.page import Cell, Line, Table
from gmparse.rules import Rule, rule
from gmparse.text import TextMap, squeeze
from gmparse.zones import Layout, Zones

Kind = Literal[
    "chapter",
    "article",
    "roman",
    "decimal",
    "decimal2",
    "decimal3",
    "paren",
    "letter",
    "dash",
    "plus",
    "star",
    "dot",
    "",
]

MARKER = rule(
    "outline.marker",
    r"""^\s*(?:
        (?P<article>(?:Điều|ĐIỀU)\s+\d{1,3}[a-zđ]?\s*[.:])
      | (?P<chapter>(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC)\s+(?:[IVXL]{1,6}|\d{1,2}|thứ\s+\p{L}+)\b\s*[.:]?)
      | (?P<roman>[IVX]{1,6}\s*[.)]|[IVX]{1,6}/(?=\s)|[IVX]{1,6}\s*[-–](?=\s))
      | (?P<decimal3>\d{1,2}\.\d{1,2}\.\d{1,2}\.?)(?=\s)
      | (?P<decimal2>\d{1,2}\.\d{1,2}\.?)(?=\s)
      | (?P<decimal>\d{1,2}\s*[.]|\d{1,2}\s*/(?=\s)|\d{1,2}\s?[-–](?=\s+\p{Lu}\p{Ll}))(?!\d)
      | (?P<paren>\(?\d{1,2}\))(?=\s)
      | (?P<letter>\(?[a-zđ]\d?\)|[a-zđ]\d?\.(?=\s))
      | (?P<dash>[-–—](?!\d*\s*[-–—]))
      | (?P<plus>\+)
      | (?P<star>\*+)
      | (?P<dot>[•●▪◦○■□§Ø\uf0b7\uf02d\uf0a7\uf0d8\uf0fc])
    )\s*""",
    "what numbers or marks an item (NĐ 30/2020, Phụ lục I, II.6; NĐ 78/2025, Điều 66)",
    examples=(
        "1. Thời gian",
        "1.2. Thành phần",
        "a) Rà soát",
        "- Đại diện",
        "+ Sở Tài chính",
        "I. MỤC ĐÍCH",
        "Điều 2. Quyết định",
        "1/ Thời gian",
        "2- Địa điểm",
    ),
    rejects=("Thời gian: 14 giờ", "30/9/2025; Sở Văn hóa", "14h00 ngày 23/7", "57/GM-SVH", "18-19/01/2026", "V/v họp"),
)
LABEL = rule(
    "outline.label",
    r"""^\s*(?:(?:Thời\s+gian|Địa\s+điểm|Thành\s+phần|Nội\s+dung|Chủ\s+trì|Hình\s+thức|Kính\s+mời|Tới\s+dự|Đến\s+dự|Ghi\s+chú|Lưu\s+ý|Liên\s+hệ
        |Đại\s+biểu|Khách\s+mời|Chương\s+trình|Đối\s+tượng
        |Về\s+(?:thời\s+gian|địa\s+điểm|thành\s+phần|nội\s+dung|hình\s+thức))[^:.;]{0,40}|Tại)\s*:""",
    "a label that opens a paragraph without a number (NĐ 30/2020, Phụ lục III, mẫu 1.7)",
    examples=("Thời gian: 14 giờ", "Địa điểm tổ chức: Hội trường", "Về thành phần: Lãnh đạo Sở", "Tại: Hội trường"),
    rejects=("thời gian: 14 giờ", "Thời gian tổ chức là 14 giờ.", "Tại cuộc họp: ý kiến"),
)
RULES: tuple[Rule, ...] = (MARKER, LABEL)

_ORDER: tuple[Kind, ...] = (
    "chapter",
    "article",
    "roman",
    "decimal",
    "decimal2",
    "decimal3",
    "paren",
    "letter",
    "dash",
    "plus",
    "star",
    "dot",
)
_NUMBERED = frozenset(("chapter", "article", "roman", "decimal", "decimal2", "decimal3", "paren", "letter"))
_DASH = regex.compile(r"[-–—]\s+(?=\p{L})")
_NUMBER = regex.compile(r"\d+|[IVX]+|[a-zđ]")
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_BULLETS = frozenset(("dash", "plus", "star", "dot"))
_INDENT = 9.0  # points from the margin: a paragraph's first line
_SHORT = 0.12  # of the text's width: a line that ends that much before the margin ended its paragraph
_GAP = 0.9  # heights of a line: more parts paragraphs
_STOPS = (".", ";", ":", ",", "/")
_LONGEST_HEADING = 12  # words of a unit's name or a topic over a paragraph
_ENDS = (".", ";", ":", "/.", "!", "?")


@dataclass(slots=True)
class Item:
    """A paragraph or item: ``text`` is its own, ``start`` the offset behind its marker, ``children`` hang under it.

    A table stands as an item of its own with ``table`` set and no text.
    """

    kind: Kind
    marker: str
    text: TextMap
    start: int
    children: list[Item] = field(default_factory=list)
    table: Table | None = None

    @property
    def own(self) -> str:
        """The text behind the marker, blanks squeezed."""
        return self.text.value(self.start, len(self.text.text))

    @property
    def is_leadin(self) -> bool:
        """Whether the text only introduces what follows: it ends with a colon."""
        return self.own.endswith(":")

    @property
    def is_heading(self) -> bool:
        """Whether the text is a heading: bold all over, or without an end of sentence and with items under it."""
        lines = self.text.lines
        return bool(lines) and (
            all(line.bold for line in lines) or (bool(self.children) and not self.own.endswith((".", ";")))
        )

    def walk(self) -> Iterator[Item]:
        """This item and all under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Item]:
        """The items under it that have none under them."""
        for child in self.children:
            if child.children:
                yield from child.leaves()
            else:
                yield child


@dataclass(slots=True)
class Outline:
    """The body of a letter as a tree."""

    items: list[Item]

    def walk(self) -> Iterator[Item]:
        """Every item in reading order."""
        for item in self.items:
            yield from item.walk()

    @property
    def tables(self) -> list[Table]:
        """The ruled tables in reading order, those cut by page breaks put together (the place is the first page's)."""
        return [item.table for item in self.walk() if item.table is not None]


EMPTY = Outline([])


class _Paragraph(NamedTuple):
    kind: Kind
    marker: str
    start: int
    lines: list[Line]
    table: Table | None = None


def build(zones: Zones) -> Outline:
    """The outline of a letter's body."""
    return Outline(_nested(_paragraphs(zones.body, zones.tables, zones.layout)))


def marker_of(text: str) -> tuple[Kind, str, int]:
    """Kind, printed marker and offset behind it; ``("", "", 0)`` for a text without one."""
    found = MARKER.match(text)
    if not found:
        return "", "", 0
    kind: Kind = next(k for k in _ORDER if found[k])
    dash = _DASH.match(text, found.end()) if kind in _NUMBERED else None  # "3. - Đề nghị …"
    return kind, found[kind].strip(), dash.end() if dash else found.end()


# --- paragraphs ------------------------------------------------------------------------------------------------------


def _paragraphs(lines: Sequence[Line], tables: Iterable[Table], layout: Layout) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    pending: dict[int | None, list[Table]] = {}
    for table in tables:
        if not _is_frame(table):
            pending.setdefault(table.page, []).append(table)
    last: Line | None = None
    for line in lines:
        if _is_speck(line):
            continue
        around = _table_around(line, pending[line.page]) if line.page in pending else None
        if around is not None:
            if not found or found[-1].table is not around:
                found.append(_Paragraph("", "", 0, [], around))
            last = None
            continue
        if last is not None and not _begins(line, last, found[-1], layout):
            found[-1].lines.append(line)
        else:
            kind, marker, start = marker_of(line.text)
            found.append(_Paragraph(kind, marker, start, [line]))
        last = line
    return found


def _is_speck(line: Line) -> bool:
    """Whether a line is no text but a rule or a speck of a scan; a marker whose text stands below it is none."""
    text = line.text.strip()
    return not any(map(str.isalnum, text)) and not MARKER.match(text)


def _table_around(line: Line, tables: Iterable[Table]) -> Table | None:
    x, y = line.place.x_mid, line.place.y_mid
    for table in tables:
        if table.place.holds(x, y):
            return table
    return None


def _is_frame(table: Table) -> bool:
    """Whether a table only frames running text: one cell holds most of its lines."""
    counts = [len(cell.lines) for row in table.rows for cell in row if cell is not None]
    return bool(counts) and max(counts) > max(4, sum(counts) / 2)


def _begins(line: Line, last: Line, paragraph: _Paragraph, layout: Layout) -> bool:
    """Whether a line begins a paragraph."""
    if line.starts_paragraph is not None:
        return line.starts_paragraph
    ended = last.text.rstrip().endswith(_ENDS)
    width = layout.right - layout.left
    short = last.place.x1 < layout.right - _SHORT * width
    kind, _, _ = marker_of(line.text)
    if ":" in line.text and LABEL.match(line.text) and (ended or short or LABEL.match(paragraph.lines[0].text)):
        return True
    if not layout.styled:
        return _begins_plain(line, last, paragraph, kind, ended)
    inside = line.place.x0 > layout.left + _INDENT
    if kind:
        return inside or ended or short
    if line.page == last.page and line.place.top - last.place.bottom > _GAP * line.place.height:
        return True
    if inside and last.place.x0 <= layout.left + _INDENT:
        return ended or short or line.place.x0 - layout.left < 0.12 * width
    if inside:  # after an indented line: another one-line paragraph, unless the text hangs
        return ended or short
    return ended and short and not _goes_on(line)


def _begins_plain(line: Line, last: Line, paragraph: _Paragraph, kind: Kind, ended: bool) -> bool:
    """Plain text has no type and often no indents: ends of sentences and markers tell."""
    if kind or line.place.x0 > last.place.x0 + 4:
        return bool(kind) or ended
    if line.place.top - last.place.bottom > 0.5 * line.place.height:
        return True
    if not ended or _goes_on(line):
        return False
    return not (paragraph.kind and last.text.rstrip().endswith(";"))


def _goes_on(line: Line) -> bool:
    """Whether a line begins in small letters, as no paragraph does."""
    first = line.text.lstrip()[:1]
    return first.islower()


# --- nesting ---------------------------------------------------------------------------------------------------------


def _nested(paragraphs: Sequence[_Paragraph]) -> list[Item]:
    root: list[Item] = []
    stack: list[Item] = []
    numbered: dict[Kind, list[Item]] = {}  # the last item of each kind of number, with those above it
    for paragraph in _joined(paragraphs):
        item = Item(paragraph.kind, paragraph.marker, TextMap(paragraph.lines), paragraph.start, table=paragraph.table)
        _unwind(stack, item)
        _resume(root, stack, numbered.get(item.kind), item)
        (stack[-1].children if stack else root).append(item)
        if item.kind in _NUMBERED:
            numbered = {kind: path for kind, path in numbered.items() if _ORDER.index(kind) < _ORDER.index(item.kind)}
            numbered[item.kind] = [*stack, item]
        if item.kind or _is_title_of_section(item):
            stack.append(item)
    return root


def _resume(root: list[Item], stack: list[Item], path: list[Item] | None, item: Item) -> None:
    """Put an item that goes on with the numbers of a list beside the one before it.

    Paragraphs between the two, which had ended the list, belong to the item before: its second paragraph.
    """
    if path is None or stack == path[:-1] or not _follows(path[-1], item):
        return
    *above, last = path
    siblings = above[0] if above else None
    at = next((index for index, other in enumerate(root) if other is (siblings or last)), None)
    if at is None or any(other.kind for other in root[at + 1 :]):
        return
    last.children += root[at + 1 :]
    del root[at + 1 :]
    stack[:] = above


def _follows(last: Item, item: Item) -> bool:
    """Whether the number of an item is the next one: ``3.`` after ``2.``, ``c)`` after ``b)``."""
    before, here = _ordinal(last.marker), _ordinal(item.marker)
    if before is None or here is None:
        return False
    return here == before + 1 or (here == before + 2 and "d" in last.marker)  # many leave out đ)


def _ordinal(marker: str) -> int | None:
    """The number that a marker says, its last level's."""
    word = _NUMBER.findall(marker)
    if not word:
        return None
    last = word[-1]
    if last.isdigit():
        return int(last)
    return _ALPHABET.index(last) if last in _ALPHABET else _ROMAN.index(last) if last in _ROMAN else None


def _joined(paragraphs: Sequence[_Paragraph]) -> list[_Paragraph]:
    """Tables that a page break cut are put together: one follows the other with the same number of columns.

    A head that is printed again on the next page is left out.
    """
    result: list[_Paragraph] = []
    for paragraph in paragraphs:
        last = result[-1].table if result else None
        here = paragraph.table
        if last is not None and here is not None and here.rows and last.rows and len(here.rows[0]) == len(last.rows[0]):
            whole = Table(last.place, last.rows + here.rows[_repeated(last, here) :])
            result[-1] = result[-1]._replace(table=whole)
        else:
            result.append(paragraph)
    return result


def _repeated(first: Table, second: Table) -> int:
    """How many rows at the top of the second table are those of the first."""
    pairs = zip(first.rows, second.rows, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _texts(pair[0]) == _texts(pair[1]), pairs))


def _texts(row: Sequence[Cell | None]) -> list[str]:
    return [squeeze(cell.text) if cell is not None else "" for cell in row]


def _is_title_of_section(item: Item) -> bool:
    """Whether an unnumbered paragraph opens a list: it ends with a colon."""
    return item.table is None and item.is_leadin


def _unwind(stack: list[Item], item: Item) -> None:
    """Leave what the item cannot belong to."""
    if not item.kind:
        labels = _list_of_labels(stack, item)
        if labels is not None:
            del stack[labels + 1 :]
            return
        listed = _list_without_bullet(stack, item)
        if listed is not None:
            del stack[listed:]
            return
        while stack and not _takes_paragraphs(stack[-1]):
            stack.pop()
        return
    kinds = [open_item.kind for open_item in stack]
    same = [at for at, kind in enumerate(kinds) if kind == item.kind]
    if same and not _restarts(stack, item):
        del stack[next((at for at in reversed(same) if not _is_deeper(item, stack[at])), same[0]) :]
        return
    while stack and _rank(stack[-1]) > _rank(item) and stack[-1].kind and not _hangs_under(stack[-1], item):
        stack.pop()
    if stack and not stack[-1].kind and not stack[-1].children and not stack[-1].is_leadin:
        stack.pop()


def _list_of_labels(stack: Sequence[Item], item: Item) -> int | None:
    """Where an item without number stands that goes on a list of labels: ``Địa điểm: …`` behind ``Thời gian: …``."""
    if item.table is not None or not LABEL.match(item.text.text):
        return None
    for at in reversed(range(len(stack))):
        if not stack[at].kind and stack[at].children and LABEL.match(stack[at].text.text):
            return at - 1
        last = stack[at].children[-1] if stack[at].children else None
        if last is not None and not last.kind and last.table is None and LABEL.match(last.text.text):
            return at
    return None


def _list_without_bullet(stack: Sequence[Item], item: Item) -> int | None:
    """Where a list of bullets stands that goes on with an item whose bullet was lost: both end with a semicolon."""
    if not stack or stack[-1].kind not in _BULLETS or item.table is not None:
        return None
    return len(stack) - 1 if stack[-1].own.endswith(";") and item.own.endswith(";") else None


def _restarts(stack: Sequence[Item], item: Item) -> bool:
    """Whether a dash under a dash that ends with a colon opens a list of its own, all set with one marker."""
    last = stack[-1]
    return (
        item.kind in _BULLETS
        and last.kind == item.kind
        and last.is_leadin
        and not last.children
        and _is_deeper(last, item)
    )


def _hangs_under(above: Item, item: Item) -> bool:
    """Whether an item stands under one of a lower rank: bullets nest in the order in which a letter uses them."""
    if above.kind == "dash" and above.is_leadin:
        return True
    return above.kind in _BULLETS and item.kind in _BULLETS and not _is_deeper(item, above)


def _is_deeper(above: Item, item: Item) -> bool:
    lines, below = above.text.lines, item.text.lines
    return bool(lines and below) and below[0].place.x0 > lines[0].place.x0 + 6


def _takes_paragraphs(item: Item) -> bool:
    """Whether unmarked paragraphs can stand under an item: a heading, or a lead-in without items yet."""
    if item.kind in _BULLETS:
        return False
    if item.kind in ("letter", "paren"):
        return not item.children and not item.own.endswith(_STOPS) and len(item.own.split()) <= _LONGEST_HEADING
    if item.is_leadin:
        return not item.children or (bool(item.kind) and not item.children[-1].kind)
    return all(line.bold for line in item.text.lines) or not item.own.endswith((".", ";", "/"))


def _rank(item: Item) -> int:
    return _ORDER.index(item.kind) if item.kind else len(_ORDER)
