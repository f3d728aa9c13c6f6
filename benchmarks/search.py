"""How long a search takes in 100,000 letters; see README.md beside it.

python benchmarks/search.py [--letters N] [--db FILE] [--rounds N] [--json FILE]

The letters are made rows, no parsed files: words drawn by Zipf's law from the syllables of the lexicon's place names
and made-up ones, names of real provinces, numbers and dates in turn.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from measuring import Report, parser_of

from gmparse.batch.sources import Place
from gmparse.index import Index
from gmparse.index.folding import name_key, number_key
from gmparse.index.rows import FileRows, LetterRows, searched
from gmparse.text import fold

ONSETS = "b c ch d đ g gh h k kh l m n ng nh p ph qu r s t th tr v x"
RIMES = """
a á à ả ạ an án àn ang áng anh ánh ao áo át ay ây ấy ăn ắn ăng ắc âm ấm ân ấn ập e é en ê ế ên ết i í ích iên iến iếu
inh ính o ó ò oan oán oài ong ọc ô ố ồ ôi ối ộ ông ốc ơ ở ơi ới ợp u ú ủ ụ ung úng ừ ứ ươi ương ướng ước ưu y ý yên
"""
_COMMON = """
công văn giấy mời quyết định kế hoạch báo cáo thông báo ủy ban nhân dân tỉnh sở nội vụ tài chính y tế giáo dục đào tạo
tổ chức thực hiện triển khai hội nghị họp cuộc đồng chí lãnh đạo phòng ban đơn vị về việc năm tháng ngày số của và các
theo tại cho trên địa bàn quản lý nhà nước chuyển đổi cải cách hành chính phòng chống thiên tai an toàn giao thông
"""
COMMON = _COMMON.split()
ORGANS = [
    f"Sở {what} tỉnh {where}"
    for what in ("Nội vụ", "Tài chính", "Y tế", "Xây dựng", "Tư pháp", "Công Thương")
    for where in (
        "Quảng Ngãi",
        "Đồng Tháp",
        "Lào Cai",
        "Nghệ An",
        "Gia Lai",
        "Cà Mau",
        "An Giang",
        "Phú Thọ",
        "Lâm Đồng",
        "Hưng Yên",
    )
]
TYPES = ("CV", "GM", "QĐ", "KH", "BC", "TB", "TTr")
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Thanh")
GIVEN = RIMES.split()[:40]


class Words:
    """A vocabulary whose words are drawn by Zipf's law."""

    def __init__(self, chance: random.Random) -> None:
        rare = [onset + rime for onset in ONSETS.split() for rime in RIMES.split()]
        chance.shuffle(rare)
        self.all = [*dict.fromkeys(COMMON + rare)]
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.all))))
        self._chance = chance

    def some(self, count: int) -> list[str]:
        return self._chance.choices(self.all, cum_weights=self._weights, k=count)


def letters(count: int) -> Iterator[FileRows]:
    chance = random.Random(7)
    words = Words(chance)
    for at in range(count):
        yield _file(at, words, chance)


def _file(at: int, words: Words, chance: random.Random) -> FileRows:
    kind, organ = chance.choice(TYPES), chance.choice(ORGANS)
    serial, symbol = str(at % 4000 + 1), f"{kind}-{''.join(word[0] for word in organ.split()[:4]).upper()}"
    day = f"{2018 + at % 8}-{at % 12 + 1:02d}-{at % 28 + 1:02d}"
    subject = " ".join(words.some(chance.randint(8, 20)))
    signer = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN).title()}"
    text = " ".join(words.some(chance.randint(200, 600))) + f" {serial}/{symbol} {organ} {signer}"
    row: tuple[object, ...] = (
        "state",
        kind,
        None,
        organ,
        None,
        f"{serial}/{symbol}",
        serial,
        symbol,
        "read",
        int(day[:4]),
        None,
        day,
        day,
        day,
    )
    row += (subject, None, None, "", signer, at % 3, number_key(f"{serial}/{symbol}"), name_key(organ))
    row += (number_key(symbol), serial, fold(subject), None)
    cited = f"{chance.randint(1, 4000)}/{chance.choice(TYPES)}-SNV"
    citation = (0, cited, None, cited, None, None, None, None, None, None, "basis", number_key(cited), None)
    assignee = chance.choice(ORGANS)
    task = (0, assignee, " ".join(words.some(12)), "", day, True, None, name_key(assignee))
    children: dict[str, list[tuple[object, ...]]] = {
        "citations": [citation],
        "assignments": [task],
        "signers": [(0, signer, "Giám đốc", "", name_key(signer))],
    }
    names = (name_key(organ), name_key(signer), name_key(assignee))
    letter = LetterRows(1, row, children, '{"made": true}', text, searched(subject, text), names)
    return FileRows(hashlib.sha256(str(at).encode()).hexdigest(), "application/pdf", 1, "text", (letter,))


