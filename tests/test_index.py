"""The index as a store: nothing is lost, nothing done twice, whatever happens on the way."""

import io
import os
import pty
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import bulk
import poison
import pytest
from letterwriter import write_text
from support import FIXTURES, LETTERS

import gmparse
from gmparse import Index
from gmparse.batch import PREPARE, Limits, Pool
from gmparse.batch.sources import Found, Sources, key_of, missing
from gmparse.cli import main
from gmparse.index import schema
from gmparse.index.folder import Settled
from gmparse.index.rows import FileRows, Same, file_rows
from gmparse.options import Options

LIGHT = Options(only="header", ocr="never")
LIMITS = Limits(timeout=3.0, memory_mb=300)
GOOD = 40


class _Here:
    """Works on the files in this process: quick, for tests that are not about workers."""

    def run(self, jobs, idle):
        from gmparse.batch import Done, Failure
        from gmparse.batch.failures import failure_of

        for key, request in jobs:
            try:
                result = file_rows(LIGHT, request)
            except gmparse.GmparseError as error:
                result = failure_of(error)
            assert isinstance(result, (FileRows, Same, Failure))
            self.count += not isinstance(result, Same)
            yield Done(key, result)

    count = 0

    @contextmanager
    def __call__(self):
        yield self


@pytest.fixture
def here():
    return _Here()


@pytest.fixture
def index(tmp_path):
    with Index(tmp_path / "letters.db") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    for at in (2, 1, 0):  # PDF, DOCX, text
        path = tmp_path / "in" / bulk.name(at)
        path.write_bytes(bulk.bytes_of(bulk.letter(at), path.suffix))
    return tmp_path / "in"


def text_letter(at):
    return write_text(bulk.letter(at)).encode()


def workers():
    return Pool(poison.WORK, PREPARE, LIGHT, jobs=2, limits=LIMITS)


def content(db):
    """All that an index holds, without ids and times, which depend on the order of arrival."""
    with sqlite3.connect(db) as connection:
        tables = (
            "citations",
            "meetings",
            "participants",
            "assignments",
            "recipients",
            "signers",
            "signatures",
            "issues",
        )
        queries = {
            "files": "SELECT sha256, size, media_type, pages, reading, letters FROM files",
            "paths": "SELECT * FROM paths",
            "failures": "SELECT path, reason, message, attempts FROM failures",
            "letters": "SELECT letters.*, records.* FROM letters JOIN records ON letter_id = id",
            **{name: f"SELECT sha256, part, {name}.* FROM {name} JOIN letters ON letter_id = id" for name in tables},  # noqa: S608
            "searched": "SELECT sha256, part FROM letters_fts JOIN letters ON id = letters_fts.rowid",
            "names": "SELECT sha256, part, names_fts.* FROM names_fts JOIN letters ON id = names_fts.rowid",
        }
        return {name: rows_without_ids(connection.execute(query)) for name, query in queries.items()}


def rows_without_ids(cursor):
    kept = [at for at, column in enumerate(cursor.description) if column[0] not in ("id", "letter_id")]
    return sorted(repr([row[at] for at in kept]) for row in cursor)


