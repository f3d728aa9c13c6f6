"""The same job on a Dask cluster: two worker processes on this machine, one of them killed on the way."""

import os
import shutil
import signal
import sqlite3
from pathlib import Path

import bulk
import poison
import pytest
from test_index import LIGHT, content

import gmparse
from gmparse import Index
from gmparse.index.rows import WORK

distributed = pytest.importorskip("distributed", reason="needs the extra dask: pip install 'gmparse[dask]'")

from gmparse.distributed import cluster, to_parquet  # noqa: E402

GOOD = 48


@pytest.fixture(scope="module")
def scheduler():
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**settings) as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("share")
    bulk.write_letters(folder, GOOD)
    return folder


@pytest.fixture(scope="module")
def expected(folder):
    return bulk.write_poison(folder / "poison", len(bulk.POISON))


def engine(scheduler, work=poison.WORK):
    return cluster(scheduler.scheduler_address, options=LIGHT, timeout=3.0, memory_mb=300, work=work)


def test_a_dead_worker_costs_no_letter_and_poison_no_worker(scheduler, folder, expected, tmp_path):
    with distributed.Client(scheduler, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    events = []

    def listen(event):
        events.append(event)
        if len(events) == 10:
            os.kill(pids[0], signal.SIGKILL)

    with Index(tmp_path / "letters.db") as index:
        summary = index.add([folder], engine=engine(scheduler), listen=listen)
        assert (summary.added, summary.letters) == (GOOD, GOOD)
        assert {Path(one.path): one.reason for one in index.failures()} == expected
    with distributed.Client(scheduler, set_as_default=False) as client:
        after = set(client.run(os.getpid).values())
    assert pids[1] in after, "poison took a worker down"
    assert pids[0] not in after


def test_the_content_is_that_of_one_machine(scheduler, folder, tmp_path):
    paths = [folder / "000" / bulk.name(at) for at in range(10)]
    with Index(tmp_path / "cluster.db") as index:
        index.add(paths, engine=engine(scheduler))
    with Index(tmp_path / "here.db") as index:
        index.add(paths, options=LIGHT, jobs=1)
    assert content(tmp_path / "cluster.db") == content(tmp_path / "here.db")


def test_the_workers_hash(scheduler, folder, tmp_path, monkeypatch):
    """Moved and touched letters are known by their content, which this process does not look at."""

    def refused(*given):
        raise AssertionError(given)

    monkeypatch.setattr("gmparse.batch.contents.sha256", refused)
    shutil.copytree(folder / "000", tmp_path / "in")
    names = [tmp_path / "in" / bulk.name(at) for at in range(4)]
    with Index(tmp_path / "letters.db") as index:
        assert index.add(names, engine=engine(scheduler)).letters == 4
        os.utime(names[0], (1, 1))
        names[1] = names[1].rename(tmp_path / "in/moved.docx")
        summary = index.add(names, engine=engine(scheduler))
        assert (summary.unchanged, summary.copies, summary.letters) == (3, 1, 0)


def test_urls(scheduler, folder, tmp_path):
    url = f"file://{folder}/000"
    with Index(tmp_path / "letters.db") as index:
        assert index.add([url], engine=engine(scheduler, WORK)).added == GOOD
        assert index.add([url], engine=engine(scheduler)).unchanged == GOOD
        hit = next(index.search())
        assert hit.path.startswith(url)
        assert index.get(hit.id).record["source"]["name"] == hit.path.rpartition("/")[2]
        assert index.add([f"file://{tmp_path}/none"]).failed == {"unreadable": 1}


def test_parquet(scheduler, folder, expected, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet: pip install 'gmparse[parquet]'")
    given = {"options": LIGHT, "timeout": 3.0, "memory_mb": 300, "work": poison.WORK}
    expected = {path: reason for path, reason in expected.items() if reason not in ("timeout", "memory")}
    paths = [folder / "000", *expected]
    summary = to_parquet(paths, tmp_path / "set", scheduler.scheduler_address, **given)
    assert (summary.added, summary.failed.total()) == (GOOD, len(expected))
    rows = parquet.read_table(tmp_path / "set").to_pylist()
    assert len(rows) == GOOD + len(expected)
    assert {Path(row["path"]): row["reason"] for row in rows if row["reason"]} == expected
    assert all(gmparse.Letter.model_validate_json(row["record"]) for row in rows if not row["reason"])
    again = to_parquet(paths, tmp_path / "set", scheduler.scheduler_address, **given)
    assert (again.unchanged, again.added) == (len(rows), 0)
    assert [path.suffix for path in (tmp_path / "set").iterdir()] == [".parquet"]


def test_no_scheduler(tmp_path, folder, monkeypatch):
    monkeypatch.setattr("gmparse.distributed._CONNECT", 0.5)
    with Index(tmp_path / "letters.db") as index, pytest.raises(gmparse.InputError, match="no Dask scheduler answers"):
        index.add([folder], engine=cluster("tcp://127.0.0.1:9"))
    with sqlite3.connect(tmp_path / "letters.db") as db:
        assert db.execute("SELECT count(*) FROM letters").fetchone() == (0,)
