"""Worker processes: what a bad letter costs, and what is left behind."""

import os
import pickle
import signal
import subprocess
import sys
import time
import zipfile
from multiprocessing import Pipe
from pathlib import Path

import bulk
import poison
import pytest
from support import FIXTURES, LETTERS

import gmparse
from gmparse.batch import PREPARE, Failure, Job, Limits, Pool
from gmparse.batch.failures import REASONS, failure_of
from gmparse.batch.worker import Clock, serve
from gmparse.errors import UsageError
from gmparse.index.rows import WORK, FileRows, Request
from gmparse.options import Options

LIGHT = Options(only="header", ocr="never")  # no spaCy: workers start in a moment
SOME = [LETTERS / name for name in ("gm-so-trong.pdf", "cv-dang-uy.docx", "cv-kiem-tra.txt", "hai-van-ban.pdf")]


def pool(jobs=2, **limits):
    return Pool(poison.WORK, PREPARE, LIGHT, jobs=jobs, limits=Limits(**({"timeout": 3.0, "memory_mb": 300} | limits)))


def jobs_of(paths):
    return [Job(path.name, Request(str(path))) for path in paths]


def alive(pid):
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


# --- parse_many ------------------------------------------------------------------------------------------------------


def test_the_same_letters_as_parse_all():
    outcomes = sorted(gmparse.parse_many(SOME, jobs=2), key=lambda outcome: outcome.position)
    assert [outcome.source for outcome in outcomes] == SOME
    for outcome in outcomes:
        assert outcome.failure is None
        assert list(outcome.letters) == gmparse.parse_all(outcome.source)
        assert len(outcome.texts) == len(outcome.letters)
        number = outcome.letters[0].number.symbol
        assert number in outcome.texts[0].replace(" ", "")
    assert len(outcomes[3].letters) == 2


def test_bytes_and_open_files():
    with SOME[1].open("rb") as stream:
        one, other = sorted(
            gmparse.parse_many([SOME[0].read_bytes(), stream], jobs=1, options=LIGHT), key=lambda o: o.position
        )
    assert one.letters[0].source.name == ""
    assert other.letters[0].source.name == SOME[1].name


def test_odd_files_say_why():
    reasons = {"empty": "empty", "html": "unsupported", "truncated": "damaged", "password": "encrypted"}
    paths = [FIXTURES / f"odd/{name}.pdf" for name in reasons] + [Path("missing.pdf")]
    found = {o.source: o.failure for o in gmparse.parse_many(paths, jobs=1, options=LIGHT)}
    expected = [*reasons.values(), "unreadable"]
    assert [found[path].reason for path in paths] == expected
    assert all(len(failure.message) > 10 and "\n" not in failure.message for failure in found.values())


def test_folders_and_archives(tmp_path):
    bulk.write_letters(tmp_path / "in", 2)
    with zipfile.ZipFile(tmp_path / "in/more.zip", "w") as archive:
        archive.write(SOME[2], "a/b.txt")
        archive.writestr("bad.pdf", b"")
    outcomes = sorted(gmparse.parse_many([tmp_path / "in", SOME[2]], jobs=1, options=LIGHT), key=lambda o: o.position)
    folder = f"{tmp_path}/in"
    inside = [f"{folder}/more.zip!/a/b.txt", f"{folder}/more.zip!/bad.pdf"]
    assert [o.path for o in outcomes] == [
        f"{folder}/000/{bulk.name(0)}",
        f"{folder}/000/{bulk.name(1)}",
        *inside,
        str(SOME[2]),
    ]
    assert [o.position for o in outcomes] == list(range(5))
    assert [o.failure.reason if o.failure else len(o.letters) for o in outcomes] == [1, 1, 1, "empty", 1]
    assert outcomes[2].letters[0].source.name == "b.txt"
    assert outcomes[2].letters[0].number == outcomes[4].letters[0].number


def test_sources_are_taken_as_they_are_needed():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield SOME[2]

    for at, outcome in enumerate(gmparse.parse_many(endless(), jobs=1, options=LIGHT)):
        assert outcome.letters
        if at == 20:
            break
    assert len(taken) < 100


@pytest.mark.parametrize("wrong", [{"jobs": -1}, {"jobs": 0}, {"timeout": 0}, {"memory_mb": -5}])
def test_wrong_usage(wrong):
    with pytest.raises(UsageError):
        next(gmparse.parse_many(SOME, **wrong))
    with pytest.raises(UsageError, match="cannot read a int"):
        next(gmparse.parse_many([7], jobs=1, options=LIGHT))


def test_a_bug_costs_one_letter():
    assert failure_of(ZeroDivisionError("division by zero")) == Failure("bug", "ZeroDivisionError: division by zero")
    assert failure_of(MemoryError()).reason == "memory"
    assert {failure_of(error).reason for error in (gmparse.LimitError(""), gmparse.MissingDependencyError(""))} == {
        "too-large",
        "missing-dependency",
    }


# --- limits ----------------------------------------------------------------------------------------------------------


def test_poison_costs_only_itself(tmp_path):
    bulk.write_letters(tmp_path, 20)
    expected = bulk.write_poison(tmp_path / "poison", 8)
    paths = sorted(path for path in tmp_path.rglob("*.*"))
    with pool() as workers:
        results = list(workers.run(jobs_of(paths)))
        pids = workers.pids
    assert sorted(done.key for done in results) == sorted(path.name for path in paths)
    found = {done.key: done.result for done in results}
    failed = {name: result.reason for name, result in found.items() if isinstance(result, Failure)}
    assert failed == {path.name: reason for path, reason in expected.items()}
    assert set(failed.values()) <= REASONS.keys()
    assert all(isinstance(found[name], FileRows) for name in found.keys() - failed.keys())
    assert not any(map(alive, pids))