def assert_sound(db):
    with sqlite3.connect(db) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO letters_fts (letters_fts) VALUES ('integrity-check')")
        (letters,) = connection.execute("SELECT count(*) FROM letters").fetchone()
        assert connection.execute("SELECT count(*) FROM records").fetchone() == (letters,)
        for table in ("letters_fts_docsize", "names_fts_docsize"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (letters,)  # noqa: S608


# --- the great run: poison, kill -9, Ctrl-C --------------------------------------------------------------------------

PROGRAM = """
import sys
sys.path[:0] = {path!r}
from test_index import Index, workers
with Index(sys.argv[1]) as index:
    print("go", flush=True)
    index.add([sys.argv[2]], engine=workers)
    print("done", flush=True)
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Forty letters and a poison file of each kind; what each must fail for; an index made without disturbance."""
    folder = tmp_path_factory.mktemp("archive")
    bulk.write_letters(folder / "in", GOOD)
    expected = bulk.write_poison(folder / "in/poison", len(bulk.POISON))
    with Index(folder / "whole.db") as index:
        summary = index.add([folder / "in"], engine=workers)
    return folder, expected, summary


def test_every_good_letter_and_every_poison_file(archive):
    folder, expected, summary = archive
    assert (summary.added, summary.letters, summary.files) == (GOOD, GOOD, GOOD + len(expected))
    assert summary.failed.total() == len(expected)
    with Index(folder / "whole.db") as index:
        assert {Path(one.path): one.reason for one in index.failures()} == expected
        assert index.stats().letters == GOOD
    assert_sound(folder / "whole.db")


def test_the_second_run_does_nothing(archive):
    folder, expected, _ = archive

    def none():
        raise AssertionError("workers were started")

    before = content(folder / "whole.db")
    with Index(folder / "whole.db") as index:
        summary = index.add([folder / "in"], engine=none)
    assert (summary.unchanged, summary.added, summary.updated, summary.letters) == (GOOD, 0, 0, 0)
    assert summary.failed.total() == len(expected)
    assert content(folder / "whole.db") == before


@pytest.mark.parametrize(("end", "times"), [(signal.SIGKILL, 3), (signal.SIGINT, 1)])
def test_ended_at_random_and_resumed_it_is_the_same(archive, tmp_path, end, times):
    folder, _, _ = archive
    program = PROGRAM.format(path=[str(FIXTURES), str(Path(__file__).parent)])
    command = [sys.executable, "-c", program, tmp_path / "letters.db", folder / "in"]
    chance = random.Random(os.urandom(4))
    ended = 0
    for _ in range(times):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            assert process.stdout.readline() == b"go\n"
            time.sleep(chance.uniform(0.2, 2.5))
            process.send_signal(end)
            ended += process.wait(20) != 0
        assert_sound(tmp_path / "letters.db")
    assert ended
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == b"go\ndone\n"
    assert content(tmp_path / "letters.db") == content(folder / "whole.db")


# --- contents and paths ----------------------------------------------------------------------------------------------


def test_one_letter_at_two_paths_is_one_letter(index, folder, here):
    shutil.copy(folder / bulk.name(2), folder / "copy.pdf")
    summary = index.add([folder], engine=here)
    assert (summary.added, summary.copies, summary.letters, here.count) == (4, 1, 3, 3)
    shutil.copy(folder / bulk.name(2), folder / "later.pdf")
    summary = index.add([folder], engine=here)
    assert (summary.added, summary.copies, summary.unchanged, here.count) == (1, 1, 4, 3)
    (hit,) = index.search(number=bulk.letter(2).number.text)
    assert [Path(path).name for path in index.get(hit.id).paths] == [bulk.name(2), "copy.pdf", "later.pdf"]
    assert list(index.duplicates()) == []


def test_a_changed_file_is_updated(index, folder, here):
    index.add([folder], engine=here)
    (folder / bulk.name(0)).write_bytes(text_letter(30))
    summary = index.add([folder], engine=here)
    assert (summary.updated, summary.unchanged, summary.added) == (1, 2, 0)
    assert index.stats().letters == 3
    assert not list(index.search(number=bulk.letter(0).number.text))
    assert list(index.search(number=bulk.letter(30).number.text))
    assert_sound(index.path)


def test_a_touched_file_is_not_read_again(index, folder, here):
    index.add([folder], engine=here)
    os.utime(folder / bulk.name(0), (1, 1))
    summary = index.add([folder], engine=here)
    assert (summary.unchanged, here.count) == (3, 3)
    assert index._store.known(str(folder / bulk.name(0))).mtime_ns == 10**9


class _AllAtOnce(_Here):
    """Takes all files before it gives the first result, as several workers do."""

    def run(self, jobs, idle):
        for done in list(super().run(jobs, idle)):
            yield done
            idle()


def test_copies_that_are_read_at_the_same_time(index, folder):
    shutil.copy(folder / bulk.name(2), folder / "copy.pdf")
    summary = index.add([folder], engine=_AllAtOnce())
    assert (summary.added, summary.copies, summary.letters) == (4, 1, 3)
    assert index.stats().letters == 3
    assert_sound(index.path)


def test_a_letter_moved_and_another_in_its_place(index, folder, here):
    """The moved one is known by its content when the workers get it, and gone from the index when they are done."""
    index.add([folder], engine=here)
    (folder / bulk.name(0)).rename(folder / "zz.txt")
    (folder / bulk.name(0)).write_bytes(text_letter(30))
    summary = index.add([folder], engine=_AllAtOnce())
    assert (summary.updated, summary.added, summary.unchanged) == (1, 1, 2)
    assert {Path(hit.path).name for hit in index.search()} == {*map(bulk.name, range(3)), "zz.txt"}
    assert_sound(index.path)


def test_moved_and_deleted_files(index, folder, here):
    index.add([folder], engine=here)
    (folder / "new").mkdir()
    (folder / bulk.name(2)).rename(folder / "new/moved.pdf")
    (folder / bulk.name(1)).unlink()
    summary = index.add([folder], engine=here)
    assert (summary.added, summary.copies, here.count) == (1, 1, 3)
    assert index.prune([folder]) == (2, 1)
    assert index.stats().letters == 2
    (hit,) = index.search(number=bulk.letter(2).number.text)
    assert index.get(hit.id).paths == (str(folder / "new/moved.pdf"),)
    assert_sound(index.path)


def test_prune_is_careful(index, folder, here, tmp_path):
    index.add([folder], engine=here)
    (tmp_path / "empty").mkdir()
    for wrong in ("empty", "not-mounted"):
        with pytest.raises(gmparse.InputError, match="missing or empty"):
            index.prune([tmp_path / wrong])
    folder.rename(tmp_path / "away")
    (tmp_path / "in2").mkdir()
    shutil.copytree(tmp_path / "away", tmp_path / "in2/in")
    assert index.prune([tmp_path / "in2"]) == (0, 0)  # a folder whose name only begins the same
    assert index.stats().letters == 3


def test_reading_again_keeps_the_ids(index, folder, here):
    index.add([folder], engine=here)
    before, ids = content(index.path), ids_of(index)
    summary = index.add([folder], engine=here, reindex=True)
    assert (summary.updated, here.count) == (3, 6)
    assert ids_of(index) == ids
    assert content(index.path) == before
    assert_sound(index.path)


def ids_of(index):
    return {tuple(row) for row in index._db.execute("SELECT sha256, part, id FROM letters")}


def test_several_letters_of_a_file(index, here):
    summary = index.add([LETTERS / "hai-van-ban.pdf"], engine=here)
    assert (summary.added, summary.letters) == (1, 2)
    first, second = sorted(index.search(), key=lambda hit: hit.part)
    assert (first.part, second.part) == (1, 2)
    assert first.path == second.path
    assert first.number != second.number
    assert index.get(second.id).record == gmparse.parse_all(LETTERS / "hai-van-ban.pdf", options=LIGHT)[1].to_dict()


# --- failures --------------------------------------------------------------------------------------------------------


def test_failures_are_retried_when_asked(index, folder, here):
    path = folder / "bad.pdf"
    path.write_bytes(b"%PDF-1.4 broken")
    for attempts, wishes in ((1, {}), (1, {}), (2, {"retry_failed": True})):
        assert index.add([folder], engine=here, **wishes).failed == {"damaged": 1}
        (failure,) = index.failures()
        assert (failure.path, failure.attempts) == (str(path), attempts)
    shutil.copy(path, folder / "bad2.pdf")
    count = here.count
    assert index.add([folder], engine=here).failed == {"damaged": 2}
    assert here.count == count
    path.write_bytes(text_letter(9))
    summary = index.add([folder], engine=here)
    assert (summary.updated, summary.failed) == (1, {"damaged": 1})
    assert [failure.path for failure in index.failures()] == [str(folder / "bad2.pdf")]


def test_what_cannot_be_opened_for_now_loses_nothing(index, folder, here):
    index.add([folder], engine=here)
    path = folder / bulk.name(0)
    data = path.read_bytes()
    path.unlink()
    path.symlink_to("nowhere")
    assert index.add([folder], engine=here).failed == {"unreadable": 1}
    assert index.stats().letters == 3
    path.unlink()
    path.write_bytes(data)
    summary = index.add([folder], engine=here)
    assert (summary.unchanged, summary.failed.total()) == (3, 0)
    assert list(index.failures()) == []


def test_a_missing_file_is_on_the_list(index, here, tmp_path):
    assert index.add([tmp_path / "none.pdf"], engine=here).failed == {"unreadable": 1}
    assert [one.message for one in index.failures()] == ["no such file"]


# --- where letters come from -----------------------------------------------------------------------------------------


def zipped(members, **kwargs):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **kwargs) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_archives(index, folder, here):
    inner = zipped({"x.txt": text_letter(1)})
    members = {
        "tháng 7/a.txt": text_letter(20),
        "b.txt": text_letter(21),
        "c.pdf": b"",
        "inner.zip": inner,
        "table.xls": b"x",
        "__MACOSX/._b.txt": b"x",
    }
    (folder / "letters.zip").write_bytes(zipped(members))
    summary = index.add([folder], engine=here)
    assert (summary.added, summary.failed, summary.ignored) == (5, {"empty": 1, "unsupported": 1}, 1)
    (hit,) = index.search(number=bulk.letter(20).number.text)
    assert hit.path == f"{folder}/letters.zip!/tháng 7/a.txt"
    count = here.count
    assert index.add([folder], engine=here).unchanged == 5
    assert here.count == count
    del members["b.txt"]
    (folder / "letters.zip").write_bytes(zipped(members))
    assert index.add([folder], engine=here).unchanged == 4
    assert here.count == count
    assert index.prune([folder]) == (1, 0)
    (folder / "letters.zip").unlink()
    assert index.prune([folder]).paths == 3