def fill(report: Report, path: Path, count: int) -> None:
    begun = time.process_time()
    with Index(path) as index, index._store.batch():
        for at, rows in enumerate(letters(count)):
            index._store.put(Place(f"/made/{at:06d}.pdf", 1, 1), rows)
    spent, size = time.process_time() - begun, path.stat().st_size >> 20
    row = (f"{count:,}", f"{spent:.0f} s", f"{size:,} MB")
    report.table("An index of made letters", ("letters", "made and stored in", "size"), [row])


def queries(rounds: int) -> Iterator[tuple[str, dict[str, str]]]:
    """What people look for: words, phrases, prefixes, names, numbers, conditions; common words and rare ones."""
    chance = random.Random(11)
    words = Words(chance)
    for _ in range(rounds):
        text = words.some(6)
        some = chance.sample(words.all[:400], 2)
        yield " ".join(text[:2]), {}
        yield " ".join(some), {}
        yield fold(" ".join(text[:3])), {}
        yield f'"{" ".join(chance.sample(COMMON[:20], 2))}"', {}
        yield f"{text[0]} {text[1][:2]}*", {}
        yield f"{text[0]} OR {text[1]} -{text[2]}", {}
        yield " ".join(text[:2]), {"type": chance.choice(TYPES)}
        yield text[0], {"issuer": chance.choice(ORGANS), "since": "2021-01-01", "until": "2022-12-31"}
        yield "công văn", {}
        yield "cong van quyet dinh", {}
        yield f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}", {}
        yield "", {"number": f"{chance.randint(1, 4000)}/CV-SNVT"}
        yield "", {"cites": f"{chance.randint(1, 4000)}/QĐ-SNV"}
        yield "", {"signer": f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)}"}
        yield "", {"assignee": "sở y tế tỉnh lào cai", "due_before": "2019-06-01"}


def main() -> None:
    parser = parser_of("How long a search takes in 100,000 letters.")
    parser.add_argument("--letters", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--db", type=Path, help="keep the index in this file, and use it when it is there")
    arguments = parser.parse_args()
    report = Report(arguments.json)
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.db or Path(folder) / "letters.db"
        if not path.exists():
            fill(report, path, arguments.letters)
        measure(report, path, arguments.rounds)
    report.close()


def measure(report: Report, path: Path, rounds: int) -> None:
    """Times of the clock, and of the processor, which other work on the machine does not change."""
    times: list[tuple[float, float, str, dict[str, str], int]] = []
    with Index(path, create=False) as index:
        for query, filters in queries(rounds):
            begun, cpu = time.perf_counter(), time.process_time()
            hits = list(index.search(query, limit=20, **filters))  # type: ignore[arg-type]
            spent = 1000 * (time.process_time() - cpu)
            times.append((spent, 1000 * (time.perf_counter() - begun), query, filters, len(hits)))
    clock = sorted(entry[1] for entry in times)
    times.sort(key=lambda entry: entry[0])
    rows = []
    for share in (50, 90, 95, 99):
        at = len(times) * share // 100
        rows.append((f"p{share}", f"{times[at][0]:.1f} ms", f"{clock[at]:.1f} ms"))
        report.figure(f"search.p{share}", times[at][0])
    report.table(f"{len(times)} searches, twenty hits each", ("", "processor", "clock"), rows)
    for spent, elapsed, query, filters, count in times[-5:]:
        print(f"  {spent:6.1f} {elapsed:6.1f} ms  {query!r} {filters or ''} {count} hits")


if __name__ == "__main__":
    main()