def test_the_letters_around_a_crash_have_their_results_once(tmp_path):
    """Those before it are not lost with the worker, those behind it go to the next one."""
    (tmp_path / "crash.txt").write_bytes(b"POISON crash 1")
    paths = [*SOME * 3, tmp_path / "crash.txt", *SOME * 3]
    with pool(jobs=1) as workers:
        results = list(workers.run(Job(at, Request(str(path))) for at, path in enumerate(paths)))
    assert sorted(done.key for done in results) == list(range(len(paths)))
    assert [done.key for done in results if isinstance(done.result, Failure)] == [12]


def echo(context, payload):
    return payload


def nothing(context):
    pass


def test_large_letters_with_large_results_stop_nobody():
    """More than pipes hold in both directions: neither side may wait for the other."""
    payloads = [bytes([at]) * (3 << 20) for at in range(8)]
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("the manager and its worker wait for each other"))
    signal.alarm(30)
    try:
        with Pool("test_batch:echo", "test_batch:nothing", None, jobs=2, limits=Limits()) as workers:
            results = {done.key: done.result for done in workers.run(Job(at, one) for at, one in enumerate(payloads))}
    finally:
        signal.alarm(0)
    assert [results[at] for at in range(8)] == payloads


def test_the_processor_limit_needs_no_parent():
    """The timer's signal ends a worker in the midst of its work, with nobody watching."""
    ours, theirs = Pipe()
    pid = os.fork()
    if pid == 0:
        ours.close()
        serve(theirs, lambda context, payload: spin(), Clock(1), 0, 0.3)
        os._exit(0)
    theirs.close()
    ours.send("context")
    ours.send([pickle.dumps("payload")])
    status = os.waitpid(pid, 0)[1]
    assert os.waitstatus_to_exitcode(status) == -signal.SIGPROF


def spin():
    while True:
        pass


def test_workers_are_replaced_after_some_letters():
    pids = set()
    with pool(jobs=1, letters=4) as workers:
        count = 0
        for _ in workers.run(jobs_of(SOME * 5)):
            count += 1
            pids |= set(workers.pids[1:])
        assert count == 20
        assert len(pids) == 5
        assert sum(map(alive, pids)) <= 1


def test_a_worker_that_is_killed_from_outside_costs_no_letter():
    with pool() as workers:
        results = []
        for done in workers.run(jobs_of(SOME * 50)):
            results.append(done.result)
            if len(results) in (5, 120):
                os.kill(workers.pids[1], signal.SIGKILL)
    assert len(results) == 200
    assert all(isinstance(result, FileRows) for result in results)


def test_pdfium_is_not_in_the_parent_of_the_workers():
    with Pool(WORK, PREPARE, Options(ocr="never"), jobs=1, limits=Limits()) as workers:
        assert len(list(workers.run(jobs_of(SOME)))) == 4
        parent, worker = (Path(f"/proc/{pid}/maps").read_text() for pid in workers.pids)
    assert "pdfium" in worker
    assert "pdfium" not in parent
    assert "spacy" in parent


# --- nothing is left behind ------------------------------------------------------------------------------------------

PROGRAM = """
import sys
sys.path[:0] = {path!r}
import poison
from gmparse.batch import PREPARE, Job, Limits, Pool
from gmparse.index.rows import Request
from gmparse.options import Options
with Pool(poison.WORK, PREPARE, Options(only="header"), jobs=2, limits=Limits(timeout=60)) as pool:
    for done in pool.run([Job(name, Request(name)) for name in sys.argv[1:]]):
        print(*pool.pids, flush=True)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_manager(tmp_path, end):
    """Also one that sleeps in native code, and whatever ends the manager."""
    (tmp_path / "sleeps.txt").write_bytes(b"POISON sleep 1")
    program = PROGRAM.format(path=[str(FIXTURES)])
    command = [sys.executable, "-c", program, SOME[0], tmp_path / "sleeps.txt"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        pids = [int(word) for word in process.stdout.readline().split()]
        assert len(pids) == 3
        assert all(map(alive, pids))
        process.send_signal(end)
        assert process.wait(20) != 0
    wait_until(lambda: not any(map(alive, pids)))


def test_leaving_the_loop_ends_the_workers():
    with pool() as workers:
        next(workers.run(jobs_of(SOME * 3)))
        pids = workers.pids
    assert not any(map(alive, pids))


def test_a_broken_start_is_said():
    with pytest.raises(gmparse.GmparseError, match="nothing_of_that_name"):
        Pool("bulk:nothing_of_that_name", PREPARE, LIGHT, jobs=1, limits=Limits())


def test_a_slow_letter_is_told_of(tmp_path):
    """Whoever waits may use the time: the index ends its transaction."""
    (tmp_path / "sleeps.txt").write_bytes(b"POISON sleep 1")
    calls = []
    with pool(jobs=1) as workers:
        results = [done.result for done in workers.run(jobs_of([tmp_path / "sleeps.txt"]), lambda: calls.append(1))]
    assert [result.reason for result in results] == ["timeout"]
    assert 1 <= len(calls) <= 4