def test_hostile_archives(index, tmp_path, here):
    (tmp_path / "bomb.zip").write_bytes(zipped({"big.txt": b"a" * 3_000_000, "ok.txt": text_letter(1)}))
    small = Options(only="header", max_bytes=1_000_000)
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    lying = bytearray(zipped({"lie.txt": b"b" * 3_000_000}))
    at = lying.rfind(b"PK\x01\x02") + 24  # the unpacked size in the directory
    lying[at : at + 4] = (10).to_bytes(4, "little")
    (tmp_path / "lying.zip").write_bytes(lying)
    locked = bytearray(zipped({"locked.txt": b"secret"}))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    summary = index.add([tmp_path], engine=here, options=small)
    reasons = {Path(one.path).name: one.reason for one in index.failures()}
    assert reasons.pop("lie.txt") in ("unreadable", "damaged", "too-large")
    assert reasons == {"big.txt": "too-large", "broken.zip": "damaged", "locked.txt": "encrypted"}
    assert summary.added == 1


def test_which_files_of_a_folder(tmp_path):
    for name in ("a.PDF", "b.docx", "c.txt", "notes.csv", ".hidden.pdf", "~$b.docx", "sub/d.jpg", ".git/e.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "sub/loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.pdf")
    sources = Sources([tmp_path], 1000)
    assert [Path(found.path).name for found in sources] == ["a.PDF", "b.docx", "c.txt", "pipe.pdf", "d.jpg"]
    assert sources.ignored == 2  # the list of notes, the link to a folder
    assert len(list(Sources([tmp_path / "notes.csv"], 1000))) == 1
    (tmp_path / "sub/loop").unlink()
    assert len(list(Sources([f"{tmp_path}/**/*.[jP]*"], 1000))) == 2


def test_names_that_are_no_utf8(index, folder, here):
    raw = os.fsencode(folder) + b"/c\xf4ng v\xe3n.txt"
    Path(os.fsdecode(raw)).write_bytes(text_letter(40))
    assert index.add([folder], engine=here).added == 4
    assert key_of(os.fsdecode(raw)).endswith("c\\xf4ng v\\xe3n.txt")
    assert index.prune([folder]) == (0, 0)
    Path(os.fsdecode(raw)).unlink()
    assert index.prune([folder]) == (1, 0)


def test_a_folder_that_cannot_be_looked_at_is_not_missing(tmp_path, monkeypatch):
    def refused(path):
        raise PermissionError(13, "no", path)

    monkeypatch.setattr(os, "lstat", refused)
    assert list(missing([str(tmp_path / "x")])) == []


# --- watching --------------------------------------------------------------------------------------------------------


def test_half_written_files_are_left_alone(index, folder, here, monkeypatch):
    monkeypatch.setattr(Index, "_run", lambda self, *given: _run(self, here, *given))
    whole = text_letter(50)
    steps = iter(
        [
            lambda: (folder / "slow.txt").write_bytes(whole[:200]),
            lambda: (folder / "slow.txt").write_bytes(whole[:400]),
            lambda: (folder / "slow.txt").write_bytes(whole),
            lambda: None,
            lambda: None,
        ]
    )

    def sleep(seconds):
        time.sleep(0.02)
        next(steps)()

    added = []
    for summary in index.watch([folder], every=0.01, options=LIGHT, sleep=sleep):
        added.append(summary.added)
        if sum(added) == 4:
            break
    assert added == [0, 3, 0, 0, 1]
    (hit,) = index.search(number=bulk.letter(50).number.text)
    assert index.get(hit.id).record["source"]["sha256"]
    assert index.stats().letters == 4
    assert not list(index.failures())


_honest_run = Index._run


def _run(self, engine, *given):
    return _honest_run(self, *given[:-1], engine)


def test_a_file_must_be_the_same_twice():
    times = iter(range(100, 200))
    settled = Settled({"/known": (5, 5)}.get, age=1.0, now=lambda: next(times))

    def look(*stamp, path="/new"):
        settled.next_look()
        return settled(Found(path, *stamp))

    assert look(5, 5, path="/known")
    assert [look(1, 10**9), look(2, 10**9), look(2, 10**9)] == [False, False, True]
    assert [look(2, 2 * 10**9), look(2, 2 * 10**9)] == [False, True]
    now = 105  # seconds, at the next look: a file with this time was just written
    assert [look(3, now * 10**9), look(3, now * 10**9)] == [False, True]
    assert [look(4, (now + 3) * 10**9), look(4, (now + 3) * 10**9)] == [False, False]


# --- the file --------------------------------------------------------------------------------------------------------


def test_other_files_are_refused(tmp_path):
    (tmp_path / "text.db").write_text("no database" * 100)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE t (x)")
    for name, error in (("text.db", gmparse.DamagedFileError), ("other.db", gmparse.DamagedFileError)):
        with pytest.raises(error, match=name):
            Index(tmp_path / name)
    with pytest.raises(gmparse.InputError, match="no such index"):
        Index(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_newer_schema_is_refused_and_an_older_one_brought_up_to_date(tmp_path, folder, here, monkeypatch):
    with Index(tmp_path / "a.db") as index:
        index.add([folder], engine=here)
    before = content(tmp_path / "a.db")
    now = schema.VERSION
    monkeypatch.setattr(schema, "VERSION", now + 1)
    monkeypatch.setitem(schema.MIGRATIONS, now, lambda db: db.execute("CREATE TABLE added (x)"))
    with Index(tmp_path / "a.db") as index:
        assert index._db.execute("PRAGMA user_version").fetchone()[0] == now + 1
        assert not index._db.execute("SELECT * FROM added").fetchall()
    assert content(tmp_path / "a.db") == before
    monkeypatch.setattr(schema, "VERSION", now)
    with pytest.raises(gmparse.DamagedFileError, match="newer gmparse"):
        Index(tmp_path / "a.db")


def test_an_index_of_schema_1_becomes_one_of_now(tmp_path):
    def schema_of(path):
        with sqlite3.connect(path) as db:
            return set(db.execute("SELECT name, sql FROM sqlite_schema")), db.execute("PRAGMA user_version").fetchone()

    Index(tmp_path / "new.db").close()
    Index(tmp_path / "old.db").close()
    with sqlite3.connect(tmp_path / "old.db") as db:
        db.execute("DROP INDEX files_size")
        db.execute("DROP TABLE corrections")
        db.execute("DROP TABLE readings")
        db.execute("PRAGMA user_version = 1")
    Index(tmp_path / "old.db").close()
    assert schema_of(tmp_path / "old.db") == schema_of(tmp_path / "new.db")


def test_a_failed_migration_changes_nothing(tmp_path, monkeypatch):
    Index(tmp_path / "a.db").close()

    def broken(db):
        db.execute("CREATE TABLE added (x)")
        raise ZeroDivisionError

    now = schema.VERSION
    monkeypatch.setattr(schema, "VERSION", now + 1)
    monkeypatch.setitem(schema.MIGRATIONS, now, broken)
    with pytest.raises(ZeroDivisionError):
        Index(tmp_path / "a.db")
    with sqlite3.connect(tmp_path / "a.db") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (now,)
        assert not db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'added'").fetchall()


def test_the_schema_is_documented():
    page = (FIXTURES.parent / "docs/index-schema.md").read_text(encoding="utf-8")
    with sqlite3.connect(":memory:") as db:
        schema._create(db)
        for name, kind in db.execute("SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')").fetchall():
            if "_fts_" in name:
                continue
            section = page.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
            assert section, name
            if kind == "table" and not name.endswith("_fts"):
                for column in db.execute(f"PRAGMA table_info({name})"):
                    assert f"`{column[1]}`" in section, f"{name}.{column[1]}"


def test_whole_records_are_stored(index):
    """Everything of a record that has a table of its own, with its place."""
    names = ["gm-so-trong.pdf", "cv-kiem-tra.txt", "ky-so-ngay.pdf"]
    assert index.add([LETTERS / name for name in names], jobs=1, options=Options(ocr="never")).added == 3
    for name in names:
        letter = gmparse.parse(LETTERS / name, options=Options(ocr="never"))
        record = letter.to_dict()
        (letter_id,) = (hit.id for hit in index.search(limit=50) if hit.path.endswith(name))
        assert index.get(letter_id).record == record
        for table in ("citations", "meetings", "assignments", "recipients", "signatures", "issues"):
            sql = f"SELECT * FROM {table} WHERE letter_id = ? ORDER BY position"  # noqa: S608
            assert len(index._db.execute(sql, (letter_id,)).fetchall()) == len(record[table])
        guests = sum(len(meeting["participants"]) for meeting in record["meetings"])
        stored = index._db.execute("SELECT count(*) FROM participants WHERE letter_id = ?", (letter_id,))
        assert stored.fetchone()[0] == guests
    assert index.stats().citations > 3


# --- the command -----------------------------------------------------------------------------------------------------


def command(capsys, *arguments):
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command(folder, tmp_path, capsys):
    (folder / "bad.pdf").write_bytes(b"")
    db = tmp_path / "letters.db"
    arguments = ("index", folder, "--db", db, "--jobs", 1, "--ocr", "never")
    code, out, err = command(capsys, *arguments)
    assert code == gmparse.ExitCode.SOME_FAILED
    counts = {line[:20].strip(): line[20:].strip() for line in out.splitlines()}
    assert counts["added"] == "3"
    assert counts["failed"] == "1 (1 empty)"
    assert err == f"gmparse: {folder / 'bad.pdf'}: empty: the file is empty: fetch it again from where it came\n"
    (folder / "bad.pdf").unlink()
    code, out, err = command(capsys, *arguments, "--prune")
    assert (code, err) == (0, "")
    assert "pruned: 1 paths, 0 of them moved" in out
    assert command(capsys, *arguments, "--quiet") == (0, "", "")


def test_a_list_from_stdin(folder, tmp_path):
    program = [sys.executable, "-c", "import sys; from gmparse.cli import main; sys.exit(main())"]
    arguments = ["index", "-", "--db", tmp_path / "letters.db", "--ocr", "never", "--jobs", "1"]
    paths = "\n".join(str(path) for path in folder.iterdir()) + "\nmissing.pdf\n"
    done = subprocess.run([*program, *arguments], input=paths.encode(), capture_output=True, check=False)
    assert done.returncode == gmparse.ExitCode.SOME_FAILED
    assert b"missing.pdf: unreadable: no such file" in done.stderr
    with Index(tmp_path / "letters.db") as index:
        assert index.stats().letters == 3


def test_wrong_commands(folder, tmp_path, capsys):
    db = tmp_path / "letters.db"
    assert command(capsys, "index", folder)[0] == gmparse.ExitCode.USAGE
    code, out, err = command(capsys, "index", folder / bulk.name(0), "--db", db, "--prune")
    assert (code, out) == (gmparse.ExitCode.USAGE, "")
    assert "--prune needs a folder" in err
    assert command(capsys, "index", folder, "--db", db, "--jobs", 0)[0] == gmparse.ExitCode.USAGE
    assert command(capsys, "index", folder, "--db", db, "--timeout", 0)[0] == gmparse.ExitCode.USAGE
    assert command(capsys, "stats", tmp_path / "none.db")[0] == gmparse.ExitCode.UNREADABLE


GMPARSE = [sys.executable, "-c", "import sys; from gmparse.cli import main; sys.exit(main())"]


def test_a_terminal_gets_a_bar(folder, tmp_path):
    (folder / "bad.pdf").write_bytes(b"")
    ours, terminal = pty.openpty()
    command = [*GMPARSE, "index", folder, "--db", tmp_path / "letters.db", "--ocr", "never", "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal) as process:
        os.close(terminal)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # Linux: the other end is closed
            pass
        os.close(ours)
        assert process.wait() == gmparse.ExitCode.SOME_FAILED
    assert b"4/4" in shown
    assert b"1 failed" in shown
    assert b"bad.pdf" in shown


def test_watching_from_the_command_line(folder, tmp_path):
    db = tmp_path / "letters.db"
    command = [*GMPARSE, "index", folder, "--db", db, "--ocr", "never", "--jobs", "1", "--watch", "--every", "0.3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"watching ")
        assert process.stdout.readline().startswith(b"3 added")
        (folder / "new.txt").write_bytes(text_letter(60))
        assert process.stdout.readline().startswith(b"1 added")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == b""
    with Index(db) as index:
        assert index.stats().letters == 4


def test_two_runs_at_once(folder, tmp_path, here):
    """Both write the same letters; each waits for the other, and each letter is there once."""
    bulk.write_letters(folder, 10)
    with Index(tmp_path / "letters.db") as one, Index(tmp_path / "letters.db") as other:

        class Between:
            def run(self, jobs, idle):
                for at, done in enumerate(here.run(jobs, idle)):
                    yield done
                    idle()
                    if at == 4:
                        other.add([folder], engine=_Here())

            def __enter__(self):
                return self

            def __exit__(self, *error):
                pass

        one.add([folder], engine=Between)
        assert one.stats().letters == other.stats().letters == 13 - 3
    assert_sound(tmp_path / "letters.db")


def test_a_full_disk_is_said_and_nothing_is_half_done(folder, tmp_path, here):
    bulk.write_letters(folder, 30)
    with Index(tmp_path / "letters.db") as index:
        pages = index._db.execute("PRAGMA page_count").fetchone()[0]
        index._db.execute(f"PRAGMA max_page_count = {pages + 60}")
        with pytest.raises(gmparse.InputError, match=r"letters\.db: cannot be written: the disk is full; make room"):
            index.add([folder], engine=here)
    assert_sound(tmp_path / "letters.db")
    with Index(tmp_path / "letters.db") as index:
        index.add([folder], engine=here)
        assert index.stats().letters == 30
    assert_sound(tmp_path / "letters.db")


def test_on_a_read_only_disk_it_can_be_asked(folder, tmp_path, here, monkeypatch):
    """statvfs says what a DVD says; SQLite then opens the file as one that nobody can write."""
    db = tmp_path / "letters.db"
    with Index(db) as index:
        index.add([folder], engine=here)
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_flag=os.ST_RDONLY))
    with Index(db) as index:
        assert len(list(index.search())) == len(list(index.letters())) == 3
        assert not [path for path in tmp_path.iterdir() if path.name.startswith("letters.db-")]
        (folder / "new.txt").write_bytes(text_letter(70))
        with pytest.raises(gmparse.InputError, match=r"letters\.db: cannot be written: the file, its folder"):
            index.add([folder], engine=here)
    (tmp_path / "letters.db-wal").write_bytes(b"x")
    with pytest.raises(gmparse.InputError, match=r"not whole without letters\.db-wal: copy both"):
        Index(db)
    (tmp_path / "letters.db-wal").unlink()
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(gmparse.InputError, match="older gmparse: copy it"):
        Index(db)


def test_a_locked_index_is_said(folder, tmp_path, here, monkeypatch):
    monkeypatch.setattr(schema, "_PATIENCE", 0.05)
    db = tmp_path / "letters.db"
    with Index(db) as index:
        index.add([folder / bulk.name(0)], engine=here)
        with closing(sqlite3.connect(db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert len(list(index.search())) == 1  # readers do not wait
            with pytest.raises(gmparse.InputError, match=r"letters\.db: another process holds it: wait"):
                index.add([folder], engine=here)
            other.execute("ROLLBACK")
        assert index.add([folder], engine=here).added == 2
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(gmparse.InputError, match="another process holds it"):
            Index(db)
    assert_sound(db)


def test_a_damaged_index_is_said(folder, tmp_path, here):
    db = tmp_path / "letters.db"
    with Index(db) as index:
        index.add([folder], engine=here)
    data = bytearray(db.read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    db.write_bytes(data)
    with pytest.raises(gmparse.DamagedFileError, match=r"letters\.db: is damaged: delete it"), Index(db) as index:
        index.stats()


def test_a_folder_that_is_missing_is_said(tmp_path):
    with pytest.raises(gmparse.InputError, match="cannot be opened: its folder is missing"):
        Index(tmp_path / "none/letters.db")
